"""What may be wrong with people's rows though nothing in them is a fault: told with the row's place, never decided.

Rule: the words of a remark name nobody, for they may be kept; who it is about goes into the problem's `about`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from composer.mailbox import canonical
from composer.model import EMAIL, Sheet, Table
from composer.problems import Level, Problem
from composer.text import Cell, Place
from composer.typos import likely_meant


@dataclass(frozen=True)
class Remark:
    """A problem of somebody's row. `address` is as it is spelt there, `meant` the one that was likely meant."""

    problem: Problem
    address: str
    meant: str = ""


def warning(place: Place, code: str, message: str, fix: str, about: str = "") -> Problem:
    """A problem that stops nothing."""
    return Problem(place, code, message, fix, Level.WARNING, about=about)


def usual_domains(tables: Iterable[Table]) -> Counter[str]:
    """How many people use each domain, over all these tables; a person on several counts once."""
    everybody = {table.who(row) for table in tables for row in table.rows}
    return Counter(who.rpartition("@")[2] for who in everybody)


def likely_typos(sheet: Sheet, meant: Mapping[str, str]) -> Iterator[Remark]:
    """Those whose domain is likely mistyped; `meant` is what `likely_meant` says of the domains."""
    for row, place in zip(sheet.table.rows, sheet.places, strict=True):
        address = sheet.table.address(row)
        if domain := meant.get(canonical(address).rpartition("@")[2]):
            fix = f"If {domain} is meant, write that."
            message, other = f"{written_domain(address)} is likely mistyped", with_domain(address, domain)
            about = f"{address}, perhaps {other}"
            yield Remark(warning(place, "list-typo", message, fix, about), address, other)


def typo_of(address: str, tables: Iterable[Table]) -> str | None:
    """The address likely meant by one, beside what the tables have; None if it looks sound."""
    domain = canonical(address).rpartition("@")[2]
    meant = likely_meant(usual_domains(tables) + Counter([domain])).get(domain)
    return with_domain(address, meant) if meant else None


def written_domain(address: str) -> str:
    """The domain as it is spelt."""
    return address.rpartition("@")[2]


def with_domain(address: str, domain: str) -> str:
    """The address at another domain."""
    return f"{address.rpartition('@')[0]}@{domain}"


def repeated(sheet: Sheet) -> Iterator[Remark]:
    """Rows of people who stand further up already, in whatever spelling."""
    table = sheet.table
    rows: dict[str, int] = {}
    for at, row in enumerate(table.rows):
        first = rows.setdefault(table.who(row), at)
        if first != at:
            yield Remark(_repeats(sheet, first, at), table.address(row))


def _repeats(sheet: Sheet, first: int, at: int) -> Problem:
    table, other = sheet.table, sheet.table.rows[at]
    both = zip(table.columns, table.rows[first], other, strict=True)
    differ = [name for name, a, b in both if a != b and b and not (name == EMAIL and a.lower() == b.lower())]
    message = f"this person stands in {name_of(sheet.places[first])} already"
    fix = "The first row counts; what is empty there is taken from this one."
    if differ:
        message += f", with another {' and '.join(differ)}" if len(differ) < 3 else ", otherwise"
    return warning(sheet.places[at], "list-duplicate", message, fix, table.address(other))


def name_of(place: Place) -> str:
    """What the spreadsheet calls a cell; the line, where it is none."""
    return place.name if isinstance(place, Cell) else f"line {place.line}"


def namesakes(sheet: Sheet) -> Iterator[Remark]:
    """People whose name stands under another address too: perhaps one person, who would get two letters."""
    table = sheet.table
    by_name: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(table.rows):
        if name := " ".join(canonical(table.cell(row, "name")).split()):
            by_name[name].append(at)
    for first, *others in by_name.values():
        for at in others:
            if table.who(table.rows[at]) != table.who(table.rows[first]):
                message = f"somebody of this name stands in {name_of(sheet.places[first])} with another address"
                fix = "If it is one person, remove the address they no longer use: each gets a letter of its own."
                address = table.address(table.rows[at])
                yield Remark(warning(sheet.places[at], "list-namesake", message, fix, address), address)
