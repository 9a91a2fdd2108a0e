"""What became of the people of a list between two tables.

Rule: people are told apart by their canonical address, so order never matters; nobody on either table goes untold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from composer.model.tables import EMAIL, Cells, Table

Row = Mapping[str, str]  # cells by the name of their column


@dataclass(frozen=True)
class Diff:
    """What one table has otherwise than another. `changes` are rows before and after; `columns` are new.

    Somebody with several rows joins with the first and leaves with the last: a further row that comes or goes is a
    change, from or to another of theirs.
    """

    joins: tuple[Row, ...] = ()
    leaves: tuple[Row, ...] = ()
    changes: tuple[tuple[Row, Row], ...] = ()
    columns: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.joins or self.leaves or self.changes or self.columns)


def together(diffs: Sequence[Diff]) -> Diff | None:
    """Several differences told as one; None where there are none."""
    if not diffs:
        return None
    return Diff(
        tuple(row for diff in diffs for row in diff.joins),
        tuple(row for diff in diffs for row in diff.leaves),
        tuple(pair for diff in diffs for pair in diff.changes),
        tuple(dict.fromkeys(name for diff in diffs for name in diff.columns)),
    )


def compare(before: Table, after: Table) -> Diff:
    """What became of everybody: who joins, who leaves, whose cells change. A cell in no column is an empty one."""
    columns = tuple(name for name in after.columns if name not in before.columns)
    union = before.columns + columns
    old, new = _across(before, union), _across(after, union)
    gone, come = _beyond(old, new), _beyond(new, old)
    if not gone and not come:
        return Diff(columns=columns)
    return _told(Table(union, tuple(old)), Table(union, tuple(new)), gone, come, columns)


def _across(table: Table, columns: Cells) -> Sequence[Cells]:
    """The rows of a table with a cell for each of these columns."""
    if table.columns == columns:
        return table.rows
    if table.columns == columns[: len(table.columns)]:
        empty = ("",) * (len(columns) - len(table.columns))
        return [row + empty for row in table.rows]
    at = {name: place for place, name in enumerate(table.columns)}
    return [tuple(row[at[name]] if name in at else "" for name in columns) for row in table.rows]


def _beyond(rows: Sequence[Cells], others: Sequence[Cells]) -> list[Cells]:
    """The rows that are not among the others, each as often as it is there more often; in order."""
    known = set(others)
    if len(known) == len(others) and len(set(rows)) == len(rows):
        return [row for row in rows if row not in known]
    left = Counter(others)
    found = []
    for row in rows:
        if left[row] > 0:
            left[row] -= 1
        else:
            found.append(row)
    return found


def _told(before: Table, after: Table, gone: list[Cells], come: list[Cells], columns: Cells) -> Diff:
    was, now = people(before, map(before.who, gone)), people(after, map(after.who, come))
    of_gone, of_come = people(Table(before.columns, tuple(gone))), people(Table(after.columns, tuple(come)))
    stayed = people(after, (who for who in was if who not in now))
    already = people(before, (who for who in now if who not in was))
    joins: list[Cells] = []
    leaves: list[Cells] = []
    changes: list[tuple[Cells, Cells]] = []
    for who in dict.fromkeys(chain(of_gone, of_come)):
        left, joined = of_gone.get(who, []), of_come.get(who, [])
        remains, stood = now.get(who) or stayed.get(who), was.get(who) or already.get(who)
        changes += zip(left, joined, strict=False)
        further_left, further_joined = left[len(joined) :], joined[len(left) :]
        if remains:
            changes += ((row, remains[0]) for row in further_left)
        else:
            leaves += further_left
        if stood:
            changes += ((stood[0], row) for row in further_joined)
        else:
            joins += further_joined
    row = before.columns
    return Diff(
        tuple(_named(row, cells) for cells in joins),
        tuple(_named(row, cells) for cells in leaves),
        tuple((_named(row, old), _named(row, new)) for old, new in changes),
        columns,
    )


def _named(columns: Cells, cells: Cells) -> Row:
    return dict(zip(columns, cells, strict=True))


def people(table: Table, wanted: Iterable[str] | None = None) -> dict[str, list[Cells]]:
    """The rows of everybody, or of those wanted who are there, by canonical address."""
    found: dict[str, list[Cells]] = {}
    only = None if wanted is None else frozenset(wanted)
    if only is not None and not only:
        return found
    for row in table.rows:
        who = table.who(row)
        if only is None or who in only:
            found.setdefault(who, []).append(row)
    return found


def rows_by_name(table: Table, rows: Iterable[Cells]) -> tuple[Row, ...]:
    """Rows of a table with the names of their columns."""
    return tuple(_named(table.columns, row) for row in rows)


def address_of(row: Row) -> str:
    """The address in a row by name."""
    return row[EMAIL]


Said = tuple[tuple[tuple[str, str], ...], ...]  # somebody's rows, by what they say: an empty cell says nothing
People = Mapping[str, Said]


def said(rows: Iterable[Row]) -> Said:
    """What rows say, whatever their order and that of their columns."""
    return tuple(sorted(tuple(sorted((name, cell) for name, cell in row.items() if cell)) for row in rows))


def people_said(table: Table) -> dict[str, Said]:
    """What the rows of everybody say."""
    return {who: said(rows_by_name(table, rows)) for who, rows in people(table).items()}
