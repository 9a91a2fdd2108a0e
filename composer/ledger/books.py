"""The books of one run in SQLite: what senders do to letters, and how the letters stand."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from composer.ledger import freeze, pages, sending
from composer.ledger.answer import Answer
from composer.ledger.reader import Reader
from composer.ledger.records import RunRow, found_rendering, run_of, unpacked
from composer.ledger.rows import delivery_of, letter_row, moment
from composer.ledger.seals import DamagedError, damaged
from composer.ledger.writer import Unwritable, Writer
from composer.model import Delivery, Outcome, Rendered, Run, State


class SqliteBooks:
    """See `interface.Books`."""

    def __init__(self, row: RunRow, reader: Reader, writer: Writer | Unwritable) -> None:
        self._row = row
        self._name = row.run
        self._reader = reader
        self._writer = writer

    @property
    def run(self) -> Run:
        """Which run."""
        return run_of(self._row)

    def renderings(self) -> tuple[Rendered, ...]:
        """What its letters are spliced from, by variant."""
        found = map(found_rendering, self._reader.rows("renderings.of_run", self._name))
        return tuple(unpacked(blob) for _, blob in found)

    def claim(self, most: int, now: datetime) -> Answer[list[Delivery]]:
        """See `interface.Books`."""
        return self._writer.ask(sending.claim, self._name, most, now)

    def hand_over(self, key: str, now: datetime) -> Answer[None]:
        """See `interface.Books`."""
        return self._writer.ask(sending.hand_over, self._name, key, now)

    def settle(self, outcome: Outcome, now: datetime, next_at: datetime | None = None) -> Answer[None]:
        """See `interface.Books`."""
        return self._writer.ask(sending.settle, self._name, outcome, now, next_at)

    def release(self, keys: Sequence[str]) -> Answer[None]:
        """See `interface.Books`."""
        return self._writer.ask(sending.release, self._name, tuple(keys))

    def recover(self, now: datetime) -> None:
        """See `interface.Books`."""
        with self._writer.transaction() as transaction:
            sending.recover(transaction, self._name, now)

    def add(self, people: Iterable[Delivery], renderings: Sequence[Rendered] = ()) -> int:
        """See `interface.Books`."""
        with self._writer.transaction() as transaction:
            return freeze.add(transaction, self._name, people, renderings)

    def resolve(self, to: Literal[State.QUEUED, State.CANCELLED], now: datetime) -> int:
        """See `interface.Books`."""
        with self._writer.transaction() as transaction:
            return sending.resolve(transaction, self._name, to, now)

    def retry(self, now: datetime) -> int:
        """See `interface.Books`."""
        with self._writer.transaction() as transaction:
            return sending.retry(transaction, self._name, now)

    def cancel(self, now: datetime, reason: str) -> int:
        """See `interface.Books`."""
        with self._writer.transaction() as transaction:
            return sending.cancel(transaction, self._name, now, reason)

    def counts(self) -> Mapping[State, int]:
        """See `interface.Books`."""
        found = {State(state): int(letters) for state, letters in self._reader.rows("letters.counts", self._name)}
        return {state: found.get(state, 0) for state in State}

    def due(self, now: datetime) -> int:
        """See `interface.Books`."""
        [[letters]] = self._reader.rows("letters.due", self._name, moment(now))
        return int(letters)

    def next_due(self) -> datetime | None:
        """See `interface.Books`."""
        [[time]] = self._reader.rows("letters.next_due", self._name)
        return None if time is None else datetime.fromisoformat(time)

    def standing(self, *states: State) -> Iterator[Delivery]:
        """See `interface.Books`."""
        if not states:
            return map(delivery_of, pages.all_of(self._reader.rows, self._name))
        each = (pages.in_state(self._reader.rows, self._name, state) for state in dict.fromkeys(states))
        return map(delivery_of, heapq.merge(*each))

    def find(self, key: str) -> Delivery | None:
        """See `interface.Books`."""
        found = self._reader.row("letters.of_person", self._name, key)
        return None if found is None else delivery_of(letter_row(found))

    def verify(self) -> None:
        """Read every row of the run, and count them; all within one `Reader.snapshot`.

        Raises:
            LedgerError: a row is not what was written, or some are missing.
        """
        letters = pages.judged(self._reader.rows, self._name)
        if letters != self._row.audience:
            raise DamagedError(damaged(f"run {self._name} has {letters} letters, not {self._row.audience}"))
        variants = len(self.renderings())
        if variants != self._row.variants:
            raise DamagedError(damaged(f"run {self._name} has {variants} renderings, not {self._row.variants}"))
