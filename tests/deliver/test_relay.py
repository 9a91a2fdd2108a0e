"""Which relays there are, and what is said of what is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.deliver.relay import Relay, read_relay
from composer.problems import UsageError
from tests.load.reading import read

CANARY = "canary-9f2c"


HOST = "relay.example.org"


@pytest.mark.parametrize(
    ("url", "relay", "name"),
    [
        (f"smtp://{HOST}", Relay(HOST, 25), f"{HOST}:25"),
        (f"smtp://ada@{HOST}", Relay(HOST, 587, False, "ada", CANARY), f"{HOST}:587"),
        (f"smtp://ada@{HOST}:2525/", Relay(HOST, 2525, False, "ada", CANARY), f"{HOST}:2525"),
        (f"smtps://{HOST}", Relay(HOST, 465, True), f"{HOST}:465"),
        (f"smtps://a%40example.org@{HOST}", Relay(HOST, 465, True, "a@example.org", CANARY), f"{HOST}:465"),
        ("smtp://[::1]:25", Relay("::1", 25), "[::1]:25"),
        ("smtp://[2001:DB8::0:1]", Relay("2001:db8::1", 25), "[2001:db8::1]:25"),
        ("smtp://127.0.0.1:25", Relay("127.0.0.1", 25), "127.0.0.1:25"),
    ],
)
def test_a_relay_is_read_with_the_port_of_its_kind(url, relay, name):
    assert read_relay(url, CANARY) == relay
    assert read_relay(url, CANARY).name == name


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"smtp://ada:{CANARY}@relay.example.org", "a password stands in the relay. Take it out"),
        (f"smtps://ada:{CANARY}/x@relay.example.org:465", "a password stands in the relay. Take it out"),
        (f"http://ada:{CANARY}@relay.example.org", "a password stands in the relay. Take it out"),
        (f"smtp://ada:{CANARY}", "this is not a relay: smtp://ada:…. Write smtp://user@host:587"),
        (f"smtp://{CANARY}@", "this is not a relay: smtp://. Write"),
        ("http://relay.example.org", "this is not a relay: http://relay.example.org. Write smtp://user@host:587"),
        ("relay.example.org:587", "this is not a relay: relay.example.org:587. Write smtp://user@host:587"),
        ("smtp://", "this is not a relay: smtp://. Write"),
        ("", "this is not a relay: nothing. Write"),
        ("outbox", "this is not a relay: outbox. Write"),
        ("smtp://ada@lovelace@relay.example.org", "this is not a relay: smtp://relay.example.org. Write"),
        ("smtp://relay.example.org:587\r\nEHLO", "this is not a relay: smtp://relay.example.org:…"),
        ("smtp://\x1b[2J", "this is not a relay: smtp://\\x1b[2J. Write"),
        ("smtp://relay.example.org:0", "a relay cannot have the port 0. Write one from 1 to 65535"),
        ("smtp://relay.example.org:65536", "a relay cannot have the port 65536."),
        ("smtp://relay..example.org", "the relay's host is no name: relay..example.org. Write one like"),
        (f"smtp://{'x' * 64}.example.org", "the relay's host is no name: xxx"),
        ("smtp://[::1::]", "the relay's host is no IPv6 address: [::1::]. Write one like [::1]."),
    ],
)  # fmt: skip
def test_what_is_no_relay_is_refused_in_words_and_no_password_is_shown(url, words):
    with pytest.raises(UsageError) as told:
        read_relay(url, CANARY)

    assert str(told.value).startswith(words)
    assert CANARY not in str(told.value)


@pytest.mark.parametrize("password", [None, ""])
def test_a_user_without_a_password_is_refused_with_where_it_goes(password):
    with pytest.raises(UsageError, match="in the environment as COMPOSER_RELAY_PASSWORD"):
        read_relay("smtp://ada@relay.example.org", password)


def test_a_password_is_kept_only_with_a_user_and_never_shown():
    assert read_relay("smtp://relay.example.org", CANARY).password is None
    assert CANARY not in repr(read_relay("smtp://ada@relay.example.org", CANARY))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.9", "::1"])
def test_loopback_is_this_machine(host):
    assert Relay(host, 25).on_this_machine


@pytest.mark.parametrize("host", ["128.0.0.1", "localhost.example.org", "127.0.0.1.example.org", "::", "127.1"])
def test_nothing_else_is_this_machine(host):
    assert not Relay(host, 25).on_this_machine


PARTS = [
    st.sampled_from(["smtp://", "smtps://", "http://", "SMTP://", ""]),
    st.sampled_from(["", "", "ada@", "a%40example.org@", "ada:x@", "@", "a@b@"]),
    st.sampled_from(["relay.example.org", "relay", "127.0.0.1", "[::1]", "[::1::]", "", "a..b", "é.org", "a b"]),
    st.sampled_from(["", "", ":587", ":0", ":99999", ":x", ":"]),
    st.sampled_from(["", "", "/", "/x", " ", "?x"]),
]


@given(st.tuples(*PARTS).map("".join) | st.text(max_size=20))
def test_the_settings_take_what_is_a_relay_and_nothing_else(url):
    """Two conversions, in two stages that may not import one another, of one thing."""
    assert settings_take(url) or not is_relay(url)
    if settings_take(url) and not is_relay(url):
        with pytest.raises(UsageError, match=r"a relay cannot have the port|the relay's host is no"):
            read_relay(url, CANARY)


def is_relay(url: str) -> bool:
    try:
        read_relay(url, CANARY)
    except UsageError:
        return False
    return True


def settings_take(url: str) -> bool:
    found = read("newsletter", f"name: x\nfrom: news@example.net\nrelay: {json.dumps(url)}\n")
    return url != "outbox" and getattr(found.value, "relay", None) == url
