"""The relay, as a send will meet it: connection, TLS and its certificate, extensions, AUTH, goodbye.

Rule: never MAIL. Whatever the relay says is shown without what could command a terminal.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from composer.deliver import Relay, RelayDown, read_relay
from composer.deliver.bounds import Broken
from composer.deliver.opening import Opened, open_wire
from composer.doctor.findings import Finding, Group, Level
from composer.problems import UsageError, shown

PATIENCE = 8.0  # seconds from connecting to AUTH's answer; a send waits longer
_GOODBYE = 2.0  # seconds
_LARGEST = 1_600_000  # bytes of a letter: 1 MB of pictures in base64, and the words
_SOON = timedelta(days=14)


async def examine_relay(
    url: str, password: str | None, now: datetime, hostname: str | None = None, patience: float = PATIENCE
) -> list[Finding]:
    """What the relay at `url` answers, up to where a send would say MAIL.

    `hostname` is for EHLO; left out, the address of our end. Where the login fails, the rest is looked at without.
    """
    try:
        # A missing password has been told already; all but the login can be looked at without.
        given = read_relay(url, password or "?")
    except UsageError as error:
        found, _, fix = str(error).partition(". ")
        return [_finding("relay", Level.ERROR, found, fix)]
    relay = given if password else replace(given, user=None, password=None)
    findings = await _visit(relay, now, hostname, patience)
    if relay.user and findings[0].level is Level.ERROR:
        stranger = await _visit(replace(relay, user=None, password=None), now, hostname, patience)
        if stranger[0].level is Level.FINE:
            fix = findings[0].fix or "docs/relays.md says what the usual relays want."
            findings = [*stranger, replace(findings[0], check="login", fix=fix)]
    return findings


async def _visit(relay: Relay, now: datetime, hostname: str | None, patience: float) -> list[Finding]:
    """Open a connection as a send does, tell what there is to see, and close it."""
    try:
        opened = await asyncio.wait_for(open_wire(relay, hostname), patience)
    except RelayDown as down:
        return [_finding("connection", Level.ERROR, down.reason, "" if down.permanent else _TRY_AGAIN)]
    except TimeoutError:
        found = f"{relay.name} did not answer within {patience:g} seconds; a send waits longer"
        return [_finding("connection", Level.ERROR, found, _TRY_AGAIN)]
    try:
        return list(_seen(relay, opened, now))
    finally:
        with contextlib.suppress(Broken):
            await opened.wire.ask(b"QUIT", within=_GOODBYE)
        opened.wire.abort()
        await opened.wire.lost()


_TRY_AGAIN = "Check relay in newsletter.yaml; if this machine is offline, ask again where there is a network."


def _seen(relay: Relay, opened: Opened, now: datetime) -> Iterator[Finding]:
    yield _finding("connection", Level.FINE, f"{relay.name} answers")
    tls = opened.wire.transport.get_extra_info("ssl_object") if opened.wire.transport else None
    yield _of_certificate(tls, now) if tls else _in_clear(relay)
    yield from _of_extensions(opened.offers)
    if relay.user:
        yield _finding("login", Level.FINE, f"accepted for {relay.user}")


def _in_clear(relay: Relay) -> Finding:
    if relay.on_this_machine:
        return _finding("TLS", Level.FINE, "none, and none needed: the relay is on this machine")
    found = "it offers no STARTTLS, so letters travel in clear up to it"
    return _finding("TLS", Level.WARNING, found, "Ask whoever runs the relay to switch TLS on.")


def _of_certificate(tls: ssl.SSLObject, now: datetime) -> Finding:
    """The certificate has been verified: nothing is said to a relay that could not prove who it is."""
    certificate: Mapping[str, Any] = tls.getpeercert() or {}
    names = ", ".join(name for _, name in certificate.get("subjectAltName", ())[:_MOST_NAMES])
    left = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC) - now
    found = f"{tls.version()}, certificate verified, for {shown(names) or 'no name'}, {left.days} days left"
    if left < _SOON:
        return _finding("TLS", Level.WARNING, found, "Have the relay's certificate renewed.")
    return _finding("TLS", Level.FINE, found)


_MOST_NAMES = 3


def _of_extensions(offers: Mapping[str, str]) -> Iterator[Finding]:
    told = [name.upper() for name in ("pipelining", "8bitmime", "smtputf8", "dsn") if name in offers]
    yield _finding("extensions", Level.FINE, ", ".join(told) or "none of use here")
    yield _of_size(offers.get("size", ""))
    if methods := offers.get("auth"):
        yield _finding("AUTH", Level.FINE, f"it offers {shown(methods.upper())}")


def _of_size(size: str) -> Finding:
    """SIZE against the largest letter there can be; 0 is no limit (RFC 1870)."""
    limit = int(size) if size.isascii() and size.isdigit() and len(size) <= _DIGITS else 0
    if not limit:
        return _finding("SIZE", Level.FINE, "it names no limit")
    if limit < _LARGEST:
        found = f"it takes letters up to {limit:,} bytes; with a full 1 MB of pictures one has {_LARGEST:,}"
        return _finding("SIZE", Level.WARNING, found, "Keep pictures small, or have the limit raised.")
    return _finding("SIZE", Level.FINE, f"letters up to {limit:,} bytes")


_DIGITS = 20  # RFC 1870 section 4


def _finding(check: str, level: Level, found: str, fix: str = "") -> Finding:
    return Finding(Group.RELAY, check, level, found, fix)
