"""The ledger's file: how it is opened, judged sound, and brought to this version.

Rule: exactly one connection writes or checkpoints at a time, which the turns at `ledger.lock` keep: SQLite
before 3.51.3 can lose committed transactions when two do so at once.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from composer.files import sync_folder
from composer.ledger.seals import DamagedError, damaged
from composer.ledger.statements import MIGRATIONS, SQL
from composer.problems import LedgerError

FILE = "ledger.db"
LOCK = "ledger.lock"
BESIDE = ("-wal", "-shm")  # what SQLite keeps beside the file
VERSION = max(MIGRATIONS)

_APPLICATION = 0x434F4D50  # "COMP", in the file's header: which program's it is
_CACHE = 40_000  # KiB, when needed: the index of a million people's keys is filled in no order
_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


# What says that a ledger cannot be got at; whatever else SQLite finds wrong with it is damage.
_OUT_OF_REACH = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL,
})  # fmt: skip

# What reading and writing may raise. A message of SQLite's that quotes rubbish cannot be decoded.
Fault = sqlite3.Error | OSError | UnicodeDecodeError
FAULTS = (sqlite3.Error, OSError, UnicodeDecodeError)


@contextmanager
def told(doing: str = "read") -> Iterator[None]:
    """What SQLite and the system say, put into words.

    Raises:
        LedgerError: the ledger, or its receipts, cannot be read or written.
    """
    try:
        yield
    except FAULTS as fault:
        raise in_words(fault, doing) from None


def in_words(fault: Fault, doing: str) -> LedgerError:
    """What has happened to the ledger, and what to do. SQLite's own words may quote a row, so they are left out."""
    if _is_full(fault):
        return LedgerError(
            "The ledger cannot be written: the disk is full, or a limit on the size of files is reached. Free some "
            "space, then run the same command again; nobody is lost."
        )
    if isinstance(fault, OSError):
        return _out_of_reach(fault.strerror or "input/output error", doing)
    if isinstance(fault, sqlite3.ProgrammingError):
        return LedgerError("The ledger is closed. Open it again.")
    name = getattr(fault, "sqlite_errorname", "unreadable text")
    if getattr(fault, "sqlite_errorcode", 0) & 0xFF in _OUT_OF_REACH:  # the low byte is the kind of error
        return _out_of_reach(name, doing)
    return DamagedError(damaged(name))


def _out_of_reach(why: str, doing: str) -> LedgerError:
    return LedgerError(
        f"The ledger cannot be {doing} ({why}). See that the disk works and that var/ is writable, then run the same "
        "command again; nobody is lost."
    )


def _is_full(fault: Fault) -> bool:
    if isinstance(fault, OSError):
        return fault.errno in _FULL_DISK
    code = getattr(fault, "sqlite_errorcode", 0)  # some errors of the module itself have none
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)


def connect(path: Path, *, writing: bool) -> sqlite3.Connection:
    """A connection to the file at `path`, which must be there. Whoever writes has the turn.

    Raises:
        sqlite3.Error: it is no database.
    """
    mode = "rw" if writing else "ro"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        _set_up(connection, writing=writing)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection, *, writing: bool) -> None:
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA mmap_size = 0")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    if writing:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")


def create(path: Path, fingerprint: str) -> None:
    """A new ledger at `path`, which appears there whole. Whoever makes it has the turn.

    Raises:
        sqlite3.Error: it cannot be written.
        OSError: likewise.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        migrate(connection, fingerprint)
    fresh.rename(path)
    sync_folder(path.parent)


def empty(fingerprint: str) -> sqlite3.Connection:
    """A ledger that is nowhere and holds nothing, for whoever only wants to look."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(connection, fingerprint)
    return connection


def migrate(connection: sqlite3.Connection, fingerprint: str, to: int = VERSION) -> None:
    """Bring the ledger to this version, or to an earlier one, each step whole or not at all."""
    for version in range(version_of(connection) + 1, to + 1):
        with transaction(connection):
            for statement in _each(MIGRATIONS[version]):
                connection.execute(statement)
            if version == 1:
                connection.execute(SQL["workspace.add"], (fingerprint,))
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {version}")


def _each(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit what is open."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def version_of(connection: sqlite3.Connection) -> int:
    """Which migration the ledger has come to."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_at(path: Path, opened: os.stat_result) -> bool:
    """Whether the file that was opened is still the one at `path`, or another has been put in its place since."""
    try:
        return os.path.samestat(path.stat(), opened)
    except FileNotFoundError:
        return False


def keeps_log(path: Path) -> bool:
    """Whether it is a ledger that can be written while it is read: not one that was just made, or made again."""
    if not path.is_file():
        return False
    try:
        # Asked of SQLite: its locks on a file end when this process closes any handle of its own on it.
        with closing(connect(path, writing=False)) as connection:
            return bool(connection.execute("PRAGMA journal_mode").fetchone() == ("wal",))
    except sqlite3.Error:
        return False


def judge_file(path: Path) -> None:
    """See that what is at `path` may be a ledger at all.

    Raises:
        DamagedError: it is gone, empty, or no plain file.
        OSError: it cannot be looked at.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        raise DamagedError(damaged(f"{path.name} is missing, and the log beside it is there")) from None
    if not stat.S_ISREG(found.st_mode):
        raise DamagedError(damaged(f"{path.name} is not a plain file"))
    if found.st_size == 0:
        raise DamagedError(damaged(f"{path.name} is empty"))


def judge_version(connection: sqlite3.Connection) -> None:
    """See that this program knows the ledger's version.

    Raises:
        LedgerError: a newer one wrote it.
    """
    if version_of(connection) > VERSION:
        raise LedgerError(
            f"The ledger is of version {version_of(connection)}, and this Composer knows versions up to {VERSION}. "
            "Install the Composer that wrote it, or a newer one."
        )


def schema_of(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    """Every table, index, view and trigger, as it was made. A trigger that is not ours would move letters by itself."""
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


@cache
def _schema(version: int) -> list[tuple[str, str, str, str | None]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        migrate(made, "", to=version)
        return schema_of(made)


def judge(connection: sqlite3.Connection, fingerprint: str) -> None:
    """See that the ledger is ours, sound, of a version this program knows, and of this workspace.

    Raises:
        LedgerError: it is not.
        sqlite3.Error: it cannot be read.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        raise DamagedError(damaged("it is another program's database"))
    judge_version(connection)
    if schema_of(connection) != _schema(version_of(connection)):
        raise DamagedError(damaged("its tables are not those that Composer makes"))
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
        raise DamagedError(damaged("its tables do not hold together"))
    if connection.execute(SQL["workspace.all"]).fetchall() != [(fingerprint,)]:
        raise LedgerError(
            "The ledger was kept with another var/secret than the one that is there now, so nobody in it can be "
            "recognised. Put var/secret back from a backup; `composer restore FILE` does."
        )
