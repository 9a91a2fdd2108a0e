from __future__ import annotations

import socket


def test_an_issue_that_does_not_exist_ends_in_a_sentence(composer):
    ended = composer("preview", "999", "--no-open")

    assert ended.returncode == 2
    assert "there is no issues/999.yaml; the newest issue is 391" in ended.stderr


def test_a_port_in_use_ends_in_a_sentence(composer):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = composer("preview", "391", "--no-open", "--port", str(port))

    assert ended.returncode == 2
    assert f"port {port} is in use" in ended.stderr


def test_a_workspace_without_issues_ends_in_a_sentence(composer, workspace):
    for path in (workspace / "issues").iterdir():
        path.unlink()

    ended = composer("preview", "--no-open")

    assert ended.returncode == 2
    assert "composer new" in ended.stderr


def test_a_port_that_is_none_is_refused(composer):
    assert composer("preview", "--port", "65536").returncode == 2
