"""Which column of a sheet is for what: found from its headings, or from the addresses where it has none.

Rule: of two columns with addresses one would be lost, so that is an error, not a choice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from composer.intake.cells import tidy
from composer.intake.grid import LONGEST_CELL, MOST_COLUMNS, Grid, Telling
from composer.intake.headings import FORENAME, SURNAME, address_columns, find_header, holds_addresses, meaning
from composer.mailbox import canonical
from composer.model.tables import EMAIL, USUAL
from composer.problems import shown
from composer.text import letters


@dataclass(frozen=True)
class Columns:
    """Where the people begin, and where to find what of them; columns are numbered from 1.

    `usual` holds the columns of `USUAL`, `FORENAME` and `SURNAME` that there are, `others` the names and numbers of the
    rest, `width` how many columns the header names.
    """

    header: int
    usual: Mapping[str, int]
    others: Mapping[str, int]
    width: int

    @property
    def email(self) -> int:
        """The column of addresses."""
        return self.usual[EMAIL]

    @property
    def names(self) -> tuple[str, ...]:
        """What the list's columns are called: the usual ones first."""
        named = [*self.usual, *(["name"] if FORENAME in self.usual or SURNAME in self.usual else [])]
        return *(name for name in USUAL if name in named), *self.others


def columns_of(grid: Grid, telling: Telling, known: Collection[str] = ()) -> Columns | None:
    """The columns of a sheet; None: it has none of addresses, or too many columns, which is told."""
    if grid.width > MOST_COLUMNS:
        message = f"the sheet has {grid.width:,} columns; {MOST_COLUMNS} are the most"
        telling.error(1, MOST_COLUMNS + 1, "sheet-large", message, "Delete the columns that the list does not need.")
        return None
    header = find_header(grid)
    if header is None:
        return _by_content(grid, telling, known)
    headings = _headings(grid, header.row)
    named = [column for column, heading in headings.items() if meaning(heading) == EMAIL]
    emails = [column for column in named if _means(headings[column], known) == EMAIL] or named
    email = next((column for column in emails if holds_addresses(grid, column, header.row)), emails[0])
    _tell_second(grid, telling, header.row, email, emails)
    return _named(grid, header.row, email, known)


def _means(heading: str, known: Collection[str]) -> str:
    """What a heading says its column is for; one that is called as a column of the list is that column."""
    name = heading.lower()
    return meaning(heading) if name in USUAL or name not in known else ""


def _headings(grid: Grid, row: int) -> dict[int, str]:
    return {column: tidy(heading) for column, heading in enumerate(grid.rows.get(row, ()), 1)}


def _by_content(grid: Grid, telling: Telling, known: Collection[str]) -> Columns | None:
    """Columns without a heading that says where the addresses are: the column that holds most is theirs."""
    held = address_columns(grid)
    if not held:
        fix = f"Write email above the column of addresses, and {', '.join(USUAL[1:])} above others."
        telling.error(1, 1, "sheet-no-email", "there is no column of e-mail addresses", fix)
        return None
    email = max(held, key=lambda column: (held[column], -column))
    row = _row_above(grid, email)
    what = f"column {letters(email)} was taken for the addresses{f', and row {row} for the headings' if row else ''}"
    fix = "Write email above it, and name, organisation, role above the others, to be sure."
    telling.warning(row or 1, email, "sheet-no-header", f"no column is called email; {what}", fix)
    _tell_second(grid, telling, 0, email, sorted(held))
    return _named(grid, row, email, known)


def _row_above(grid: Grid, email: int) -> int:
    """The row of headings above the first address, if it has one there; else the row before everything: 0."""
    first = min(number for number in grid.rows if "@" in grid.cell(number, email))
    above = max((number for number in grid.rows if number < first), default=0)
    headed = tidy(grid.cell(above, email)) and not any("@" in cell for cell in grid.rows.get(above, ()))
    return above if headed else 0


def _tell_second(grid: Grid, telling: Telling, header: int, email: int, emails: list[int]) -> None:
    """Tell each further column whose addresses are others than those of the column that is taken."""
    for column in emails:
        differs = column != email and any(
            number > header and _is_other(grid.cell(number, column), grid.cell(number, email)) for number in grid.rows
        )
        if differs:
            named = f"“{shown(grid.cell(header, column))}” (column {letters(column)})" if header else letters(column)
            taken = f"column {letters(email)}"
            fix = (
                "Give people with two addresses a row for each, and delete this column; if they are not theirs, "
                "give it a name without “mail”."
            )
            if not header:
                fix = "Write email above the column that counts, and a name without “mail” above the other."
            telling.error(max(header, 1), column, "sheet-columns", f"{named} holds addresses too, beside {taken}", fix)


def _is_other(cell: str, address: str) -> bool:
    return "@" in cell and canonical(tidy(cell)) != canonical(tidy(address))


def _named(grid: Grid, header: int, email: int, known: Collection[str]) -> Columns:
    headings = _headings(grid, header)
    usual = {EMAIL: email}
    for name in (*USUAL[1:], FORENAME, SURNAME):
        meant = [column for column, heading in headings.items() if column != email and _means(heading, known) == name]
        exact = [column for column in meant if headings[column].casefold() == name]
        if meant:
            usual[name] = (exact or meant)[0]
    if "name" in usual:
        usual.pop(FORENAME, None)
    if "name" in usual and headings[usual["name"]].casefold() != "name":
        usual.pop(SURNAME, None)
    width = len(headings) if header else grid.width
    return Columns(header, usual, _others(grid, header, headings, usual), width)


def _others(grid: Grid, header: int, headings: Mapping[int, str], usual: Mapping[str, int]) -> dict[str, int]:
    """The columns that are kept as they are called, each under a name of its own; one without a name as its letter."""
    taken = set(usual.values()) - ({usual[SURNAME]} if "name" in usual and SURNAME in usual else set())
    named = {column for column, heading in headings.items() if heading}
    nameless = set(range(1, grid.width + 1)) - named - taken
    below = [row for number, row in grid.rows.items() if number > header] if nameless else []
    filled = {column for row in below for column in nameless if column <= len(row) and tidy(row[column - 1])}
    others: dict[str, int] = {}
    for column in sorted((named | filled) - taken):
        name = headings.get(column, "").lower()[:LONGEST_CELL] or f"column {letters(column).lower()}"
        others[_free(name, {*others, *USUAL})] = column
    return others


def _free(name: str, taken: set[str]) -> str:
    """A name that no other column has: the second “notes” is “notes 2”."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free
