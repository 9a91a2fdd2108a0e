"""TLS and AUTH: nothing is said to a relay that cannot prove its name, and no password without TLS."""

from __future__ import annotations

import base64
import ipaddress
import traceback
from pathlib import Path

import pytest

from composer.deliver.dialogue import RelayDown
from composer.deliver.relay import Relay
from composer.model import State
from tests.deliver.talking import Given, give, in_time, letter_of
from tests.relays.certificates import ENDED, certificate
from tests.relays.liar import Liar, liar
from tests.relays.sink import Offers, Sink

USER = "ada@example.net"
CANARY = "canary-9f2c"
FAR = str(ipaddress.IPv4Address(0))  # Linux connects it to this machine, and it is no loopback address


async def attempted(
    log: Path, offers: Offers, host: str, user: str | None, password: str = CANARY, more: int = 0
) -> tuple[Given | RelayDown, Sink]:
    """What became of a letter that `more` follow, of the last of them, or why the relay took none; and the sink."""
    async with Sink(log, offers=offers) as sink:
        relay = Relay(host, sink.port, offers.tls_at_once, user, password if user else None)
        try:
            *_, given = await give(relay, *[letter_of() for _ in range(1 + more)])
        except RelayDown as down:
            assert_silent(relay, down)
            return down, sink
        assert_silent(relay, None)
        return given, sink


def assert_silent(relay: Relay, down: RelayDown | None) -> None:
    """The password is in nothing that a log or a screen shows, as it is or encoded."""
    shown = repr(relay) + (repr(down) + str(down) + "".join(traceback.format_exception(down)) if down else "")
    encoded = [base64.b64encode(words).decode() for words in (CANARY.encode(), f"\0{USER}\0{CANARY}".encode())]
    assert not [secret for secret in [CANARY, *encoded] if secret in shown]


def verbs(sink: Sink) -> list[str]:
    return [command.partition(" ")[0] for command in sink.commands]


@pytest.mark.parametrize("at_once", [False, True], ids=["STARTTLS", "smtps"])
def test_a_relay_with_a_good_certificate_gets_the_password_and_the_letters(tmp_path, monkeypatch, at_once, pipelining):
    good = certificate(tmp_path / "good")
    monkeypatch.setenv("SSL_CERT_FILE", str(good.chain))
    offers = Offers(pipelining, users={USER: CANARY}, tls=good.of_server(), tls_at_once=at_once)

    given, sink = in_time(attempted(tmp_path / "log", offers, "127.0.0.1", USER, more=2))

    assert isinstance(given, Given)
    assert given.outcome.state is State.ACCEPTED
    before = [] if at_once else ["EHLO", "STARTTLS"]
    assert verbs(sink) == [*before, "EHLO", "AUTH", *["MAIL", "RCPT", "DATA"] * 3, "QUIT"]


@pytest.mark.parametrize(
    ("names", "ends", "trusted", "why"),
    [
        ("IP:127.0.0.1", None, False, "self-signed certificate"),
        ("DNS:other.example.org", None, True, "IP address mismatch"),
        ("IP:127.0.0.1", ENDED, True, "certificate has expired"),
    ],
    ids=["self-signed", "another's", "expired"],
)
@pytest.mark.parametrize("at_once", [False, True], ids=["STARTTLS", "smtps"])
@pytest.mark.parametrize("user", [USER, None], ids=["with user", "without"])
def test_a_relay_that_cannot_prove_its_name_is_told_nothing(
    tmp_path, monkeypatch, names, ends, trusted, why, at_once, user
):
    host = "127.0.0.1" if user or at_once else FAR
    names = names.replace("127.0.0.1", host)
    bad = certificate(tmp_path / "bad", names, **({"ends": ends} if ends else {}))
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(bad.chain))
    offers = Offers(users={USER: CANARY} if user else {}, tls=bad.of_server(), tls_at_once=at_once)

    down, sink = in_time(attempted(tmp_path / "log", offers, host, user))

    assert isinstance(down, RelayDown)
    assert down.permanent
    assert f"could not prove that it is {host}: " in down.reason
    assert why in down.reason
    assert verbs(sink) == ([] if at_once else ["EHLO", "STARTTLS"])


def test_a_password_is_not_said_where_there_is_no_tls_even_on_this_machine(tmp_path):
    offers = Offers(users={USER: CANARY}, auth_in_clear=True)

    down, sink = in_time(attempted(tmp_path / "log", offers, "127.0.0.1", USER))

    assert isinstance(down, RelayDown)
    assert down.permanent
    assert "a password is never sent without" in down.reason
    assert verbs(sink) == ["EHLO"]


def test_a_wrong_password_is_permanent_and_shows_neither_password_nor_user(tmp_path, monkeypatch):
    good = certificate(tmp_path / "good")
    monkeypatch.setenv("SSL_CERT_FILE", str(good.chain))
    offers = Offers(users={USER: "another"}, tls=good.of_server())

    down, sink = in_time(attempted(tmp_path / "log", offers, "127.0.0.1", USER))

    assert isinstance(down, RelayDown)
    assert down.permanent
    assert (
        down.reason
        == f"127.0.0.1:{sink.port}: it does not take the user and password: 535 5.7.8 ‹address›: wrong password"
    )
    assert verbs(sink).count("AUTH") == 1  # every further try counts towards a lock-out


def test_a_relay_that_offers_tls_is_spoken_to_in_tls(tmp_path, monkeypatch):
    good = certificate(tmp_path / "good", f"IP:{FAR}")
    monkeypatch.setenv("SSL_CERT_FILE", str(good.chain))

    given, sink = in_time(attempted(tmp_path / "log", Offers(tls=good.of_server()), FAR, None))

    assert isinstance(given, Given)
    assert given.outcome.state is State.ACCEPTED
    assert verbs(sink)[:3] == ["EHLO", "STARTTLS", "EHLO"]


def test_a_relay_on_this_machine_needs_no_certificate_where_no_password_is_asked_for(tmp_path):
    unknown = certificate(tmp_path / "unknown")

    given, sink = in_time(attempted(tmp_path / "log", Offers(tls=unknown.of_server()), "127.0.0.1", None))

    assert isinstance(given, Given)
    assert given.outcome.state is State.ACCEPTED
    assert "STARTTLS" not in verbs(sink)


def test_a_relay_that_asks_for_a_password_that_there_is_none_for_is_down_for_good(tmp_path):
    given, _ = in_time(attempted(tmp_path / "log", Offers(users={USER: CANARY}), "127.0.0.1", None))

    assert isinstance(given, Given)
    assert (given.outcome.state, given.outcome.counts) == (State.DEFERRED, False)
    assert given.down is not None
    assert given.down.permanent
    assert given.synced == 0


def down_by(script: str, at_once: bool = False) -> tuple[RelayDown, Liar]:
    async def scenario() -> tuple[RelayDown, Liar]:
        async with liar(script) as relay:
            with pytest.raises(RelayDown) as told:
                await give(Relay("127.0.0.1", relay.port, at_once, USER, CANARY))
        return told.value, relay

    return in_time(scenario())


TLS_OFFERED = "S: 220 liar\nC: EHLO\nS: 250-liar\nS: 250 STARTTLS\nC: STARTTLS\n"


def test_what_is_slipped_in_after_starttls_is_not_believed():
    injected = "S- 220 go\\r\\n250-liar\\r\\n250 AUTH PLAIN\\r\\n\n! stall\n"

    down, relay = down_by(TLS_OFFERED + injected)

    assert "spoke out of turn before TLS" in down.reason
    assert relay.rest == b""


@pytest.mark.parametrize(("reply", "why"), [("454 4.7.0 later", "454 4.7.0 later"), ("500 no", "500 no")])
def test_a_relay_that_offers_tls_and_refuses_it_hears_no_password(reply, why):
    down, relay = down_by(f"{TLS_OFFERED}S: {reply}\n")

    assert down.reason.endswith(f"it offers TLS and refuses it: {why}")
    assert relay.rest == b""


def test_tls_at_once_to_a_relay_that_waits_for_starttls_says_what_to_write():
    down, relay = down_by("S: 220 liar\n! stall\n", at_once=True)

    assert down.permanent
    assert "Write smtp:// instead of smtps://" in down.reason
    assert CANARY.encode() not in relay.rest


def test_tls_that_ends_in_the_middle_is_down_for_now():
    down, relay = down_by(f"{TLS_OFFERED}S: 220 go\n! close\n")

    assert not down.permanent
    assert relay.rest == b""
