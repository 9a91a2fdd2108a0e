"""The one place that writes: whatever is asked for at about the same time goes into one transaction.

Rule: receipts are synced, then the transaction is committed, then the answers are given. After a failure nothing more
is written, and everybody who waits or asks is told.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

from composer.ledger.answer import Answer
from composer.ledger.database import FAULTS, FILE, VERSION, in_words, is_at, told, version_of
from composer.ledger.hands import ChangedMeanwhile, Hands
from composer.ledger.interface import ImpossibleMove
from composer.ledger.renewal import CLOSED
from composer.ledger.requests import Request, Requests
from composer.ledger.seals import DamagedError
from composer.ledger.transaction import Journals, Transaction
from composer.locks import Turns
from composer.problems import LedgerError

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

# What is done, or what is wrong with it alone.
Done = tuple[Any, Exception | None]

_CLOSED = "The ledger is closed. Open it again."
REPLACED = "Another ledger has been put in the place of the one that was opened. Run the same command again."
_MIGRATED = (
    "The ledger was brought to another version by another Composer while this one had it open. Start this again, with "
    "the Composer that is installed now."
)
_READ = (
    "Somebody goes on reading the ledger as it was before, so that its log still holds what was taken out. Run the "
    "same command again when they are done."
)
_READING = "The ledger was opened for reading only."


class Writer:
    """Writes to the ledger, in its own thread what is asked for and in the caller's what is done at once."""

    def __init__(self, var: Path, connection: sqlite3.Connection, turns: Turns, opened: os.stat_result) -> None:
        """`connection`, to the file `opened`, is the only one that writes; it and `turns` are closed with this."""
        self._connection = connection
        self._turns = turns
        self._journals = Journals(var)
        self._hands = Hands(connection)
        self._path = var / FILE
        self._opened = opened
        self._one_at_a_time = threading.Lock()
        self._requests = Requests()
        self._asking = threading.Lock()
        self._refusal = ""
        self._is_over = self._is_closed = False
        self._thread = threading.Thread(target=self._serve, name="ledger", daemon=True)
        self._thread.start()

    def ask(self, work: Callable[[Transaction, *Arguments], T], *arguments: *Arguments) -> Answer[T]:
        """Have `work` done with a transaction and these arguments, after all that was asked for before.

        The answer fails with ImpossibleMove, ValueError or LookupError where that is the work's own, and with
        LedgerError where the ledger cannot be written.
        """
        request = Request(work, arguments)
        with self._asking:
            is_over = self._is_over
            if not is_over:
                self._requests.put(request)
        if is_over:
            request.fail(LedgerError(self._refusal or _CLOSED))
        return request

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All that is done inside happens and is synced, or none of it.

        Raises:
            LedgerError: the ledger cannot be written; from then on nothing is.
        """
        with self._one_at_a_time:
            if self._refusal:
                raise LedgerError(self._refusal)
            try:
                with self._turns, self._written() as transaction:
                    yield transaction
            except FAULTS as fault:
                refusal = in_words(fault, "written")
                self._refusal = str(refusal)
                raise refusal from None
            except DamagedError as damage:
                self._refusal = str(damage)
                raise

    @contextmanager
    def _written(self) -> Iterator[Transaction]:
        transaction = Transaction(self._connection, self._journals, self._hands)
        if not is_at(self._path, self._opened):
            raise DamagedError(REPLACED)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._refuse_if_migrated()
            yield transaction
            transaction.sync()
            self._connection.execute("COMMIT")
        except (*FAULTS, DamagedError):
            # The receipts stay: some of them say what a relay has answered, and are taken over the next time.
            self._connection.rollback()
            raise
        except BaseException:
            if self._connection.in_transaction:
                transaction.take_back()
                self._connection.rollback()
            self._hands.forget()
            raise

    def _refuse_if_migrated(self) -> None:
        if version_of(self._connection) != VERSION:
            raise DamagedError(_MIGRATED)

    def _serve(self) -> None:
        group: Sequence[Request] = ()
        try:
            while group := self._requests.group(self._hands.with_relay):
                self._answer(group)
        finally:
            with self._asking:
                self._is_over = True
            self._refuse(group)
            self._refuse(self._requests.rest())

    def _answer(self, group: Sequence[Request]) -> None:
        try:
            answers = self._done(group)
        except LedgerError:
            self._refuse(group)
        else:
            for request, (answer, fault) in zip(group, answers, strict=True):
                if fault is None:
                    request.give(answer)
                else:
                    request.fail(fault)

    def _done(self, group: Sequence[Request]) -> list[Done]:
        """What is answered to each, once it is committed."""
        try:
            return self._together(group)
        except ChangedMeanwhile:  # nothing of it has happened, and nothing is known any more
            return self._together(group)

    def _together(self, group: Sequence[Request]) -> list[Done]:
        with self.transaction() as transaction:
            return [_attempt(request, transaction) for request in group]

    def _refuse(self, group: Sequence[Request]) -> None:
        for request in group:
            if not request.done():
                request.fail(LedgerError(self._refusal or _CLOSED))

    def _say_closed(self) -> None:
        """The last line of receipts that end where they should: nothing is missing after it."""
        with suppress(LedgerError), self.transaction() as transaction:
            for run in self._journals.added_to():
                transaction.receipt(run, CLOSED)

    def catch_up(self, journal: str) -> None:
        """Take over what the receipts know and the ledger does not.

        Raises:
            LedgerError: the ledger cannot be written.
        """
        with self.transaction() as transaction:
            transaction.verify(journal)

    def leave_no_trace(self) -> None:
        """Have nothing in the ledger's files of what its tables no longer hold.

        Raises:
            LedgerError: it cannot be written, or somebody goes on reading what it was before.
        """
        with self._one_at_a_time, told("cleaned"), self._turns:
            if self._refusal:
                raise LedgerError(self._refusal)
            if not is_at(self._path, self._opened):
                raise LedgerError(REPLACED)
            # What is freed is overwritten, but not what was freed before: rows that have moved leave copies behind.
            self._connection.execute("PRAGMA secure_delete = ON").fetchall()
            self._connection.execute("VACUUM")
            self._connection.execute(
                "PRAGMA busy_timeout = 2000"
            ).fetchall()  # ms: whoever reads a page is done by then
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._connection.execute("PRAGMA busy_timeout = 10000").fetchall()
            if busy:
                raise LedgerError(_READ)

    def close(self) -> None:
        """Finish what was asked for, and close. What is asked for later fails."""
        if self._is_closed:
            return
        self._is_closed = True
        self._requests.end()
        self._thread.join()
        self._say_closed()
        self._refusal = self._refusal or _CLOSED
        with self._one_at_a_time, self._turns:
            self._connection.close()  # which moves what the log holds into the file
        self._journals.close()
        self._turns.close()


def _attempt(request: Request, transaction: Transaction) -> Done:
    """It judges before it changes anything."""
    try:
        return request.work(transaction, *request.arguments), None
    except UnicodeDecodeError:  # a ValueError, but what cannot be decoded is the ledger
        raise
    except (ImpossibleMove, ValueError, LookupError) as fault:
        return None, fault


class Unwritable:
    """Stands where a writer would in a ledger that was opened for reading."""

    def ask(self, work: Callable[[Transaction, *Arguments], T], *arguments: *Arguments) -> Answer[T]:
        """An answer that has failed."""
        answer: Answer[T] = Answer()
        answer.fail(LedgerError(_READING))
        return answer

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Raises LedgerError."""
        raise LedgerError(_READING)

    def leave_no_trace(self) -> None:
        """Raises LedgerError."""
        raise LedgerError(_READING)

    def catch_up(self, journal: str) -> None:
        """Nothing: whoever writes does that."""

    def close(self) -> None:
        """Nothing is open."""
