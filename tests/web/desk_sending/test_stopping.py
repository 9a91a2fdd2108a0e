"""Both servers end when they are told to, whatever they wait for."""

from __future__ import annotations

import http.client
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen

import pytest

from tests.cli.conftest import edit
from tests.cli.programme import small_programme
from tests.web.access.visiting import MANAGER, Visit
from tests.web.conftest import Running, start
from tests.web.desk_sending.conftest import SendPage
from tests.web.public.site import FORM, Site

PATIENCE = 10  # seconds


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """A relay that lets everybody connect and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as relay:
        relay.settimeout(PATIENCE)
        yield relay


@pytest.fixture
def page(tmp_path: Path, mute: socket.socket) -> Iterator[SendPage]:
    """The page of sending by the mute relay."""
    workspace = small_programme(tmp_path / "workspace")
    url = f"smtp://127.0.0.1:{mute.getsockname()[1]}"
    edit(workspace / "newsletter.yaml", "timezone: UTC", f"timezone: UTC\nrelay: {url}\nmanagers: [boss@example.org]")
    running = start(workspace)
    yield SendPage(running, 391)
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


def ends(process: Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


def unfinished(running: Running, path: str) -> http.client.HTTPConnection:
    """A request that has sent 3 bytes of 100."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE)
    connection.putrequest("POST", f"{running.folder}{path}")
    connection.putheader("Cookie", running.cookie)
    connection.putheader("Origin", f"http://127.0.0.1:{running.port}")
    connection.putheader("Content-Type", FORM)
    connection.putheader("Content-Length", "100")
    connection.endheaders(b"a=b")
    return connection


def test_the_desk_ends_while_a_test_copy_waits_for_a_relay_that_says_nothing(page: SendPage, mute: socket.socket):
    assert "A test copy" in page.text()
    form = page.form("test")
    with ThreadPoolExecutor() as posting:
        posted = posting.submit(page.post, form, addresses="ann@example.org")
        connected, _ = mute.accept()

        with connected:
            ends(page.running.process)

        assert posted.exception() or posted.result().status == 500


def test_the_desk_ends_while_the_body_of_a_request_is_unfinished(page: SendPage):
    connection = unfinished(page.running, "/391/text")
    time.sleep(0.2)

    ends(page.running.process)

    assert page.running.process.returncode == 0
    connection.close()


def test_the_desk_takes_no_body_larger_than_a_spreadsheet(page: SendPage):
    told = http.client.HTTPConnection("127.0.0.1", page.running.port, timeout=PATIENCE)
    headers = {
        "Cookie": page.running.cookie,
        "Origin": f"http://127.0.0.1:{page.running.port}",
        "Content-Type": FORM,
        "Content-Length": str(10**9),
    }
    told.request("POST", f"{page.running.folder}/391/text", b"a=b", headers)

    assert told.getresponse().status == 413
    told.close()


def test_the_server_ends_while_a_letter_to_sign_in_waits_for_a_relay_that_says_nothing(
    tmp_path: Path, mute: socket.socket
):
    site = Site.make(tmp_path / "workspace")
    settings = site.root / "newsletter.yaml"
    relay = next(line for line in settings.read_text().splitlines() if line.startswith("relay:"))
    edit(settings, relay, f"relay: smtp://127.0.0.1:{mute.getsockname()[1]}")
    site.start("--desk")
    assert site.process
    try:
        assert Visit(site).asks_for_link(MANAGER).status == 200
        connected, _ = mute.accept()

        with connected:
            ends(site.process)
    finally:
        site.process.kill()
