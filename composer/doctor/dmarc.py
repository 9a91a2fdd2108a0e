"""DMARC: what receivers are to do with mail that only claims to be from a domain (RFC 7489)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from composer.doctor.asking import Asking
from composer.problems import shown

_POLICIES = ("none", "quarantine", "reject")
_MOST_PARENTS = 8


class DmarcError(Exception):
    """A record that receivers ignore; why is its text."""


@dataclass(frozen=True, slots=True)
class Dmarc:
    """A domain's policy: what is asked for, and how strictly SPF's and DKIM's domains must be the same."""

    domain: str  # whose record it is: the domain asked about, or one above it
    policy: str
    strict_spf: bool
    strict_dkim: bool
    reports: bool

    def aligned(self, one: str, other: str, *, strict: bool) -> bool:
        """Whether two domains count as the same: equal, or, unless strict, both of the record's domain or below."""
        if one == other:
            return True
        return not strict and all(name == self.domain or name.endswith(f".{self.domain}") for name in (one, other))


def read_dmarc(record: str, domain: str, asked: str) -> Dmarc:
    """A record found at `domain` when `asked` was asked about.

    Raises:
        DmarcError: receivers ignore it.
    """
    tags = _tags(record)
    policy = tags.get("p", "").lower()
    if policy not in _POLICIES:
        found = f"p={policy}" if policy else "no p="
        raise DmarcError(f"it has {shown(found)}, where p=none, p=quarantine or p=reject belongs")
    if domain != asked:
        policy = tags.get("sp", policy).lower()
        if policy not in _POLICIES:
            raise DmarcError(f"it has sp={shown(policy)}, where none, quarantine or reject belongs")
    return Dmarc(
        domain,
        policy,
        tags.get("aspf", "r").lower() == "s",
        tags.get("adkim", "r").lower() == "s",
        "rua" in tags,
    )


def _tags(record: str) -> dict[str, str]:
    """`name=value` parts between semicolons; a name that comes twice makes the record void."""
    tags: dict[str, str] = {}
    for part in filter(None, map(str.strip, record.split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        name = name.lower()
        if not equals or not re.fullmatch("[a-z0-9]+", name) or name in tags:
            raise DmarcError(f"{shown(part)} has no place in it")
        tags[name] = value
    return tags


async def dmarc(asking: Asking, domain: str) -> Dmarc | None:
    """The policy for mail from a domain, its own or of the nearest domain above that has one.

    Raises:
        DmarcError: receivers ignore the record.
        Unanswered: nobody could be asked.
    """
    labels = domain.split(".")
    for above in range(min(len(labels) - 1, _MOST_PARENTS)):
        name = ".".join(labels[above:])
        records = [record for record in await asking.txt(f"_dmarc.{name}") if _IS_DMARC.match(record)]
        if len(records) > 1:
            raise DmarcError(f"_dmarc.{shown(name)} has {len(records)} records; receivers then use none")
        if records:
            return read_dmarc(records[0], name, domain)
    return None


_IS_DMARC = re.compile(r"v\s*=\s*DMARC1\s*(;|$)")
