"""A link is read as a browser reads it, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.follow import Target, Unfollowed, target_of
from composer.follow.exchange import Request
from composer.follow.targets import moved
from composer.model import Leads


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG/Guide", "https://example.org/Guide"),
        ("https://example.org./guide", "https://example.org/guide"),
        ("https://example.org:443/guide", "https://example.org/guide"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://example.org:/guide", "https://example.org/guide"),
        ("https://example.org/guide#part-2", "https://example.org/guide"),
        ("https://example.org?q=a b", "https://example.org/?q=a%20b"),
        ("https://example.org/a%20b/é", "https://example.org/a%20b/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://Straße.example/", "https://xn--strae-oqa.example/"),
        ("https://example.org\\@other.example/", "https://example.org/@other.example/"),
        ("https:\\\\example.org\\guide", "https://example.org/guide"),
        (" https://example.org/guide\n", "https://example.org/guide"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        ("https://[2606:2800:220:1::1]:8443/", "https://[2606:2800:220:1::1]:8443/"),
        ("https://a_b.example.org/", "https://a_b.example.org/"),
    ],
)
def test_what_a_link_asks_for(href, url):
    assert target_of(href).url == url


@pytest.mark.parametrize(
    "href",
    [
        "",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "mailto:ann@example.org",
        "https:/example.org",
        "https:///example.org",
        "https://",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org:80@127.0.0.1/",
        "https://example.org:65536:1/",
        "https://example.org:http/",
        "https://exa mple.org/",
        "https://example..org/",
        "https://.example.org/",
        "https://-\u200b.example/",
        "https://ex%61mple.org/",
        "https://[::1%25lo]/",
        "https://[fe80::1%eth0]/",
        "https://[::1/",
        "https://[nonsense]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.01/",
        "https://127.0.0.0x1/",
        "https://256.256.256.256/",
        "https://１２７．1/",
        "https://①②⑦.1/",
        "https://example.org/" + "a" * 5000,
        f"https://{'a' * 64}.example/",
        f"https://{'ü' * 300}.example/",
    ],
)
def test_what_means_one_thing_here_and_another_elsewhere_is_not_asked(href):
    with pytest.raises(Unfollowed) as raised:
        target_of(href)

    assert raised.value.answer.leads is Leads.UNASKED
    assert raised.value.answer.why


@pytest.mark.parametrize("user", ["user", "user:secret", "example.org", ""])
def test_a_link_with_a_password_in_it_is_told_so(user):
    with pytest.raises(Unfollowed, match="a user name or a password"):
        target_of(f"https://{user}@example.org/")


@pytest.mark.parametrize("dot", [".", "。", "．", "｡"])
def test_a_number_stays_the_address_that_it_is_in_every_alphabet(dot):
    assert target_of(f"http://１２７{dot}0{dot}0{dot}1/").host == "127.0.0.1"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/other", "https://example.org/other"),
        ("other", "https://example.org/guide/other"),
        ("?page=2", "https://example.org/guide/?page=2"),
        ("//example.net/", "https://example.net/"),
        ("http://example.net/#part", "http://example.net/"),
    ],
)
def test_a_redirect_is_read_from_where_it_was_said(location, url):
    assert moved(target_of("https://example.org/guide/"), location).url == url


@pytest.mark.parametrize("location", ["//user@example.net/", "file:///etc/passwd", "//[::1", "//2130706433/"])
def test_a_redirect_is_judged_like_a_link(location):
    with pytest.raises(Unfollowed):
        moved(target_of("https://example.org/"), location)


@given(st.text(max_size=60), st.sampled_from(["https://example.org/", "https://", "http://example.org:80", ""]))
def test_whatever_is_typed_is_one_request_or_none(typed, before):
    try:
        target = target_of(before + typed)
    except Unfollowed:
        return

    lines = bytes(Request("HEAD", target, "Tester/1")).decode("ascii").split("\r\n")
    assert len(lines) == 8
    assert lines[0].split(" ") == ["HEAD", target.path, "HTTP/1.1"]
    assert lines[1] == f"Host: {target.authority}"
    assert target_of(target.url) == target


def test_a_request_says_who_asks_and_nothing_of_whom():
    request = bytes(Request("GET", Target("https", "example.org", 443, "/guide"), "Composer/1 (+https://example.net)"))

    assert request.decode().split("\r\n") == [
        "GET /guide HTTP/1.1",
        "Host: example.org",
        "User-Agent: Composer/1 (+https://example.net)",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Range: bytes=0-0",
        "Connection: close",
        "",
        "",
    ]
