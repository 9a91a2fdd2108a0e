"""The file of links and sessions, var/sessions.db: made when first written, and readable by its owner alone.

Rule: it can be taken away at any time, and then everybody signs in again. So no backup has it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from composer.problems import LedgerError

FILE = "sessions.db"
_VERSION = 1
_TURN = Lock()  # SQLite would have the threads of this process sleep and try again; here they wait in a row
_SCHEMA = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection to look with, which makes and changes nothing; None: there is no file yet.

    Raises:
        LedgerError: the file cannot be read.
    """
    if not path.exists():
        yield None
        return
    with _told(path), closing(_connected(path)) as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that alone writes, until the block ends; all of it is done then, or with an exception nothing.

    Raises:
        LedgerError: the file cannot be written.
    """
    with _told(path), _TURN:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        with closing(_connected(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                _make(connection)
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA secure_delete = ON")  # who is forgotten is not in what is free, either
    return connection


def _make(connection: sqlite3.Connection) -> None:
    """The tables, in a file that has none."""
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    elif version != _VERSION:
        raise sqlite3.DatabaseError


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite and the system say, put into words; SQLite's own may quote a row."""
    try:
        yield
    except (sqlite3.Error, OSError) as fault:
        why = getattr(fault, "sqlite_errorname", "") or getattr(fault, "strerror", "") or "it is of another version"
        raise LedgerError(
            f"Nobody can sign in now: var/{path.name} cannot be used ({why}). See that the disk works and var/ is "
            f"writable; if it is damaged, remove it, and everybody signs in again."
        ) from None
