"""Which change an undo takes back, and how: to the byte where nothing came after, else row by row.

Rule: a row that others have changed since is left alone, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from composer.lists.altering import with_people
from composer.lists.comparing import Row, people, rows_by_name, said
from composer.lists.history import MERGE, Entry, digest
from composer.lists.patch import backward, forward
from composer.lists.written import ListFile, read_known, rewritten
from composer.problems import UsageError


def to_undo(network: str, entries: Iterable[Entry], number: int | None) -> Entry:
    """The change of a list of that number; None: the newest that is not an undo and not undone.

    `entries` are its changes, newest first.

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
        if number is None and by is None and entry.undoes is None and _did_something(entry):
            return entry
    if number is None:
        raise UsageError(f"there is no change to undo. Look with: composer lists history {network}")
    raise UsageError(f"there is no change {number} of this list. Look with: composer lists history {network}")


def _did_something(entry: Entry) -> bool:
    """Whether the change did anything of its own that is not forgotten."""
    return entry.doing.how != MERGE and (bool(entry.touched) or entry.heads[0] != entry.heads[1])


def undone(file: ListFile, entry: Entry, stays_out: Callable[[str], bool]) -> tuple[ListFile, tuple[Row, ...]]:
    """The list without a change, and the rows that were left: they have been changed since, or are to stay out."""
    out = {who for who, (old_said, _) in entry.touched.items() if old_said and stays_out(who)}
    if digest(file.data) == entry.after and not out:
        head, old = entry.heads[0], forward(file.raws, backward(entry.hunks))
        return read_known("".join((head or file.head, *old)).encode(), "history"), ()
    before, after = entry.tables
    was, became = people(before), people(after)
    now = people(file.table, entry.touched)
    wanted: dict[str, tuple[Row, ...]] = {}
    untouched: list[Row] = []
    for who, (old_said, new_said) in entry.touched.items():
        stands = said(rows_by_name(file.table, now.get(who, ())))
        if who in out and not stands:
            untouched += rows_by_name(before, was.get(who, ()))
        elif stands == new_said:
            wanted[who] = rows_by_name(before, was.get(who, ()))
        elif stands != old_said:
            untouched += rows_by_name(file.table, now.get(who, ())) or rows_by_name(after, became.get(who, ()))
    table = with_people(file.table, wanted)
    known = zip(before.rows, entry.raws[0], strict=True) if before.columns == table.columns else ()
    return rewritten(file, table, known), tuple(untouched)
