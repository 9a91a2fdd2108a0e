"""Taking a person out of a list and of all its history, and telling what these hold of somebody.

Rule: what is done once can be done again: killed on the way, the same call completes it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from composer.files import write_whole
from composer.lists.comparing import Row, rows_by_name
from composer.lists.desk import Desk
from composer.lists.history import Entry
from composer.lists.patch import Hunk
from composer.lists.written import ListFile, read_known, read_soundly
from composer.mailbox import canonical
from composer.model.tables import Table


@dataclass(frozen=True)
class Erased:
    """What was taken out: the networks on whose lists the person was, and how many changes told of them.

    `unread` are networks whose lists have faults: the person may be on them still.
    """

    networks: tuple[str, ...]
    entries: int
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holding:
    """Rows that hold something of a person: on a network's list, or in change `number` of its history, made `at`.

    `where` is list, last (the list as it was known before it was edited by hand), history, or left behind.
    """

    network: str
    where: str
    rows: tuple[Row, ...]
    number: int | None = None
    at: datetime.datetime | None = None


def erase_from(desk: Desk, who: str) -> tuple[bool, int]:
    """Take a person out while the list's lock is held: whether they were on it, and how many changes told of them.

    Raises:
        ListUnreadable: the list has faults; its history was seen to all the same.
    """
    entries = [entry for entry in desk.history.entries() if _erase_entry(desk, entry, who)]
    last = desk.history.last()
    if last and (clean := _without(read_known(last, desk.place.file), who)) != last:
        desk.history.know(clean)
    return _erase_list(desk, who), len(entries)


def _erase_list(desk: Desk, who: str) -> bool:
    was = False
    while found := desk.place.found():
        clean = _without(read_soundly(found, desk.place.file), who)
        if clean != found and not desk.put_without_history(clean, found):
            continue
        was = was or clean != found
        aside = desk.place.displaced()
        for _, path in aside:
            write_whole(path, _without(read_soundly(path.read_bytes(), desk.place.file), who), mode=0o600)
        if not aside:
            break
        desk.take_in_displaced()
    return was


def _erase_entry(desk: Desk, entry: Entry, who: str) -> bool:
    """Whether a change told of the person; it does not afterwards."""
    old, new = (
        dict(zip(raws, map(table.who, table.rows), strict=True))
        for raws, table in zip(entry.raws, entry.tables, strict=True)
    )
    erased = who in old.values() or who in new.values()
    doing = replace(entry.doing, who=_unless_named(entry.doing.who, who), source=_unless_named(entry.doing.source, who))
    hunks = tuple(Hunk(hunk.at, _scrubbed(hunk.out, old, who), _scrubbed(hunk.into, new, who)) for hunk in entry.hunks)
    beside = _scrubbed(entry.beside, old, who)
    if (doing, hunks, beside) == (entry.doing, entry.hunks, entry.beside):
        return False
    # No digest: the places do not hold any more, so that it can be undone row by row only.
    clean = replace(entry, doing=doing, hunks=hunks, beside=beside, before="", after="", erased=entry.erased + erased)
    desk.history.rewrite(clean)
    return True


def _without(file: ListFile, who: str) -> bytes:
    """The bytes of a list without a person: neither on a row of their own nor named in another's."""
    owners = map(file.table.who, file.table.rows)
    kept = (unnamed(raw, who) for raw, owner in zip(file.raws, owners, strict=True) if owner != who)
    return "".join((unnamed(file.head, who), *kept)).encode()


def _scrubbed(raws: Sequence[str], owners: Mapping[str, str], who: str) -> tuple[str, ...]:
    return tuple(unnamed(raw, who) for raw in raws if owners[raw] != who)


_ADDRESS = re.compile(r"""[^\s<>()\[\],;:"@]+@[^\s<>()\[\],;:"@]+""")


def unnamed(text: str, who: str) -> str:
    """The text without a person's address, however it is spelt."""
    return _ADDRESS.sub(lambda found: _cut(found[0], who), text) if "@" in text else text


def _unless_named(words: str, who: str) -> str:
    """Who did it, or from what file, unless that tells the address."""
    return "" if who in canonical(words) else words


def _cut(word: str, who: str) -> str:
    bare = word.strip("'.")
    return word.replace(bare, "") if canonical(bare) == who else word


def holding_in(desk: Desk, who: str) -> list[Holding]:
    """What a list and its history hold of a person (a canonical address).

    Raises:
        ListUnreadable: the list has faults.
    """
    network = desk.place.path.stem
    found = desk.place.found()
    held = _held(network, "list", read_soundly(found, desk.place.file), who) if found else []
    last = desk.history.last()
    if last and last != found:
        held += _held(network, "last", read_known(last, desk.place.file), who)
    for entry in desk.history.entries():
        rows = [row for table in entry.tables for row in _rows_of(table, who)]
        if rows:
            held.append(Holding(network, "history", tuple(rows), entry.number, entry.doing.at))
    return held


def _held(network: str, where: str, file: ListFile, who: str) -> list[Holding]:
    rows = _rows_of(file.table, who)
    return [Holding(network, where, rows)] if rows else []


def _rows_of(table: Table, who: str) -> tuple[Row, ...]:
    """Rows of a person, and others' that name them."""
    naming = (row for row in table.rows if any("@" in cell and unnamed(cell, who) != cell for cell in row))
    return rows_by_name(table, naming)
