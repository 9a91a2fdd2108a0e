"""How a connection to a relay begins: greeting, EHLO, TLS, AUTH.

Rule: certificates are always verified, and a password is never said in the clear. Only a relay on this machine that
asks for no password is spoken to without TLS where it offers TLS.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aiosmtplib import SMTPResponse
from aiosmtplib.auth import auth_login_encode, auth_plain_encode
from aiosmtplib.esmtp import parse_esmtp_extensions

from composer.deliver import bounds
from composer.deliver.bounds import Broken
from composer.deliver.relay import Relay, RelayDown
from composer.deliver.replies import kept, without_addresses
from composer.deliver.wire import Wire


class Opened(NamedTuple):
    """A wire on which MAIL may be said, and the extensions its relay offers, by name in lower case."""

    wire: Wire
    offers: Mapping[str, str]


async def open_wire(relay: Relay, hostname: str | None = None) -> Opened:
    """Connect to a relay, as far as before the first MAIL.

    Args:
        relay: where to.
        hostname: what to say in EHLO; without it the address of our end of the connection (RFC 5321 section 4.1.4).

    Raises:
        RelayDown: it takes no letters now.
    """
    wire = await _connected(relay)
    try:
        return Opened(wire, await _introduced(wire, relay, hostname or _literal(wire)))
    except Broken as broken:
        wire.abort()
        raise RelayDown(f"{relay.name}: {broken}") from None
    except BaseException:
        wire.abort()
        raise


async def _connected(relay: Relay) -> Wire:
    """A connection to the first of the relay's addresses that answers."""
    context = ssl.create_default_context() if relay.tls_at_once else None
    try:
        addresses = await _addresses(relay)
        for host in addresses[:-1]:
            with contextlib.suppress(OSError):
                return await _connected_to(host, relay, context)
        return await _connected_to(addresses[-1], relay, context)
    except ssl.SSLError as error:
        raise _tls_failed(relay, error) from None
    except TimeoutError:
        raise RelayDown(f"{relay.name} did not answer within {bounds.CONNECTING:.0f} seconds") from None
    except socket.gaierror:
        raise RelayDown(f"{relay.name}: its name could not be looked up") from None
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "no address answers"  # asyncio's own words hold addresses
        raise RelayDown(f"{relay.name} could not be reached: {why}") from None


async def _addresses(relay: Relay) -> list[str]:
    """The relay's addresses; raises OSError where it has none."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(relay.host))]
    async with asyncio.timeout(bounds.CONNECTING):
        found = await asyncio.get_running_loop().getaddrinfo(relay.host, relay.port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


async def _connected_to(host: str, relay: Relay, context: ssl.SSLContext | None) -> Wire:
    # Not wait_for, which in Python 3.11 can lose a cancellation, and no happy eyeballs, which then leave a socket open.
    async with asyncio.timeout(bounds.CONNECTING):
        name = relay.host if context else None
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(Wire, host, relay.port, ssl=context, server_hostname=name))[1]


async def _introduced(wire: Wire, relay: Relay, hostname: str) -> Mapping[str, str]:
    """Greeting, EHLO, and what the relay asks for; what it offers after that."""
    _expect(await wire.greeting(), 2, relay, "it takes no connections")
    offers = await _hello(wire, relay, hostname)
    if _wants_tls(relay, offers):
        await _encrypt(wire, relay)
        offers = await _hello(wire, relay, hostname)
    if relay.user is not None:
        await _log_in(wire, relay, offers)
    return offers


def _literal(wire: Wire) -> str:
    host = wire.transport.get_extra_info("sockname")[0] if wire.transport else "127.0.0.1"
    return f"[IPv6:{host.partition('%')[0]}]" if ":" in host else f"[{host}]"


async def _hello(wire: Wire, relay: Relay, hostname: str) -> Mapping[str, str]:
    reply = await wire.ask(f"EHLO {hostname}".encode("ascii"))
    if reply.code // 100 == 5:  # a relay from before 1995 (RFC 5321 section 3.2)
        _expect(await wire.ask(f"HELO {hostname}".encode("ascii")), 2, relay, "it does not greet us")
        return {}
    _expect(reply, 2, relay, "it does not greet us")
    return parse_esmtp_extensions(reply.message)[0]


def _wants_tls(relay: Relay, offers: Mapping[str, str]) -> bool:
    """Whether to say STARTTLS.

    Raises:
        RelayDown: a password would have to be said in the clear.
    """
    if relay.tls_at_once:
        return False
    if relay.user is None:
        return "starttls" in offers and not relay.on_this_machine
    if "starttls" not in offers:
        raise RelayDown(
            f"{relay.name} offers no TLS, and a password is never sent without. Ask its administrator which port "
            "takes STARTTLS, or write smtps:// where it takes TLS at once.",
            permanent=True,
        )
    return True


async def _encrypt(wire: Wire, relay: Relay) -> None:
    _expect(await wire.ask(b"STARTTLS", within=bounds.STARTTLS), 2, relay, "it offers TLS and refuses it")
    try:
        await wire.encrypt(ssl.create_default_context(), relay.host)
    except ssl.SSLError as error:
        raise _tls_failed(relay, error) from None


async def _log_in(wire: Wire, relay: Relay, offers: Mapping[str, str]) -> None:
    """AUTH by the first mechanism both know; what it says is inside TLS, so the plain ones are as good as any."""
    user, password = relay.user or "", relay.password or ""
    mechanisms = offers.get("auth", "").upper().split()
    if "PLAIN" in mechanisms:
        reply = await wire.ask(b"AUTH PLAIN " + auth_plain_encode(user, password))
    elif "LOGIN" in mechanisms:
        reply = await wire.ask(b"AUTH LOGIN")
        for answer in auth_login_encode(user, password):
            if reply.code == 334:
                reply = await wire.ask(answer, told="AUTH")
    else:
        raise RelayDown(
            f"{relay.name} takes no password by PLAIN or LOGIN after TLS. Ask its administrator.", permanent=True
        )
    if any(form in reply.message for form in _sent_as(relay) if len(form) >= _TELLING):
        raise RelayDown(f"{relay.name}: its answer repeats the password and is not shown", permanent=True)
    _expect(reply, 2, relay, "it does not take the user and password", permanent=reply.code // 100 == 5)


_TELLING = 6  # characters: fewer stand in any reply by chance


def _sent_as(relay: Relay) -> Iterator[str]:
    """How the password begins in each form that it was said in; an answer may be cut anywhere after that."""
    password = relay.password or ""
    yield password[:8]
    for said in (password, f"\0{relay.user}\0{password}"):
        yield base64.b64encode(said.encode()).decode().rstrip("=")[:12]


def _expect(reply: SMTPResponse, kind: int, relay: Relay, otherwise: str, *, permanent: bool = False) -> None:
    if reply.code // 100 != kind:
        raise RelayDown(
            f"{relay.name}: {otherwise}: {kept(reply.code, reply.message, relay.user or '')}", permanent=permanent
        )


def _tls_failed(relay: Relay, error: ssl.SSLError) -> RelayDown:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = without_addresses(error.verify_message).rstrip(".")
        return RelayDown(
            f"{relay.name} could not prove that it is {relay.host}: {why}. Nothing was said to it. Write the name its "
            "certificate is for, or have SSL_CERT_FILE name the certificate of whoever issued it.",
            permanent=True,
        )
    if error.reason == "WRONG_VERSION_NUMBER":
        return RelayDown(
            f"{relay.name} does not speak TLS at once. Write smtp:// instead of smtps://, or another port.",
            permanent=True,
        )
    return RelayDown(f"{relay.name}: TLS failed ({error.reason or 'the connection was closed'})")
