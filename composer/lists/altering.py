"""What a list becomes when people join, leave or change, or a spreadsheet takes its place.

Rule: pure; who remains keeps their position, and a cell changes only where something was said about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from composer.lists.comparing import Row, people, rows_by_name
from composer.mailbox import canonical
from composer.model.tables import EMAIL, Cells, Table


def joined(current: Table, row: Row) -> Table:
    """The list with this person on it. Who is on it already keeps the cells that `row` does not name."""
    who = canonical(row[EMAIL])
    known = rows_by_name(current, people(current, [who]).get(who, ()))
    return with_people(current, {who: (dict(known[0]) | dict(row), *known[1:]) if known else (row,)})


def with_row(current: Table, at: int, row: Row) -> Table:
    """The list whose row at a place, from 0, says this; what `row` does not name stays."""
    named = dict(zip(current.columns, current.rows[at], strict=True)) | dict(row)
    columns = _widened(current.columns, (name for name, cell in named.items() if cell))
    empty = ("",) * (len(columns) - len(current.columns))
    rows = [cells + empty for cells in current.rows]
    rows[at] = tuple(named.get(name, "") for name in columns)
    return Table(columns, tuple(rows))


def without_row(current: Table, at: int) -> Table:
    """The list without the row at a place, from 0."""
    return Table(current.columns, (*current.rows[:at], *current.rows[at + 1 :]))


def left(current: Table, who: str) -> Table:
    """The list without this person (a canonical address)."""
    return with_people(current, {who: ()})


def replaced(current: Table, wanted: Table, stays_out: Collection[str] = ()) -> Table:
    """What the list becomes when a spreadsheet takes its place.

    Who remains keeps their position, and their cells in columns that the spreadsheet does not have; joiners follow in
    its order. Those who stay out (canonical addresses) are not on it. Several rows of one person count as the first
    with its empty cells filled from the others; new columns come last.
    """
    columns = _widened(current.columns, wanted.columns)
    asked, known = people(wanted), people(current)
    due = {
        who: list(_remaining(Table(current.columns, tuple(had)), Table(wanted.columns, tuple(asked[who]))))
        for who, had in known.items()
        if who in asked and who not in stays_out
    }
    rows = [due[who].pop(0) for who in map(current.who, current.rows) if due.get(who)]
    new = (_filled(those) for who, those in asked.items() if who not in known and who not in stays_out)
    rows += _arranged(Table(wanted.columns, tuple(new)), columns)
    return Table(columns, tuple(row + ("",) * (len(columns) - len(row)) for row in rows))


def _remaining(current: Table, wanted: Table) -> Iterable[Cells]:
    """The rows of one person who was on the list and stays; those they have, where the spreadsheet says the same."""
    columns = _widened(current.columns, wanted.columns)
    had = [row + ("",) * (len(columns) - len(row)) for row in current.rows]
    shared = [columns.index(name) for name in wanted.columns]
    if sorted(tuple(row[at] for at in shared) for row in had) == sorted(wanted.rows):
        return had
    says = dict(zip(shared, _filled(wanted.rows), strict=True))
    kept = _filled(had)
    return [tuple(says.get(at, cell) for at, cell in enumerate(kept))]


def _filled(rows: Sequence[Cells]) -> Cells:
    """The first of several rows, with its empty cells filled from the others."""
    if len(rows) == 1:
        return rows[0]
    return tuple(next(filter(None, cells), "") for cells in zip(*rows, strict=True))


def _widened(columns: Cells, others: Iterable[str]) -> Cells:
    return columns + tuple(name for name in dict.fromkeys(others) if name not in columns)


def _arranged(table: Table, columns: Cells) -> list[Cells]:
    at = {name: place for place, name in enumerate(table.columns)}
    return [tuple(row[at[name]] if name in at else "" for name in columns) for row in table.rows]


def with_people(current: Table, wanted: Mapping[str, Sequence[Row]]) -> Table:
    """The list on which these people (canonical addresses) have these rows, and everybody else is as they were.

    Nobody moves; newcomers follow at the end. A cell in a column that the list does not have makes the column.
    """
    said = (name for rows in wanted.values() for row in rows for name, cell in row.items() if cell)
    columns = _widened(current.columns, said)
    due = {who: [tuple(row.get(name, "") for name in columns) for row in rows] for who, rows in wanted.items()}
    empty = ("",) * (len(columns) - len(current.columns))
    rows: list[Cells] = []
    for row in current.rows:
        those = due.get(current.who(row)) if due else None
        if those is None:
            rows.append(row + empty)
        elif those:
            rows.append(those.pop(0))
    return Table(columns, (*rows, *(row for those in due.values() for row in those)))
