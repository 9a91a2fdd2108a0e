"""The ledger in SQLite: all runs, who wants nothing more, and what was approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self

from composer.ledger import erasing, freeze, sending
from composer.ledger.books import SqliteBooks
from composer.ledger.interface import ErasedLetter
from composer.ledger.reader import Reader
from composer.ledger.receipts import SUPPRESSIONS, Entry, line
from composer.ledger.records import approval_of, approval_row, found_run, run_of, suppression_of
from composer.ledger.replay import suppression
from composer.ledger.rows import delivery_of, letter_row, moment
from composer.ledger.seals import sealed
from composer.ledger.statements import SQL
from composer.ledger.writer import Unwritable, Writer
from composer.model import Approval, Delivery, Rendered, Run, State, Suppression
from composer.problems import LedgerError


class SqliteLedger:
    """See `interface.Ledger`. Made by `open_ledger` and `read_ledger`, which judge the file first."""

    def __init__(self, fingerprint: str, reader: Reader, writer: Writer | Unwritable) -> None:
        self._fingerprint = fingerprint
        self._reader = reader
        self._writer = writer

    def begin(
        self, run: Run, renderings: Sequence[Rendered], people: Iterable[Delivery], instead_of: str | None = None
    ) -> SqliteBooks:
        """See `interface.Ledger`."""
        with self._writer.transaction() as transaction:
            freeze.begin(transaction, run, renderings, people, self._fingerprint)
            if instead_of:
                sending.resolve(transaction, instead_of, State.CANCELLED, run.began)
                sending.cancel(transaction, instead_of, run.began, f"corrected by run {run.name}")
        return self._books(run.name)

    def books(self, run: str) -> SqliteBooks:
        """See `interface.Ledger`."""
        self._books(run)
        self._writer.catch_up(run)
        with self._reader.snapshot():  # others may add to the run meanwhile
            books = self._books(run)
            books.verify()
        return books

    def _books(self, run: str) -> SqliteBooks:
        found = self._reader.row("runs.named", run)
        if found is None:
            raise LedgerError(f"There is no run {run}.")
        return SqliteBooks(found_run(found), self._reader, self._writer)

    def runs(self, issue: int | None = None) -> list[Run]:
        """See `interface.Ledger`."""
        runs = [run_of(found_run(found)) for found in self._reader.rows("runs.all")]
        return [run for run in runs if issue is None or run.issue == issue]

    def latest(self, key: str) -> tuple[Run, Delivery] | None:
        """See `interface.Ledger`."""
        found = self._reader.row("letters.latest", key)
        if found is None:
            return None
        row = letter_row(found)
        return self._books(row.run).run, delivery_of(row)

    def suppress(self, key: str, network: str, reason: str, now: datetime) -> bool:
        """See `interface.Ledger`."""
        return self._suppression({"person": key, "network": network, "reason": reason, "at": moment(now)})

    def restore(self, key: str, network: str, now: datetime) -> bool:
        """See `interface.Ledger`."""
        return self._suppression({"person": key, "network": network, "restored": True, "at": moment(now)})

    def _suppression(self, entry: Entry) -> bool:
        """Whether it is something new."""
        with self._writer.transaction() as transaction:
            transaction.catch_up(SUPPRESSIONS)
            before = transaction.connection.total_changes
            suppression(transaction.connection, entry)
            is_new = transaction.connection.total_changes > before
            if is_new:
                transaction.receipt(SUPPRESSIONS, line(entry))
            return is_new

    def suppressions(self, key: str | None = None) -> list[Suppression]:
        """See `interface.Ledger`."""
        if key is None:
            found = self._reader.rows("suppressions.all")
        else:
            found = self._reader.rows("suppressions.of_person", key)
        return [suppression_of(values) for values in found]

    def letters(self, key: str) -> list[tuple[Run, Delivery]]:
        """See `interface.Ledger`."""
        each = ((run, self._reader.row("letters.of_person", run.name, key)) for run in self.runs())
        return [(run, delivery_of(letter_row(found))) for run, found in each if found is not None]

    def renderings(self, run: str) -> tuple[Rendered, ...]:
        """See `interface.Ledger`."""
        return self._books(run).renderings()

    def erase(self, key: str, now: datetime) -> list[ErasedLetter]:
        """See `interface.Ledger`."""
        with self._writer.transaction() as transaction:
            erased = erasing.erase_letters(transaction, key, now)
            erasing.erase_approvals(transaction.connection, key)
        with self._writer.transaction() as transaction:
            erasing.erase_reasons(transaction, key)
        self._writer.leave_no_trace()
        return erased

    def approve(self, approval: Approval) -> None:
        """See `interface.Ledger`."""
        with self._writer.transaction() as transaction:
            transaction.connection.execute(SQL["approvals.put"], sealed(approval_row(approval)))

    def approvals(self) -> list[Approval]:
        """See `interface.Ledger`."""
        return [approval_of(found) for found in self._reader.rows("approvals.all")]

    def approval(self, issue: int) -> Approval | None:
        """See `interface.Ledger`."""
        found = self._reader.row("approvals.of_issue", issue)
        return None if found is None else approval_of(found)

    def close(self) -> None:
        """See `interface.Ledger`."""
        self._reader.close()
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
