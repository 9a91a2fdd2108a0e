from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ENVIRONMENT


def first_line(workspace: Path) -> str:
    """What it prints when it is ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "composer", "preview", "--no-open"],
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        process.terminate()
    return line


def test_its_first_line_names_the_issue_and_the_address(workspace):
    address = r"http://127\.0\.0\.1:[0-9]+/[\w-]{12}/\?token=[\w-]{22}\n"

    assert re.fullmatch(f"Issue 391: {address}", first_line(workspace))


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


def test_a_workspace_without_issues_opens_the_desk_and_only_an_issue_asked_for_is_missed(composer, workspace):
    for path in (workspace / "issues").iterdir():
        path.unlink()

    assert first_line(workspace).startswith("No issue yet: http://127.0.0.1:")
    ended = composer("preview", "999", "--no-open")
    assert ended.returncode == 2
    assert "there is no issue yet. Begin one with: composer new" in ended.stderr


def test_a_port_that_is_none_is_refused(composer):
    assert composer("preview", "--port", "65536").returncode == 2
