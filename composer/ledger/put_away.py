"""Erase a person from what was put away: backups, and ledgers and receipts that were set aside.

Rule: a backup is unpacked, erased as the ledger is, packed again and put in its own place; until then it is as it was.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from pathlib import Path

from composer.ledger.copies import beside_of, compress, unpack_backup
from composer.ledger.database import FILE, told
from composer.ledger.opening import open_ledger
from composer.ledger.putting import SIGNER
from composer.ledger.receipts import FOLDER, SUPPRESSIONS, parsed, write_over
from composer.ledger.staging import staging, turn
from composer.model import EVERY, Why
from composer.problems import LedgerError
from composer.tokens import Secret

Spans = Callable[[mmap.mmap], Iterable[tuple[int, int]]]


def erase_backup(var: Path, file: Path, key: str, at: datetime) -> None:
    """Have a backup of this workspace hold no more of a person than that they are forgotten, since `at`.

    Raises:
        ComposerError: it is none of this workspace, or cannot be read or written; it is then as it was.
    """
    _clear_beside(file)
    if file.is_symlink() or not file.is_file():
        raise LedgerError("it is not there" if not os.path.lexists(file) else "it is no plain file")
    if file.stat().st_nlink > 1:
        raise LedgerError("it has another name too, under which it would stay as it is")
    with told("unpacked"), ExitStack() as until_done:
        with turn(var):
            folder = until_done.enter_context(staging(var, "backup"))
        unpack_backup(file, kept := folder / "kept")
        fingerprint = Secret((kept / SIGNER).read_bytes()).fingerprint
        if fingerprint != Secret((var / SIGNER).read_bytes()).fingerprint:
            raise LedgerError("it is a backup of another workspace")
        _erase_ledger(kept, fingerprint, key, at)
        compress(kept, file, Path.replace)


def _erase_ledger(var: Path, fingerprint: str, key: str, at: datetime) -> None:
    """Erase as is done where a ledger is in use, and have it be one file again."""
    with open_ledger(var, fingerprint, {}) as ledger:
        ledger.suppress(key, EVERY, Why.FORGOTTEN, at)
        ledger.erase(key, at)
    with closing(sqlite3.connect(var / FILE)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()


def holds_person(var: Path, file: Path, key: str) -> bool:
    """Whether a backup of this workspace has letters to a person that say whose they are.

    Raises:
        ComposerError: it is none of this workspace, or cannot be read.
    """
    if not file.is_file():  # a pipe would be waited for
        raise LedgerError("it is not there" if not os.path.lexists(file) else "it is no plain file")
    with told("unpacked"), ExitStack() as until_done:
        with turn(var):
            folder = until_done.enter_context(staging(var, "backup"))
        unpack_backup(file, kept := folder / "kept")
        secret = Secret((kept / SIGNER).read_bytes())
        with open_ledger(kept, secret.fingerprint, {}) as ledger:
            return any(letter.address for _, letter in ledger.letters(key))


def _clear_beside(file: Path) -> None:
    """Remove what somebody left who was killed while writing a backup; what is being written is let be."""
    beside = beside_of(file)
    if os.path.lexists(beside) and (beside.is_symlink() or not beside.is_file()):
        raise LedgerError(f"what stands beside it as {beside.name} is no plain file; remove that")
    with suppress(OSError), open(beside, "rb", opener=_at_once) as left:
        fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
        beside.unlink()


def _at_once(path: str, flags: int) -> int:
    """Open without waiting, as one would for a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


def erase_set_aside(var: Path, key: str, spans: Spans) -> list[Path]:
    """Overwrite a person in ledgers that were set aside, and take their lines out of such receipts.

    What was set aside as damaged cannot be opened, so it is gone through byte by byte: in a letter's row the address
    and name follow the key, and in that of a suppression the reason. Elsewhere `spans` knows where the
    address stands in bytes. Returns the files that were changed.

    Raises:
        LedgerError: one of them cannot be written.
    """
    row = _row_of(key)
    with told("erased"), turn(var):
        ledgers = [path for path in sorted(var.glob(f"{FILE}*.*-*")) if _overwrite(path, row, spans)]
        receipts = sorted((var / FOLDER).glob(f"{SUPPRESSIONS}.jsonl.*-*"))
        return ledgers + [path for path in receipts if _without_lines(path, key)]


def _row_of(key: str) -> re.Pattern[bytes]:
    """What stands between a key and a letter's networks or the time of a suppression."""
    row = rb"(?<=" + key.encode() + rb")[^\x00]{1,600}?(?=\[[\"\]]|[0-9]{4}-[0-9]{2}-[0-9]{2}T)"
    return re.compile(row, re.DOTALL)


def _overwrite(path: Path, row: re.Pattern[bytes], spans: Spans) -> bool:
    """Put crosses in the place of what is found. Returns whether there was anything else."""
    if path.is_symlink() or not path.is_file() or not path.stat().st_size:
        return False
    changed = False
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        for start, end in [*spans(content), *(found.span() for found in row.finditer(content))]:
            crosses = b"x" * (end - start)
            changed = changed or content[start:end] != crosses
            content[start:end] = crosses
        content.flush()
    return changed


def _without_lines(path: Path, key: str) -> bool:
    """Leave out the lines about a person; one that cannot be read is about them where it holds their key."""
    if path.is_symlink() or not path.is_file():  # a pipe would be waited for
        return False
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [found for found in lines if not _is_about(found, key)]
    if len(kept) < len(lines):
        write_over(path, kept)
    return len(kept) < len(lines)


def _is_about(found: bytes, key: str) -> bool:
    entry = parsed(found)
    return key.encode() in found if entry is None else entry.get("person") == key
