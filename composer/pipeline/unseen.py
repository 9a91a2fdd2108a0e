"""What a spreadsheet lost on its way in though nobody changed it: spaces that do not break, and the like."""

from __future__ import annotations

from collections.abc import Iterable

from composer.intake.cells import tidy
from composer.model import Cells, Table


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
