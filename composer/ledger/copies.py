"""A backup: the ledger, its receipts and the secret in one file.

Rule: a copy is taken between two transactions, so that its parts agree. What a backup says is a past: whoever restores
it must not take it for the present.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from composer.files import sync_folder
from composer.ledger.database import FILE, LOCK, connect, told
from composer.ledger.opening import is_there
from composer.ledger.receipts import FOLDER, journals, path_of, set_aside
from composer.ledger.statements import SQL
from composer.locks import Turns
from composer.problems import LedgerError

SIGNER = "secret"

_MEMBER = re.compile(rf"{SIGNER}|{re.escape(FILE)}|{FOLDER}/(?:[0-9]{{1,6}}-[0-9]{{1,6}}|suppressions)\.jsonl")
_BLOCK = 1 << 20


def write_backup(var: Path, file: Path) -> None:
    """Put the ledger, receipts and secret into `file`, for its owner's eyes alone; it must not be there yet.

    Raises:
        LedgerError: there is no ledger, or it cannot be read, or `file` cannot be written.
    """
    if not is_there(var / FILE):
        raise LedgerError("There is no ledger here yet, so there is nothing to back up.")
    with told("backed up"), closing(Turns(var / LOCK)) as turns, turns:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(handle, "wb") as writing:
                with tarfile.open(fileobj=writing, mode="w:gz") as archive:
                    _add_members(archive, var)
                writing.flush()
                os.fsync(writing.fileno())
        except BaseException:
            file.unlink()
            raise
        sync_folder(file.parent)


def _add_members(archive: tarfile.TarFile, var: Path) -> None:
    archive.add(var / SIGNER, SIGNER)
    for name in journals(var):
        archive.add(path_of(var, name), f"{FOLDER}/{name}.jsonl")
    with tempfile.TemporaryDirectory(dir=var, prefix=".backup.") as folder:
        copy = Path(folder) / FILE
        with closing(connect(var / FILE, writing=False)) as reading, closing(sqlite3.connect(copy)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode = DELETE")
        archive.add(copy, FILE)


def unpack_backup(file: Path, folder: Path) -> None:
    """Put what a backup holds into `folder`, laid out as `var`.

    Raises:
        LedgerError: it is none, or damaged.
        OSError: it cannot be read.
    """
    (folder / FOLDER).mkdir(mode=0o700)
    try:
        with tarfile.open(file, mode="r:gz") as archive:
            for member in archive:
                _unpack(archive, member, folder, file.name)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise LedgerError(f"{file.name} is no backup, or is damaged. Take another one.") from error
    if not all((folder / name).exists() for name in (SIGNER, FILE)):
        raise LedgerError(f"{file.name} is no whole backup: the ledger or the secret is missing. Take another one.")


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, backup: str) -> None:
    """One member, of those there are in a backup; a name that leads elsewhere is none of them."""
    reading = archive.extractfile(member) if member.isreg() and _MEMBER.fullmatch(member.name) else None
    if reading is None:
        raise LedgerError(f"{backup} is no backup of Composer's: it holds other things.")
    handle = os.open(folder / member.name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with reading, os.fdopen(handle, "wb") as writing:
        shutil.copyfileobj(reading, writing, _BLOCK)
        writing.flush()
        os.fsync(writing.fileno())


def people_of(folder: Path) -> dict[str, tuple[str, str]]:
    """The address and name of everybody whom an unpacked ledger knows, by key.

    Raises:
        LedgerError: it is damaged.
    """
    with told(), closing(connect(folder / FILE, writing=False)) as reading:
        return {person: (address, name) for person, address, name in reading.execute(SQL["letters.people"])}


def put_receipts_back(folder: Path, var: Path) -> Iterator[str]:
    """Put the receipts of an unpacked backup into their place; those there that only go on from them stay.

    Yields the name of each that was put there: what it tells of may have gone on since, and nobody knows.
    """
    (var / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in journals(folder):
        kept, here = path_of(folder, name), path_of(var, name)
        if here.exists() and _goes_on_from(kept, here):
            continue
        if here.exists():
            set_aside(here, "before-restore")
        kept.rename(here)
        yield name
    sync_folder(var / FOLDER)


def _goes_on_from(kept: Path, here: Path) -> bool:
    """Whether the file here begins with all of the one that was kept."""
    with kept.open("rb") as old, here.open("rb") as new:
        while block := old.read(_BLOCK):
            if new.read(len(block)) != block:
                return False
    return True
