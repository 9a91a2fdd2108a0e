"""The letters in a sender's hands: from when it is claimed until it is settled, a letter's row need not be read again.

Rule: a row is changed only if it stands in the table as it was known here. Where somebody else has changed it since,
nothing of the transaction happens; whoever wrote it forgets what was known, and does it again from what stands there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain

from composer.ledger.rows import Held, Row, moved
from composer.ledger.statements import of_rows
from composer.model import State

_AT_ONCE = 64  # rows in one statement; SQLite keeps one prepared for each number of them
_MANY = 1000  # moves in memory
_HANDED_OVER = State.HANDED_OVER.value
_IN_HAND = frozenset({State.CLAIMED.value, _HANDED_OVER})


class ChangedMeanwhile(RuntimeError):
    """A row no longer stands as it was known."""


class Hands:
    """Rows that are known, by run and person, and the moves that have yet to be written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str], Held] = {}
        self._moves: dict[int, tuple[Held, Held]] = {}
        self._with_relay: set[int] = set()

    @property
    def with_relay(self) -> int:
        """How many letters have been handed over and not settled."""
        return len(self._with_relay)

    def find(self, run: str, person: str) -> Held | None:
        """A letter that is in a sender's hands."""
        return self._known.get((run, person))

    def move(self, before: Held, row: Row) -> None:
        """The letter is to stand so from this transaction on.

        Raises:
            ChangedMeanwhile: so many moves waited that they were written, and one of them could not be.
        """
        after = moved(row, before.fixed)
        letter, run, person, _, _, _, _, _, state, *_ = row
        if letter in self._moves:
            before, _ = self._moves[letter]
        self._moves[letter] = before, after
        if state in _IN_HAND:
            self._known[run, person] = after
        else:
            self._known.pop((run, person), None)
        if state == _HANDED_OVER:
            self._with_relay.add(letter)
        else:
            self._with_relay.discard(letter)
        if len(self._moves) >= _MANY:
            self.write()

    def write(self) -> None:
        """Put all moves into the table.

        Raises:
            ChangedMeanwhile: somebody else has changed a row, so that the transaction cannot be committed.
        """
        if self._moves:
            moves = list(self._moves.values())
            self._moves.clear()
            for start in range(0, len(moves), _AT_ONCE):
                change(self._connection, moves[start : start + _AT_ONCE])

    def forget(self) -> None:
        """What is known is not so, or may not be: the transaction is taken back."""
        self._known.clear()
        self._moves.clear()
        self._with_relay.clear()


def change(connection: sqlite3.Connection, moves: Sequence[tuple[Held, Held]]) -> None:
    """Put letters that stand as the first of each pair as the second one says.

    Raises:
        ChangedMeanwhile: one of them stands otherwise.
    """
    values = tuple(chain.from_iterable(_values(*move) for move in moves))
    if connection.execute(of_rows("letters.move", len(moves)), values).rowcount != len(moves):
        raise ChangedMeanwhile


def _values(before: Held, after: Held) -> tuple[str | int | None, ...]:
    return (*after.row[8:], after.checked, after.row.id, before.row.state, before.checked)
