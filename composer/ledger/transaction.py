"""One transaction: the rows it changes, and the receipts that say so."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from composer.ledger import renewal, replay
from composer.ledger.receipts import SUPPRESSIONS, Entry, Extent, Journal, crc_between, is_whole, path_of
from composer.ledger.seals import DamagedError, damaged, sealed, unsealed
from composer.ledger.statements import SQL


class Journals:
    """The receipts files of a workspace, opened when they are first written to."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._open: dict[str, Journal] = {}

    def journal(self, name: str) -> Journal:
        """The receipts of a run, or those of the suppressions."""
        if name in self._open and not self._open[name].is_current():
            self.forget(name)
        if name not in self._open:
            self._open[name] = Journal(path_of(self._var, name))
        return self._open[name]

    def forget(self, name: str) -> None:
        """Close one: its file is about to be another."""
        if name in self._open:
            self._open.pop(name).close()

    def remove(self, name: str) -> None:
        """Close one, and remove its file: nothing it says has happened."""
        self.forget(name)
        path_of(self._var, name).unlink(missing_ok=True)

    def added_to(self) -> list[str]:
        """The runs whose receipts have grown by us."""
        return [name for name, journal in self._open.items() if journal.was_added_to and name != SUPPRESSIONS]

    def close(self) -> None:
        """Done with all of them."""
        for name in list(self._open):
            self.forget(name)


class Transaction:
    """What is done in one go. `connection` changes rows; `receipt` says so in the receipts."""

    def __init__(self, connection: sqlite3.Connection, journals: Journals) -> None:
        self.connection = connection
        self._journals = journals
        self._touched: dict[str, tuple[Journal, Extent]] = {}

    def receipt(self, name: str, entry: Entry) -> None:
        """One line more in the receipts of a run, or in those of the suppressions."""
        if name not in self._touched:
            self.catch_up(name)
        self._touched[name][0].add(entry)

    def catch_up(self, name: str) -> None:
        """Take over what the receipts know and the ledger does not: somebody died between the two."""
        journal = self._journals.journal(name)
        known = remembered(self.connection, name)
        if journal.length() < known.length:
            raise DamagedError(damaged(f"receipts of {name} are missing at the end of their file"))
        if journal.length() > known.length:
            known, _ = self._replayed(journal, name, known)
        self._start(name, journal, known)

    def verify(self, name: str) -> None:
        """The same, having read all receipts; where they are damaged, they are written anew from the ledger."""
        journal = self._journals.journal(name)
        known = remembered(self.connection, name)
        whole = is_whole(journal.path, known)
        if journal.length() > known.length:
            known, readable = self._replayed(journal, name, known)
            whole = whole and readable
        if not whole:
            known = renewal.renew(self.connection, journal.path, name, "damaged")
            remember(self.connection, name, known)
            journal = self._journals.journal(name)
        self._start(name, journal, known)

    def _replayed(self, journal: Journal, name: str, known: Extent) -> tuple[Extent, bool]:
        end, readable = replay.replay(self.connection, journal.path, name, known.length)
        known = crc_between(journal.path, known, end)
        remember(self.connection, name, known)
        return known, readable

    def _start(self, name: str, journal: Journal, known: Extent) -> None:
        journal.start_at(known)
        self._touched[name] = (journal, known)

    def sync(self) -> None:
        """Make the receipts survive a power cut, and remember how far they reach."""
        for name, (journal, before) in self._touched.items():
            if journal.has_grown_from(before):
                remember(self.connection, name, journal.sync())

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
