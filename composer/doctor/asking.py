"""Questions to DNS, with an answer, no such record, or nobody to ask.

Rule: "there is none" is believed only of a resolver that knows something which certainly exists: behind a captive
portal or without a network, some answer NXDOMAIN to everything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from composer.problems import shown

_PATIENCE = 4.0  # seconds for one question, all its servers and repeats together
_MOST_TXT = 200  # records of one name that are looked at; whoever publishes more means harm
_AT_ONCE = 8


class Unanswered(Exception):
    """Nobody could be asked; why is its text."""


class Asking:
    """A resolver, each of whose questions is asked once, within its own `lifetime`."""

    def __init__(self, resolver: dns.asyncresolver.Resolver) -> None:
        self._resolver = resolver
        self._kept: dict[tuple[str, str], asyncio.Task[list[Any]]] = {}
        self._sound: asyncio.Task[None] | None = None
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def txt(self, name: str) -> list[str]:
        """The TXT records of a name, each one's strings joined (RFC 7208 section 3.3); [] if there is none.

        Raises:
            Unanswered: nobody could be asked.
        """
        records: list[TXT] = await self._records(name, "TXT")
        return [b"".join(record.strings).decode("utf-8", errors="replace") for record in records[:_MOST_TXT]]

    async def mail_hosts(self, name: str) -> list[str]:
        """The hosts of a domain's MX records, "" for the null MX (RFC 7505); [] if there is none."""
        records: list[MX] = await self._records(name, "MX")
        ordered = sorted(records, key=lambda record: record.preference)
        return [record.exchange.to_text(omit_final_dot=True).rstrip(".") for record in ordered]

    async def has_address(self, name: str) -> bool:
        """Whether a name has an IP address."""
        return bool(await self._records(name, "A") or await self._records(name, "AAAA"))

    async def _records(self, name: str, kind: str) -> list[Any]:
        await self._believable()
        key = (name.lower(), kind)
        if key not in self._kept:
            self._kept[key] = asyncio.ensure_future(self._ask(name, kind))
        return await self._kept[key]

    async def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            asked = dns.name.from_text(name)
        except (dns.exception.DNSException, ValueError):  # a name that no record can have
            return []
        try:
            async with self._turn:
                answer = await self._resolver.resolve(asked, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.resolver.NoNameservers as error:
            raise Unanswered(f"the name server could not answer about {shown(name)}") from error
        except dns.exception.Timeout as error:
            raise Unanswered("no answer in time") from error
        except (dns.exception.DNSException, OSError, EOFError) as error:
            raise Unanswered(f"the answer about {shown(name)} cannot be used ({type(error).__name__})") from error
        return list(answer)

    async def _believable(self) -> None:
        if self._sound is None:
            self._sound = asyncio.ensure_future(self._knows_something())
        await self._sound

    async def _knows_something(self) -> None:
        """Ask for what is there as long as DNS is: the root, and example.org, which IANA keeps."""
        questions: list[Coroutine[Any, Any, list[Any]]] = [self._ask(".", "NS"), self._ask("example.org", "SOA")]
        answers = await asyncio.gather(*questions, return_exceptions=True)
        if any(isinstance(answer, list) and answer for answer in answers):
            return
        if any(isinstance(answer, list) for answer in answers):
            raise Unanswered("the name server here does not know the internet's names")
        raise Unanswered("no name server answers")


def system_resolver() -> dns.asyncresolver.Resolver:
    """The resolver this machine is set to use.

    Raises:
        Unanswered: it is set to none.
    """
    try:
        resolver = dns.asyncresolver.Resolver()
    except (dns.resolver.NoResolverConfiguration, OSError) as error:
        raise Unanswered("this machine has no name server set") from error
    resolver.lifetime, resolver.timeout = _PATIENCE, _PATIENCE / 2
    return resolver
