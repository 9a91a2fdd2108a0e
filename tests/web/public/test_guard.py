"""What reaches the pages, and how every answer is sent."""

from __future__ import annotations

import http.client
import re
import socket

import pytest

from composer.model import EVERY
from composer.web.public.guard import LARGEST_BODY
from tests.web.public.site import FORM, HOST, ONE_CLICK, Reader, Site


@pytest.mark.parametrize("host", ["attacker.example.org", "127.0.0.1", "127.0.0.1:1", f"{HOST}.example.net", ""])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_foreign_host_is_refused_though_the_link_is_right(
    served: Site, reader: Reader, method: str, host: str
) -> None:
    answer = served.ask(reader.link, method=method, body=ONE_CLICK, host=host, Content_Type=FORM)

    assert answer.status == 421
    assert served.suppressed(reader) == {}


@pytest.mark.parametrize("host", [HOST.upper(), f"{HOST}:443", "127.0.0.1:{port}", "localhost:{port}"])
def test_its_own_names_are_known_however_they_are_written(served: Site, reader: Reader, host: str) -> None:
    assert served.ask(reader.link, host=host.format(port=served.port)).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT"])
def test_other_methods_are_refused(served: Site, reader: Reader, method: str) -> None:
    assert served.ask(reader.link, method=method).status == 405


@pytest.mark.parametrize("length", [1_000_000, LARGEST_BODY + 1])
def test_a_body_that_says_it_is_too_long_is_refused(served: Site, reader: Reader, length: int) -> None:
    """It is refused by what it says of its length, before it has come."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        head = f"POST {reader.link} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n"
        connection.sendall(head.encode())
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert served.suppressed(reader) == {}


def test_a_body_that_does_not_say_how_long_it_is_is_refused_when_it_is_too_long(served: Site, reader: Reader) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
        head = f"POST {reader.link} HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunk = f"{LARGEST_BODY + 1:x}\r\n{ONE_CLICK}&".encode().ljust(LARGEST_BODY + 7, b"x")
        connection.sendall(head.encode() + chunk)
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert served.suppressed(reader) == {}


def test_the_largest_body_there_may_be_is_read(served: Site, reader: Reader) -> None:
    body = f"{ONE_CLICK}&more=".ljust(LARGEST_BODY, "x")

    assert served.post(reader.link, body).status == 200
    assert served.post(reader.link, f"{body}x").status == 413


@pytest.mark.parametrize("path", ["/healthz", "/nothing", "/u/wrong", "right"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT"])
def test_every_answer_is_strict_and_sets_no_cookie(served: Site, reader: Reader, method: str, path: str) -> None:
    answer = served.ask(reader.link if path == "right" else path, method=method, Cookie="session=1")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert re.sub(r"style-src 'sha256-[\w+/=]{44}'; ", "", policy).count("src") == 1
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not {"Set-Cookie", "Server", "Location", "Access-Control-Allow-Origin"} & set(answer.headers)


def test_head_says_what_get_says_without_the_page(served: Site, reader: Reader) -> None:
    got, head = served.ask(reader.link), served.ask(reader.link, method="HEAD")

    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(got.body)) == got.headers["Content-Length"]


def test_options_tells_what_can_be_asked(served: Site, reader: Reader) -> None:
    assert served.ask(reader.link, method="OPTIONS").headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_proxy_may_pass_on_the_path_of_public_url_or_take_it_off(own: Site) -> None:
    settings = own.root / "newsletter.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(f"https://{HOST}", f"https://{HOST}/news"), encoding="utf-8")
    own.start()
    whole, short, other = own.somebody(), own.somebody(), own.somebody()

    assert own.post(f"/news{whole.link}").status == 200
    assert own.post(short.link).status == 200
    assert own.post(f"/old{other.link}").status == 404
    assert [EVERY in own.suppressed(reader) for reader in (whole, short, other)] == [True, True, False]


def test_letters_of_before_a_move_lead_here_still(own: Site) -> None:
    settings = own.root / "newsletter.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(f"https://{HOST}", "https://news.example.net/south-east"), encoding="utf-8")
    reader = own.start().somebody()

    assert own.post(f"/south-east{reader.link}", "leave=send", host="news.example.net").status == 200
    assert own.post(reader.link).status == 200
    assert set(own.suppressed(reader)) == {"send", EVERY}


def test_two_hosts_in_one_request_are_none(served: Site, reader: Reader) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    try:
        connection.putrequest("GET", reader.link, skip_host=True)
        connection.putheader("Host", HOST)
        connection.putheader("Host", "attacker.example.org")
        connection.endheaders()

        assert connection.getresponse().status == 400
    finally:
        connection.close()
