"""One transaction: the rows it changes, and the receipts that say so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from composer.ledger import moves, renewal, replay
from composer.ledger.hands import Hands
from composer.ledger.receipts import SUPPRESSIONS, Extent, Journal, crc_between, is_whole, path_of, write_over
from composer.ledger.rows import Held, Row, held
from composer.ledger.seals import DamagedError, damaged, sealed, unsealed
from composer.ledger.statements import SQL
from composer.model import State


class Journals:
    """The receipts files of a workspace, opened when they are first written to."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._open: dict[str, Journal] = {}

    def journal(self, name: str) -> Journal:
        """The receipts of a run, or those of the suppressions."""
        journal = self._open.get(name)
        if journal is None or not journal.is_current():
            self.forget(name)
            journal = self._open[name] = Journal(path_of(self._var, name))
        return journal

    def forget(self, name: str) -> None:
        """Close one: its file is about to be another."""
        if name in self._open:
            self._open.pop(name).close()

    def remove(self, name: str) -> None:
        """Close one, and remove its file: nothing it says has happened."""
        self.forget(name)
        path_of(self._var, name).unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where the receipts of this name are."""
        return path_of(self._var, name)

    def added_to(self) -> list[str]:
        """The runs whose receipts have grown by us."""
        return [name for name, journal in self._open.items() if journal.was_added_to and name != SUPPRESSIONS]

    def close(self) -> None:
        """Done with all of them."""
        for name in list(self._open):
            self.forget(name)


class Transaction:
    """What is done in one go. `move` and `connection` change rows; `receipt` says so in the receipts."""

    def __init__(self, connection: sqlite3.Connection, journals: Journals, hands: Hands) -> None:
        self._connection = connection
        self._journals = journals
        self._hands = hands
        self._touched: dict[str, tuple[Journal, Extent]] = {}

    @property
    def connection(self) -> sqlite3.Connection:
        """The ledger's tables, with all the moves so far."""
        self._hands.write()
        return self._connection

    def letter(self, run: str, key: str) -> Held:
        """One person's letter.

        Raises:
            LookupError: there is no such person.
        """
        self.know(run)
        letter = self._hands.find(run, key) or moves.found(self.connection, run, key)
        if letter is None:
            raise LookupError(f"nobody in run {run} has the key {key}")
        return letter

    def standing(self, run: str, state: State) -> Iterator[Held]:
        """The letters in a state, in the order frozen; each may be moved as it comes."""
        self.know(run)
        return map(held, moves.standing(self.connection, run, state))

    def move(self, before: Held, after: Row, receipt: bytes | None = None) -> None:
        """Have a letter stand elsewhere, which the run's `receipt` tells.

        Raises:
            ImpossibleMove: it cannot come to stand there.
        """
        moves.judge(before.row, after.state)
        self._hands.move(before, after)
        if receipt:
            self.receipt(after.run, receipt)

    def receipt(self, name: str, written: bytes) -> None:
        """One line more in the receipts of a run, or in those of the suppressions."""
        self.know(name)
        self._touched[name][0].add(written)

    def know(self, name: str) -> None:
        """Have taken over what these receipts know, before rows are read of which they may tell."""
        if name not in self._touched:
            self.catch_up(name)

    def catch_up(self, name: str) -> None:
        """Take over what the receipts know and the ledger does not: somebody died between the two."""
        journal = self._journals.journal(name)
        known = remembered(self._connection, name)
        if journal.length < known.length:
            raise DamagedError(damaged(f"receipts of {name} are missing at the end of their file"))
        if journal.length > known.length:
            known, _ = self._replayed(journal, name, known)
        self._start(name, journal, known)

    def verify(self, name: str) -> None:
        """The same, having read all receipts; where they are damaged, they are written anew from the ledger."""
        journal = self._journals.journal(name)
        known = remembered(self._connection, name)
        whole = is_whole(journal.path, known)
        if journal.length > known.length:
            known, readable = self._replayed(journal, name, known)
            whole = whole and readable
        if not whole:
            known = renewal.renew(self._connection, journal.path, name, "damaged")
            remember(self._connection, name, known)
            journal = self._journals.journal(name)
        self._start(name, journal, known)

    def _replayed(self, journal: Journal, name: str, known: Extent) -> tuple[Extent, bool]:
        end, readable = replay.replay(self._connection, journal.path, name, known.length)
        known = crc_between(journal.path, known, end)
        remember(self._connection, name, known)
        return known, readable

    def _start(self, name: str, journal: Journal, known: Extent) -> None:
        journal.start_at(known)
        self._touched[name] = (journal, known)

    def path(self, name: str) -> Path:
        """The file of these receipts, of which `know` has been asked."""
        return self._journals.path(name)

    def rewrite(self, name: str, written: Iterable[bytes]) -> None:
        """Have these lines alone be the receipts of a name; what they were is not kept.

        Whoever is killed before this is committed leaves receipts that the ledger does not remember so: whoever opens
        it next writes them anew from its tables.
        """
        self._touched.pop(name, None)
        self._journals.forget(name)
        write_over(path := self._journals.path(name), written)
        remember(self._connection, name, renewal.extent_of(path))

    def sync(self) -> None:
        """Make the receipts survive a power cut, and remember how far they reach; all is written but committed."""
        self._hands.write()
        for name, (journal, before) in self._touched.items():
            if journal.has_grown_from(before):
                remember(self._connection, name, journal.sync())

    def take_back(self) -> None:
        """Cut off the receipts of what has not happened after all."""
        for name, (journal, before) in self._touched.items():
            if before.length:
                journal.cut(before.length)
            else:
                self._journals.remove(name)


def remembered(connection: sqlite3.Connection, name: str) -> Extent:
    """How much of a receipts file the ledger holds."""
    found = connection.execute(SQL["journals.named"], (name,)).fetchone()
    if found is None:
        return Extent(0, 0)
    _, length, crc = unsealed(found, f"what it knows of the receipts of {name}")
    return Extent(length, crc)


def remember(connection: sqlite3.Connection, name: str, extent: Extent) -> None:
    """Keep how much of a receipts file the ledger holds."""
    connection.execute(SQL["journals.put"], sealed((name, *extent)))
