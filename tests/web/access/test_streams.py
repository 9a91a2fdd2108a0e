"""The desk's live updates, while somebody is signed in and the server runs."""

from __future__ import annotations

import http.client
import os
from collections.abc import Iterator

import pytest

from tests.web.access.visiting import MANAGER, Visit, token_in
from tests.web.public.site import HOST, Site


@pytest.fixture
def manager(site: Site) -> Visit:
    return Visit(site).signs_in(MANAGER, "desk")


@pytest.fixture
def stream(manager: Visit) -> Iterator[http.client.HTTPResponse]:
    """What the page of an issue listens to, of which the first event has come."""
    connection = http.client.HTTPConnection("127.0.0.1", manager.site.port, timeout=20)
    path = "/desk/391/events"
    connection.request("GET", path, headers={"Host": HOST, "Cookie": manager.cookies_for(path)})
    answer = connection.getresponse()
    assert _next(answer).startswith(b"data: ")
    yield answer
    connection.close()


def _next(stream: http.client.HTTPResponse) -> bytes:
    """The next line that tells something; nothing where the stream has ended."""
    while (line := stream.readline()) and not line.startswith((b"data: ", b": ")):
        pass
    return line


def test_an_issue_that_changes_is_told_while_somebody_is_signed_in(stream, site):
    _change(site)

    assert _next(stream).startswith(b"data: ")


def test_nothing_more_is_told_once_somebody_has_signed_out(stream, manager):
    token = token_in(manager.ask("/desk/391/"))
    assert manager.post("/desk/sign-out", {"token": token}).status == 303

    _change(manager.site)

    assert _next(stream) == b""


def test_a_server_that_is_stopped_ends_its_streams_and_itself(tmp_path):
    own = Site.make(tmp_path / "workspace")
    manager = Visit(own.start("--desk")).signs_in(MANAGER, "desk")
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=20)
    connection.request(
        "GET", "/desk/391/events", headers={"Host": HOST, "Cookie": manager.cookies_for("/desk/391/events")}
    )
    answer = connection.getresponse()
    assert _next(answer)

    code, printed = own.stop()

    assert code == 0
    assert "Traceback" not in printed
    assert _next(answer) == b""
    connection.close()


def _change(site: Site) -> None:
    """As an editor does that saves."""
    issue = site.root / "issues" / "391.yaml"
    text = issue.read_text(encoding="utf-8")
    issue.write_text(f"{text}# {os.urandom(4).hex()}\n", encoding="utf-8")
