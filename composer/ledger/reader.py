"""Reading: its own connection, which never writes, so that nobody who looks waits for who writes."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any

from composer.ledger.database import told
from composer.ledger.statements import SQL

Found = tuple[Any, ...]


class Reader:
    """Answers named statements from the newest committed state; any thread may ask."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._one_at_a_time = threading.Lock()

    def rows(self, name: str, *values: str | int | None) -> list[Found]:
        """The rows a statement finds.

        Raises:
            LedgerError: the ledger cannot be read.
        """
        with self._one_at_a_time, told():
            return self._connection.execute(SQL[name], values).fetchall()

    def row(self, name: str, *values: str | int | None) -> Found | None:
        """The one row a statement finds, if there is one.

        Raises:
            LedgerError: the ledger cannot be read.
        """
        found = self.rows(name, *values)
        return found[0] if found else None

    def close(self) -> None:
        """Done with it."""
        with self._one_at_a_time:
            self._connection.close()
