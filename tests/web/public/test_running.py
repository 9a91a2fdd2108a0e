"""`composer serve` as a command: what it needs, what it prints, how it ends."""

from __future__ import annotations

import signal
import socket

import pytest

from composer.model import EVERY
from tests.web.public.site import ONE_CLICK, Site


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_when_it_is_stopped(own: Site, how: signal.Signals) -> None:
    own.start()
    assert own.ask("/healthz").status == 200

    assert own.stop(how) == (0, "Ctrl-C stops it.\n")


def test_what_has_come_whole_is_answered_before_it_ends(own: Site) -> None:
    """A request whose last bytes come after the signal."""
    own.start()
    assert own.process
    reader = own.somebody()
    head = f"POST {reader.link} HTTP/1.1\r\nHost: 127.0.0.1:{own.port}\r\nContent-Length: {len(ONE_CLICK)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", own.port), timeout=20) as connection:
        connection.sendall(head.encode() + ONE_CLICK[:5].encode())
        own.ask("/healthz")  # by now the other has been taken up
        own.process.send_signal(signal.SIGTERM)
        connection.sendall(ONE_CLICK[5:].encode())
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert own.stop()[0] == 0
    assert EVERY in own.suppressed(reader)


def test_nothing_of_a_request_is_printed(own: Site) -> None:
    own.start()
    reader = own.somebody()
    for path in (reader.link, f"{reader.link}x", f"/u/{reader.address}", f"/healthz?{reader.address}"):
        own.ask(path)
        own.post(path)
        own.post(path, "leave=send&undo=send", Referer=f"https://example.org/{reader.address}")
    with socket.create_connection(("127.0.0.1", own.port), timeout=20) as connection:
        connection.sendall(f"GET {reader.link} {reader.address}\r\n\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")

    assert own.stop() == (0, "Ctrl-C stops it.\n")


def test_without_a_public_url_it_says_what_to_write(own: Site) -> None:
    settings = own.root / "newsletter.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("public_url:", "# public_url:"), encoding="utf-8")

    ended = own.run("serve")

    assert ended.returncode == 2
    assert "newsletter.yaml has no public_url" in ended.stderr
    assert "public_url: https://updates.example.org" in ended.stderr


def test_a_broken_ledger_is_told_before_it_serves(own: Site) -> None:
    (own.root / "var" / "ledger.db").write_bytes(b"")

    ended = own.run("serve", "--port", "0")

    assert ended.returncode == 4
    assert "ledger" in ended.stderr


def test_a_port_in_use_ends_in_a_sentence(own: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = own.run("serve", "--port", str(port))

    assert ended.returncode == 2
    assert f"port {port} is in use" in ended.stderr


def test_a_host_that_is_not_this_machine_ends_in_a_sentence(own: Site) -> None:
    ended = own.run("serve", "--host", "192.0.2.1", "--port", "0")

    assert ended.returncode == 2
    assert "192.0.2.1" in ended.stderr


def test_it_listens_on_the_loopback_interface_alone(own: Site) -> None:
    own.start()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", own.port), timeout=5)


def test_names_from_files_are_shown_as_text(own_named: Site) -> None:
    reader = own_named.start().somebody()

    page = own_named.ask(reader.link).text

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    left = own_named.post(reader.link, "leave=send").text
    assert "You have left the list of &lt;img src=x onerror=alert(1)&gt;" in left
    assert "<img" not in left
