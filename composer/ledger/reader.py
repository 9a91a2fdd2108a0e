"""Reading: its own connection, which never writes, so that nobody who looks waits for who writes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from composer.ledger.database import told
from composer.ledger.seals import Columns
from composer.ledger.statements import SQL


class Reader:
    """Answers named statements, each from the newest committed state; any thread may ask."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._one_at_a_time = threading.RLock()

    def rows(self, name: str, *values: str | int | None) -> list[Columns]:
        """The rows a statement finds.

        Raises:
            LedgerError: the ledger cannot be read.
        """
        with self._one_at_a_time, told():
            return self._connection.execute(SQL[name], values).fetchall()

    def row(self, name: str, *values: str | int | None) -> Columns | None:
        """The one row a statement finds, if there is one.

        Raises:
            LedgerError: the ledger cannot be read.
        """
        found = self.rows(name, *values)
        return found[0] if found else None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Whatever this thread asks inside is answered from one committed state; other threads wait.

        Raises:
            LedgerError: the ledger cannot be read.
        """
        with self._one_at_a_time, told():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.rollback()

    def close(self) -> None:
        """Done with it."""
        with self._one_at_a_time:
            self._connection.close()
