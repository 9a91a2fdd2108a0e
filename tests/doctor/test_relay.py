from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta

import pytest

from composer import clock
from composer.doctor import Finding, Level
from composer.doctor.relay import examine_relay
from tests.doctor.relays import PASSWORD, SIZE, USER, Manner, certificate, relay

AS_USER = USER.replace("@", "%40")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("good") / "ca")


@pytest.fixture
def trusted(good, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(good.file))
    return good


def visit(
    manner: Manner,
    *,
    user: bool = False,
    password: str | None = None,
    at_once: bool = False,
    now: datetime | None = None,
    patience: float = 5,
) -> list[Finding]:
    """What is found at a relay of this manner."""
    with relay(manner) as port:
        url = f"smtp{'s' if at_once else ''}://{AS_USER + '@' if user else ''}127.0.0.1:{port}"
        found = asyncio.run(examine_relay(url, password, now or clock.now(), "here.example.org", patience))
    assert not any(line.upper().startswith(("MAIL", "RCPT", "DATA")) for line in manner.heard)
    return found


def levels(found: list[Finding]) -> dict[str, Level]:
    return {finding.check: finding.level for finding in found}


def words(check: str, found: list[Finding]) -> str:
    return next(finding.found for finding in found if finding.check == check)


def test_a_relay_that_is_as_it_should_be_is_fine_throughout_and_is_left_politely(trusted):
    manner = Manner(trusted.context())
    found = visit(manner, user=True, password=PASSWORD)

    assert set(levels(found).values()) == {Level.FINE}
    assert words("SIZE", found) == f"letters up to {int(SIZE):,} bytes"
    assert words("extensions", found) == "PIPELINING, 8BITMIME"
    assert words("AUTH", found) == "it offers PLAIN LOGIN"
    assert words("login", found) == f"accepted for {USER}"
    assert "TLSv1.3, certificate verified, for 127.0.0.1, localhost" in words("TLS", found)
    assert manner.heard[-1] == "QUIT"


def test_tls_from_the_first_byte_is_looked_at_too(trusted):
    found = visit(Manner(trusted.context(), at_once=True), user=True, password=PASSWORD, at_once=True)

    assert set(levels(found).values()) == {Level.FINE}
    assert "certificate verified" in words("TLS", found)


def test_a_certificate_that_nobody_vouches_for_is_told_and_no_password_is_said(good):
    manner = Manner(good.context())
    found = visit(manner, user=True, password=PASSWORD)

    assert levels(found)["login"] is Level.ERROR
    assert "self-signed certificate" in words("login", found)
    assert not any(line.startswith("AUTH") for line in manner.heard)


def test_an_expired_certificate_is_told(tmp_path, monkeypatch):
    old = certificate(tmp_path / "ca", ends="20200201000000Z")
    monkeypatch.setenv("SSL_CERT_FILE", str(old.file))
    found = visit(Manner(old.context()), user=True, password=PASSWORD)

    assert "certificate has expired" in words("login", found)


def test_a_certificate_for_another_name_is_told(trusted):
    with relay(Manner(trusted.context(), at_once=True)) as port:
        found = asyncio.run(examine_relay(f"smtps://ip6-localhost.example.org:{port}", None, clock.now()))
        here = asyncio.run(examine_relay(f"smtps://127.0.0.2:{port}", None, clock.now()))

    assert "could not be looked up" in found[0].found
    assert [finding.level for finding in [*found, *here]] == [Level.ERROR, Level.ERROR]


def test_a_certificate_that_ends_within_two_weeks_is_a_warning(trusted):
    end = datetime(2099, 12, 31, tzinfo=UTC)
    soon = visit(Manner(trusted.context()), user=True, password=PASSWORD, now=end - timedelta(days=13))
    later = visit(Manner(trusted.context()), user=True, password=PASSWORD, now=end - timedelta(days=15))

    assert (levels(soon)["TLS"], levels(later)["TLS"]) == (Level.WARNING, Level.FINE)
    assert "13 days left" in words("TLS", soon)


def test_without_starttls_no_password_is_said():
    manner = Manner()
    found = visit(manner, user=True, password=PASSWORD)

    assert "a password is never sent without" in words("login", found)
    assert levels(found)["SIZE"] is Level.FINE  # the rest is told all the same
    assert not any(line.startswith("AUTH") for line in manner.heard)


def test_a_password_that_is_refused_is_told_with_the_relays_reason_and_the_rest_is_told_too(trusted):
    reason = b"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\r\n"
    found = visit(Manner(trusted.context(), refuses=lambda _: reason), user=True, password=PASSWORD)

    assert [finding.level for finding in found].count(Level.ERROR) == 1
    assert "SmtpClientAuthentication is disabled for the Tenant" in words("login", found)
    assert levels(found)["SIZE"] is Level.FINE


@pytest.mark.parametrize(
    "repeated", [lambda sent: sent.encode(), lambda sent: PASSWORD.encode(), lambda sent: b"x" * 170 + sent.encode()]
)
def test_a_relay_that_gives_the_password_back_is_not_quoted(trusted, repeated):
    manner = Manner(trusted.context(), refuses=lambda sent: b"535 5.7.8 no: " + repeated(sent) + b"\r\n")
    found = visit(manner, user=True, password=PASSWORD)

    said = "".join(finding.found + finding.fix for finding in found)
    sent = next(line for line in manner.heard if line.startswith("AUTH")).split(" ")[-1]
    assert "repeats the password and is not shown" in said
    assert not any(secret[:12] in said for secret in (PASSWORD, sent))


def test_a_user_without_a_password_is_looked_at_up_to_the_login():
    found = visit(Manner(), user=True, password=None)

    assert set(levels(found).values()) == {Level.FINE}
    assert "login" not in levels(found)


@pytest.mark.parametrize(
    ("size", "level"),
    [
        ("35882577", Level.FINE),
        ("0", Level.FINE),
        ("", Level.FINE),
        ("9" * 5000, Level.FINE),
        ("1000000", Level.WARNING),
    ],
    ids=["35882577", "no limit", "none told", "absurd", "too small"],
)
def test_the_size_a_relay_takes_is_held_against_the_largest_letter(size, level):
    found = visit(Manner(offers=(f"SIZE {size}".strip(), "8BITMIME")))

    assert levels(found)["SIZE"] is level


@pytest.mark.parametrize(
    "greeting",
    [
        b"421 4.3.2 too many connections\r\n",
        b"554 no service for \x1b[2Jyou\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\r\n" * 9,
    ],
)
def test_whoever_does_not_greet_as_a_relay_is_told(greeting):
    found = visit(Manner(greeting=greeting))

    assert levels(found) == {"connection": Level.ERROR}
    assert "\x1b" not in found[0].found


def test_a_relay_that_never_answers_is_given_up_on():
    found = visit(Manner(greeting=b""), patience=0.3)

    assert [finding.level for finding in found] == [Level.ERROR]
    assert "did not answer within 0.3 seconds; a send waits longer" in found[0].found


def test_a_port_where_nobody_listens_is_told_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        [found] = asyncio.run(examine_relay(f"smtp://127.0.0.1:{taken.getsockname()[1]}", None, clock.now()))

    assert (found.level, "could not be reached" in found.found) == (Level.ERROR, True)
    assert "if this machine is offline" in found.fix


def test_a_port_that_cannot_be_is_told():
    [found] = asyncio.run(examine_relay("smtp://relay.example.net:99999", None, clock.now()))

    assert (found.level, found.found) == (Level.ERROR, "a relay cannot have the port 99999")
