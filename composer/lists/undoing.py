"""Which change an undo takes back, and how: to the byte where nothing came after, else row by row.

Rule: a row that others have changed since is left alone, and told.
"""

from __future__ import annotations

from collections.abc import Iterable

from composer.lists.altering import with_people
from composer.lists.comparing import Row, people, rows_by_name, said
from composer.lists.history import MERGE, Entry, digest
from composer.lists.patch import backward, forward
from composer.lists.written import ListFile, read_known, rewritten
from composer.problems import UsageError


def to_undo(entries: Iterable[Entry], number: int | None) -> Entry:
    """The change of that number; None: the newest that is not an undo and not undone. `entries` are newest first.

    Raises:
        UsageError: there is none, or it was undone before.
    """
    undone: dict[int, int] = {}
    for entry in entries:
        by = undone.get(entry.number)
        if by is None and entry.undoes is not None:
            undone[entry.undoes] = entry.number
        if entry.number == number:
            if by is not None:
                raise UsageError(f"change {number} was undone before, by change {by}. To have it again, undo {by}")
            return entry
        if (
            number is None
            and by is None
            and entry.undoes is None
            and (entry.touched or entry.heads[0] != entry.heads[1])
        ):
            return entry
    if number is None:
        raise UsageError("there is no change to undo. Look with: composer lists history")
    raise UsageError(f"there is no change {number} of this list. Look with: composer lists history")


def _did_something(entry: Entry) -> bool:
    """Whether the change did anything of its own that is not forgotten."""
    return entry.doing.how != MERGE and (bool(entry.touched) or entry.heads[0] != entry.heads[1])


def undone(file: ListFile, entry: Entry) -> tuple[ListFile, tuple[Row, ...]]:
    """The list without a change, and the rows that were left as they are, as they have been changed since."""
    if digest(file.data) == entry.after:
        head, old = entry.heads[0], forward(file.raws, backward(entry.hunks))
        return read_known("".join((head or file.head, *old)).encode(), "history"), ()
    before, after = entry.tables
    was, became = people(before), people(after)
    now = people(file.table, entry.touched)
    wanted: dict[str, tuple[Row, ...]] = {}
    untouched: list[Row] = []
    for who, (old_said, new_said) in entry.touched.items():
        stands = said(rows_by_name(file.table, now.get(who, ())))
        if stands == new_said:
            wanted[who] = rows_by_name(before, was.get(who, ()))
        elif stands != old_said:
            untouched += rows_by_name(file.table, now.get(who, ())) or rows_by_name(after, became.get(who, ()))
    table = with_people(file.table, wanted)
    known = zip(before.rows, entry.raws[0], strict=True) if before.columns == table.columns else ()
    return rewritten(file, table, known), tuple(untouched)
