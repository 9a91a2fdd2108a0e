"""Letters' rows in the order frozen, a page at a time: a run of any size is gone through in little memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Protocol
from zlib import crc32

from composer.ledger.rows import Row, letter_row
from composer.ledger.seals import Columns, DamagedError, damaged
from composer.ledger.statements import SQL
from composer.model import State

_PAGE = 1000  # rows in memory at once


class Ask(Protocol):
    """Answers a named statement with the rows it finds."""

    def __call__(self, name: str, /, *values: str | int | None) -> Sequence[Columns]:
        """The rows, given the statement's values."""
        ...


def by(connection: sqlite3.Connection) -> Ask:
    """Have a connection answer, by which the rows may be changed as they come."""

    def ask(name: str, /, *values: str | int | None) -> Sequence[Columns]:
        return connection.execute(SQL[name], values).fetchall()

    return ask


def all_of(ask: Ask, run: str) -> Iterator[Row]:
    """All rows of a run that there are when the first is asked for."""
    [[first, newest]] = ask("letters.span", run)
    last = (first or 0) - 1
    while found := ask("letters.page", run, last, newest, _PAGE):
        yield from map(letter_row, found)
        last = found[-1][0]


def judged(ask: Ask, run: str) -> int:
    """How many letters a run has, each of which is as it was written.

    SQLite joins what the check values are made of, which is several times as fast as to join it here.

    Raises:
        DamagedError: one is not.
    """
    [[first, newest]] = ask("letters.span", run)
    letters, last = 0, (first or 0) - 1
    while found := ask("letters.page_to_judge", run, last, newest, _PAGE):
        for letter, text, checked in found:
            if crc32(text) != checked:
                raise DamagedError(damaged(f"row {letter} of the letters of run {run}"))
        letters, last = letters + len(found), found[-1][0]
    return letters


def in_state(ask: Ask, run: str, state: State) -> Iterator[Row]:
    """The rows of a run that stand in a state."""
    last = 0
    while found := ask("letters.page_of_state", run, str(state), last, _PAGE):
        yield from map(letter_row, found)
        last = found[-1][0]
