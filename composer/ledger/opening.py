"""Opening a ledger: it must hold every run that is known, or nothing goes out.

Rule: what is missing, empty or damaged refuses, and is never taken for a ledger of nobody. A new ledger is made only
where nothing says that there ever was one. Reading through all of it keeps nobody else from writing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Container, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from composer.ledger.database import (
    BESIDE,
    FILE,
    LOCK,
    VERSION,
    connect,
    create,
    empty,
    is_at,
    judge,
    judge_file,
    judge_version,
    keeps_log,
    migrate,
    told,
    version_of,
)
from composer.ledger.reader import Reader
from composer.ledger.receipts import FOLDER, SUPPRESSIONS, Entry, entries, journals, path_of, set_aside
from composer.ledger.records import found_run, suppression_of
from composer.ledger.sqlite import SqliteLedger
from composer.ledger.statements import SQL
from composer.ledger.writer import REPLACED, Unwritable, Writer
from composer.locks import Turns
from composer.model import State
from composer.problems import LedgerError

_NAMED = 5  # runs at most in a message


def open_ledger(var: Path, fingerprint: str, known: Mapping[str, str]) -> SqliteLedger:
    """The ledger of the workspace whose machine state is in `var`, for reading and writing.

    `fingerprint` is of the workspace's secret. `known` maps the runs that are known to have been begun to the hash of
    what they say.

    Raises:
        LedgerError: it is missing, damaged, of another workspace, or does not hold what is known.
    """
    path = var / FILE
    with told("opened"), ExitStack() as undone:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        (var / FOLDER).mkdir(mode=0o700, exist_ok=True)
        undone.callback((turns := Turns(var / LOCK)).close)
        if not keeps_log(path):
            with turns:
                _prepare(var, fingerprint, known)
        judged = path.stat()
        undone.callback((reading := sound(var, fingerprint, known)).close)
        with turns:
            if not is_at(path, judged):
                raise LedgerError(REPLACED)
            undone.callback((writing := connect(path, writing=True)).close)
            judge_version(writing)  # a newer Composer may have had the turn meanwhile
            migrate(writing, fingerprint)
            set_unbegun_aside(writing, var)
        ledger = SqliteLedger(fingerprint, Reader(reading), writer := Writer(var, writing, turns, judged))
        undone.pop_all()
        undone.callback(ledger.close)
        writer.catch_up(SUPPRESSIONS)
        undone.pop_all()
    return ledger


def _prepare(var: Path, fingerprint: str, known: Mapping[str, str]) -> None:
    """Make the ledger where there never was one, and have it keep a log, so that it can be read while it is written."""
    path = var / FILE
    if not is_there(path):
        refuse_if_known(var, known)
        create(path, fingerprint)
    sound(var, fingerprint, known).close()
    connect(path, writing=True).close()


def sound(var: Path, fingerprint: str, known: Mapping[str, str]) -> sqlite3.Connection:
    """A connection that reads, to a ledger that has been judged; judging changes nothing in it.

    Raises:
        LedgerError: it is damaged, of another workspace, or does not hold what is known.
        sqlite3.Error: it cannot be read.
        OSError: likewise.
    """
    path = var / FILE
    judge_file(path)
    connection = connect(path, writing=False)
    try:
        judge(connection, fingerprint)
        judge_runs(connection, var, known)
    except BaseException:
        connection.close()
        raise
    return connection


def is_there(path: Path) -> bool:
    """Whether there is anything at all of a ledger."""
    return any(os.path.lexists(f"{path}{end}") for end in ("", *BESIDE))


def refuse_if_known(var: Path, known: Mapping[str, str]) -> None:
    """There is no ledger: see that there never was one.

    Raises:
        LedgerError: there was.
    """
    lost = sorted(known) or [name for name in journals(var) if path_of(var, name).stat().st_size]
    if lost:
        raise LedgerError(
            f"The ledger {FILE} is missing, and it knew who has got what and who has unsubscribed ({_some(lost)}). "
            f"Nothing was sent. {_recovery(var, lost)}"
        )


def _never_was(var: Path, known: Mapping[str, str]) -> bool:
    """Whether there is no ledger, and rightly so. Raises as `refuse_if_known` does."""
    if is_there(var / FILE):
        return False
    try:
        with told("opened"):
            refuse_if_known(var, known)
    except LedgerError:
        if is_there(var / FILE):  # it was made since we looked
            return False
        raise
    return True


def _recovery(var: Path, lost: Iterable[str]) -> str:
    """How to go on without what is lost."""
    if set(lost).issubset(journals(var)):
        return "Make it again from its receipts with `composer rebuild`."
    return "Its receipts are missing too: put back a backup with `composer restore FILE`."


def judge_runs(connection: sqlite3.Connection, var: Path, known: Mapping[str, str]) -> None:
    """See that the ledger holds every run that is known, and who wants nothing more.

    Raises:
        LedgerError: it does not.
        sqlite3.Error: it cannot be read.
    """
    for found in connection.execute(SQL["suppressions.all"]):
        suppression_of(found)
    held = _held(connection)
    if lost := known.keys() - held.keys() | _begun(var, held):
        held = _held(connection)  # a run that has begun since may have receipts already
        lost -= held.keys()
    if lost:
        raise LedgerError(
            f"The ledger does not know what was sent already ({_some(sorted(lost))}). It may be an old copy. Nothing "
            f"was sent. {_recovery(var, lost)}"
        )
    if other := sorted(run for run in known if known[run] != held[run]):
        raise LedgerError(
            f"The ledger tells of another {_some(other)} than issues/sent/ does: they are not of the same workspace. "
            "Put back the ledger that belongs to it with `composer restore FILE`."
        )


def _held(connection: sqlite3.Connection) -> dict[str, str]:
    """The hash of what each run says that is in the newest committed state."""
    return {row.run: row.content for row in map(found_run, connection.execute(SQL["runs.all"]).fetchall())}


def set_unbegun_aside(connection: sqlite3.Connection, var: Path) -> None:
    """Receipts of a run that the ledger does not hold are left by a beginning that never was committed."""
    for name in journals(var):
        if name != SUPPRESSIONS and not connection.execute(SQL["runs.named"], (name,)).fetchone():
            set_aside(path_of(var, name), "never-begun")


def _begun(var: Path, held: Container[str]) -> set[str]:
    """The runs that the ledger does not hold, though by their receipts somebody has got a letter of them."""
    unknown = (name for name in journals(var) if name != SUPPRESSIONS and name not in held)
    return {name for name in unknown if _has_left(path_of(var, name))}


def _has_left(path: Path) -> bool:
    """Whether by these receipts somebody has got a letter. A beginning that failed takes its receipts back."""
    with suppress(FileNotFoundError):
        return any(_tells(entry) for entry, _ in entries(path))
    return False


def _tells(entry: Entry | None) -> bool:
    """Whether a line is, or may have been, one that says a letter has left."""
    return entry is None or entry.get("to") == State.HANDED_OVER


def _some(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def read_ledger(var: Path, fingerprint: str, known: Mapping[str, str]) -> SqliteLedger:
    """The same, for reading only: nothing is made, and whatever would write fails with LedgerError.

    Where there is no ledger yet, it holds nothing.

    Raises:
        LedgerError: as `open_ledger`.
    """
    path = var / FILE
    if _never_was(var, known):
        return SqliteLedger(fingerprint, Reader(empty(fingerprint)), Unwritable())
    with told("opened"):
        connection = sound(var, fingerprint, known)
    if version_of(connection) < VERSION:
        connection.close()
        open_ledger(var, fingerprint, known).close()
        connection = connect(path, writing=False)
    return SqliteLedger(fingerprint, Reader(connection), Unwritable())
