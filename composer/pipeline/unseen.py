"""What a spreadsheet lacks though nobody took it out: spaces that do not break, names that it never gave."""

from __future__ import annotations

from collections.abc import Iterable

from composer.intake.cells import tidy
from composer.model import Cells, Sheet, Table

NAME = "name"


def as_list_has(wanted: Table, current: Table) -> Table:
    """The rows of a spreadsheet, with the cells of the list where they differ in nothing but what cannot be seen."""
    shared = [(at, current.columns.index(name)) for at, name in enumerate(wanted.columns) if name in current.columns]
    doubtful = {current.who(row): row for row in current.rows if not "".join(row).isprintable()}
    rows = (
        (_with_unseen(row, doubtful.get(wanted.who(row)), shared) for row in wanted.rows) if doubtful else wanted.rows
    )
    return Table(wanted.columns, tuple(rows))


def _with_unseen(row: Cells, known: Cells | None, shared: Iterable[tuple[int, int]]) -> Cells:
    if known is None:
        return row
    unseen = {at: known[place] for at, place in shared if tidy(known[place]) == row[at]}
    return tuple(unseen.get(at, cell) for at, cell in enumerate(row))


def with_names(sheet: Sheet, current: Table) -> Table:
    """The rows of a spreadsheet; one whose empty name says nothing has the name that the list knows the person by.

    Another row of the same person in the spreadsheet goes before: it may name them.
    """
    table = sheet.table
    if not sheet.nameless:
        return table
    named = {table.who(row) for row in table.rows if table.cell(row, NAME)}
    known = {current.who(row): name for row in reversed(current.rows) if (name := current.cell(row, NAME))}
    at = table.columns.index(NAME)
    rows = list(table.rows)
    for number in sheet.nameless:
        row, who = rows[number], table.who(rows[number])
        if who in known and who not in named:
            rows[number] = (*row[:at], known[who], *row[at + 1 :])
    return Table(table.columns, tuple(rows))
