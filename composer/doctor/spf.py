"""SPF: who may send for a domain, read as a receiver reads it (RFC 7208), but for no address in particular.

Rule: what a receiver would call a permanent error is an error here, with the term that makes it one.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from composer.doctor.asking import Asking
from composer.problems import shown

MOST_LOOKUPS = 10  # RFC 7208 section 4.6.4
_DEEPEST = 12  # includes within includes; more than ten have too many lookups anyway


class SpfError(Exception):
    """A record that receivers cannot use; why is its text."""


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism or modifier: `~all`, `include:example.org`, `redirect=example.org`."""

    written: str
    qualifier: str
    name: str
    value: str

    @property
    def asks(self) -> bool:
        """Whether a receiver must ask DNS for it."""
        return self.name in ("include", "a", "mx", "ptr", "exists", "redirect")


@dataclass(slots=True)
class Policy:
    """What a domain's record comes to, with all it includes."""

    domain: str
    record: str
    lookups: int = 0
    included: list[str] = field(default_factory=list)
    ending: str = ""  # the qualifier of `all`: + - ~ ?; "" where there is none
    admits: bool = False  # whether anybody at all passes


def is_spf(record: str) -> bool:
    """Whether a TXT record is one of SPF's: the version alone, then a space or the end."""
    return re.match(r"v=spf1( |$)", record, re.IGNORECASE) is not None


def terms(record: str) -> tuple[Term, ...]:
    """The terms of a record, in order.

    Raises:
        SpfError: one of them is not SPF's.
    """
    return tuple(_term(written) for written in record.split(" ")[1:] if written)


_DOMAIN = r"[A-Za-z0-9_%{}.+,/=*-]+"
_CIDR = r"(?:/[0-9]{1,3})?(?://[0-9]{1,3})?"
_MECHANISM = re.compile(
    rf"(?P<qualifier>[+?~-]?)(?:(?P<all>all)|(?P<needs>include|exists):(?P<of>{_DOMAIN})"
    rf"|(?P<may>a|mx)(?::(?P<at>[A-Za-z0-9_%{{}}.+,=*-]+))?{_CIDR}|(?P<ptr>ptr)(?::(?P<to>{_DOMAIN}))?"
    r"|ip4:(?P<ip4>[0-9.]+(?:/[0-9]{1,2})?)|ip6:(?P<ip6>[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?))",
    re.IGNORECASE,
)
_MODIFIER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9._-]*)=(?P<value>[\x21-\x7e]*)")


def _term(written: str) -> Term:
    found = _MECHANISM.fullmatch(written)
    if found:
        groups = found.groupdict()
        named = groups["all"] or groups["needs"] or groups["may"] or groups["ptr"]
        name = named or ("ip4" if groups["ip4"] else "ip6")
        value = groups["of"] or groups["at"] or groups["to"] or groups["ip4"] or groups["ip6"] or ""
        _check_address(name.lower(), value, written)
        return Term(written, groups["qualifier"] or "+", name.lower(), value)
    modifier = _MODIFIER.fullmatch(written)
    if modifier:
        return Term(written, "", modifier["name"].lower(), modifier["value"])
    raise SpfError(f"{shown(written)} is no term of SPF")


def _check_address(name: str, value: str, written: str) -> None:
    kinds = {"ip4": ipaddress.IPv4Network, "ip6": ipaddress.IPv6Network}
    if name in kinds:
        try:
            kinds[name](value, strict=False)
        except ValueError:
            raise SpfError(f"{shown(written)} is no address") from None


async def policy(asking: Asking, domain: str) -> Policy | None:
    """The SPF policy of a domain, everything it includes counted; None where there is none.

    Raises:
        SpfError: receivers cannot use it.
        Unanswered: nobody could be asked.
    """
    record = await _record(asking, domain)
    if record is None:
        return None
    found = Policy(domain, record)
    await _follow(asking, domain, record, found, 0)
    return found


async def _record(asking: Asking, domain: str) -> str | None:
    records = [record for record in await asking.txt(domain) if is_spf(record)]
    if len(records) > 1:
        raise SpfError(f"{shown(domain)} has {len(records)} SPF records; receivers then use none")
    return records[0] if records else None


async def _follow(asking: Asking, domain: str, record: str, found: Policy, depth: int) -> None:
    """Count a record's lookups and those of what it leads to; what stands after `all` is never reached."""
    reached = list(_reached(terms(record)))
    ending = next((term for term in reached if term.name == "all"), None)
    if depth == 0:
        found.ending = ending.qualifier if ending else ""
    for term in reached:
        if term.name not in ("all", "exp") and term.qualifier == "+":
            found.admits = True
        if not term.asks:
            continue
        found.lookups += 1
        if found.lookups > MOST_LOOKUPS:
            told = f"it needs more than {MOST_LOOKUPS} DNS look-ups with all it includes"
            raise SpfError(f"{told}; receivers then fail it")
        if term.name in ("include", "redirect"):
            await _lead(asking, term, found, depth)


def _reached(read: tuple[Term, ...]) -> Iterator[Term]:
    """The terms a receiver may come to: mechanisms up to `all`, then `redirect` if there was none."""
    for term in read:
        if term.qualifier:
            yield term
        if term.name == "all":
            return
    yield from (term for term in read if term.name == "redirect")


async def _lead(asking: Asking, term: Term, found: Policy, depth: int) -> None:
    target = term.value.rstrip(".").lower()
    found.included.append(target)
    if "%" in target or depth >= _DEEPEST:
        return  # what a macro leads to depends on who sends
    record = await _record(asking, target)
    if record is None:
        raise SpfError(f"{shown(term.written)} leads to no SPF record; receivers then fail it")
    # A redirect puts the other record in this one's place, an include only asks it.
    await _follow(asking, target, record, found, depth if term.name == "redirect" else depth + 1)
