"""A backup: the ledger, its receipts and the secret in one file.

Rule: a copy is taken between two transactions, so that its parts agree; nobody has to wait while it is compressed. The
file appears whole or not at all.
"""

from __future__ import annotations

import errno
import fcntl
import gzip
import os
import re
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from composer.files import sync_folder
from composer.ledger.database import FILE, connect, judge, told
from composer.ledger.opening import is_there
from composer.ledger.putting import SIGNER
from composer.ledger.receipts import FOLDER, journals, path_of
from composer.ledger.seals import DamagedError
from composer.ledger.staging import staging, turn
from composer.ledger.statements import SQL
from composer.problems import LedgerError, UsageError

_MEMBER = re.compile(rf"{SIGNER}|{re.escape(FILE)}|{FOLDER}/(?:[0-9]{{1,6}}-[0-9]{{1,6}}|suppressions)\.jsonl")
_BLOCK = 1 << 20
_LEVEL = 6  # of gzip
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS})  # a stick's file system has none


def has_ledger(var: Path) -> bool:
    """Whether there is anything at all of a ledger here."""
    return is_there(var / FILE)


def write_backup(var: Path, file: Path) -> None:
    """Put the ledger, receipts and secret into `file`, for its owner's eyes alone; it must not be there yet.

    Raises:
        LedgerError: there is no ledger, or it cannot be read.
        UsageError: `file` is there, or cannot be written.
    """
    if not has_ledger(var):
        raise LedgerError("There is no ledger here yet, so there is nothing to back up.")
    with _copies(var) as folder:
        try:
            compress(folder, file, _name)
        except FileExistsError:
            raise UsageError(f"{file} is there already; a backup overwrites nothing") from None
        except OSError as error:
            raise UsageError(f"the backup cannot be written in {file.parent}: {error.strerror or error}") from error


@contextmanager
def _copies(var: Path) -> Iterator[Path]:
    """A folder laid out as `var`, with copies that agree."""
    with ExitStack() as until_done:
        with told("backed up"), turn(var):
            folder = until_done.enter_context(staging(var, "backup"))
            _copy(var, folder)
        yield folder


def _copy(var: Path, folder: Path) -> None:
    (folder / FOLDER).mkdir(mode=0o700)
    shutil.copyfile(var / SIGNER, folder / SIGNER)
    for name in journals(var):
        shutil.copyfile(path_of(var, name), path_of(folder, name))
    with closing(connect(var / FILE, writing=False)) as reading, closing(sqlite3.connect(folder / FILE)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")


def compress(folder: Path, file: Path, put: Callable[[Path, Path], object]) -> None:
    """Write beside `file` first, and `put` that there: what a killed process leaves beside it blocks nobody, and the
    next one writes over it."""
    beside = beside_of(file)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as writing:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(handle, 0o600)
        os.ftruncate(handle, 0)
        try:
            _archive(folder, writing)
            put(beside, file)
        finally:
            beside.unlink(missing_ok=True)
    sync_folder(file.parent)


def beside_of(file: Path) -> Path:
    """Where a backup is written before it is whole."""
    return file.with_name(f".{file.name}.part")


def _archive(folder: Path, writing: BinaryIO) -> None:
    with tarfile.open(fileobj=writing, mode="w:gz", compresslevel=_LEVEL) as archive:
        for name in (SIGNER, *(f"{FOLDER}/{name}.jsonl" for name in journals(folder)), FILE):
            archive.add(folder / name, name)
    writing.flush()
    os.fsync(writing.fileno())


def _name(beside: Path, file: Path) -> None:
    """Give what is written its name, unless the name is taken."""
    try:
        os.link(beside, file)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with file.open("xb"):
            beside.replace(file)


def unpack_backup(file: Path, folder: Path) -> None:
    """Put what a backup holds into `folder`, laid out as `var`.

    Raises:
        LedgerError: it is none, or damaged.
        UsageError: it cannot be opened.
        OSError: it cannot be read, or unpacked.
    """
    (folder / FOLDER).mkdir(mode=0o700, parents=True)
    try:
        reading = file.open("rb")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    try:
        with reading, tarfile.open(fileobj=reading, mode="r:gz") as archive:
            for member in archive:
                _unpack(archive, member, folder, file.name)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
        raise LedgerError(f"{file.name} is no backup, or is damaged. Take another one.") from error
    if not all((folder / name).exists() for name in (SIGNER, FILE)):
        raise LedgerError(f"{file.name} is no whole backup: the ledger or the secret is missing. Take another one.")


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, backup: str) -> None:
    """One member, of those there are in a backup; a name that leads elsewhere is none of them."""
    reading = (
        archive.extractfile(member)
        if member.isreg() and not member.issparse() and _MEMBER.fullmatch(member.name)
        else None
    )
    if reading is None:
        raise LedgerError(f"{backup} is no backup of Composer's: it holds other things.")
    handle = os.open(folder / member.name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with reading, os.fdopen(handle, "wb") as writing:
        shutil.copyfileobj(reading, writing, _BLOCK)
        writing.flush()
        os.fsync(writing.fileno())


def people_of(folder: Path, fingerprint: str, backup: str) -> dict[str, tuple[str, str]]:
    """The address and name of everybody whom an unpacked ledger knows, by key.

    Raises:
        LedgerError: it is damaged, of a newer Composer, or does not go with the secret beside it.
    """
    try:
        with told(), closing(connect(folder / FILE, writing=False)) as reading:
            judge(reading, fingerprint)
            found = reading.execute(SQL["letters.people"])
            return {person: (address, name) for person, address, name in found if address}
    except DamagedError:
        raise LedgerError(f"The ledger in {backup} is damaged. Take another backup.") from None
