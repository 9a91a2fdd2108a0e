"""What a list and its history hold of somebody.

Rule: what cannot be read is told, and hides nothing of the rest.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from composer.lists.attempting import Attempt
from composer.lists.comparing import Row, rows_by_name
from composer.lists.desk import Desk
from composer.lists.history import Doing
from composer.lists.written import ListFile, ListUnreadable, read_known, read_soundly
from composer.mailbox import canonical
from composer.model.tables import Cells, Table
from composer.problems import UsageError
from composer.spellings import Spellings


@dataclass(frozen=True)
class Holding:
    """Rows that hold something of a person: on a network's list, or in change `number` of its history, with its doing.

    A change that they made themselves names them, though none of its rows may. `where` is list, last (the list as it
    was known before it was edited by hand), or history.
    """

    network: str
    where: str
    rows: tuple[Row, ...]
    number: int | None = None
    doing: Doing | None = None

    @property
    def at(self) -> datetime.datetime | None:
        """When the change was made."""
        return self.doing.at if self.doing else None


@dataclass(frozen=True)
class Holdings:
    """All that was found of a person. `unread` tells of each network that was not read in whole why not."""

    found: tuple[Holding, ...]
    unread: Mapping[str, str]


def holding_in(desk: Desk, who: str) -> tuple[list[Holding], str]:
    """What a list and its history hold of a person (a canonical address), and why what could not be read was not."""
    attempt, spellings, none = Attempt(), Spellings(who), list[Holding]()
    held = attempt.made(partial(_on_list, desk, spellings), none)
    held = held + attempt.made(partial(_as_known, desk, spellings), none)
    for number in reversed(desk.history.numbers):
        held += attempt.made(partial(_in_change, desk, number, spellings), none)
    return held, attempt.told


def known_before(desk: Desk, last: bytes) -> ListFile:
    """The list as it was known last. Raises UsageError where that cannot be read."""
    try:
        return read_known(last, desk.place.file)
    except ListUnreadable as error:
        file = f"var/lists/{desk.history.folder.name}/last.csv"
        raise UsageError(f"{file} cannot be read. Move it away, as it is made anew, and do this again") from error


def _on_list(desk: Desk, spellings: Spellings) -> list[Holding]:
    found = desk.place.found()
    return _held(desk, "list", read_soundly(found, desk.place.file), spellings) if found else []


def _as_known(desk: Desk, spellings: Spellings) -> list[Holding]:
    last = desk.history.last()
    if not last or last == _on_disk(desk):
        return []
    return _held(desk, "last", known_before(desk, last), spellings)


def _on_disk(desk: Desk) -> bytes | None:
    try:
        return desk.place.found()
    except ListUnreadable:
        return None


def _held(desk: Desk, where: str, file: ListFile, spellings: Spellings) -> list[Holding]:
    rows = _rows_of(file.table, spellings)
    return [Holding(desk.place.path.stem, where, rows)] if rows else []


def _in_change(desk: Desk, number: int, spellings: Spellings) -> list[Holding]:
    entry = desk.history.entry(number)
    rows = tuple(row for table in entry.tables for row in _rows_of(table, spellings))
    told = rows or spellings.is_within(entry.doing.who)
    return [Holding(desk.place.path.stem, "history", rows, number, entry.doing)] if told else []


def _rows_of(table: Table, spellings: Spellings) -> tuple[Row, ...]:
    """Rows of a person, and others' that name them."""
    return rows_by_name(table, (row for row in table.rows if _tells_of(table, row, spellings)))


def _tells_of(table: Table, row: Cells, spellings: Spellings) -> bool:
    own = table.address(row)
    return canonical(own) == spellings.canonical or any(spellings.without(cell, own) != cell for cell in row)
