"""A workspace's state with a backup of it, and processes that are killed while they bring it back."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from composer.ledger import Ledger, open_ledger, restore, write_backup
from composer.model import State
from composer.tokens import Secret

from .made import LATER, NOW, RENDERINGS, accept, claim, copied, key, people, run

SECRET = Secret(b"s" * 32)
KNOWN = {"391-1": run().content}
ADDRESSES = {person.key: (person.address, person.name) for person in people(13)}
OPTED_OUT = {key(10), key(11)}  # one before the backup, one after
_STEPS = frozenset({"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "tempfile.mkdtemp"})


def opened(var: Path) -> Ledger:
    """The ledger of the workspace."""
    return open_ledger(var, SECRET.fingerprint, KNOWN)


def begun(var: Path, secret: bytes = b"s" * 32) -> Path:
    """A run of twelve people, of whom four have got their letter and one has left."""
    var.mkdir(mode=0o700)
    (var / "secret").write_bytes(secret)
    (var / "secret").chmod(0o600)
    with open_ledger(var, Secret(secret).fingerprint, {}) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(12))
        accept(books, *claim(books, 4))
        ledger.suppress(key(10), "", "asked to", NOW)
    return var


def gone_on(var: Path) -> Path:
    """What happened after the backup: three more letters, a latecomer's, and one more who has left."""
    with opened(var) as ledger:
        books = ledger.books("391-1")
        books.add(people(13)[12:])
        claimed = claim(books, 100)
        accept(books, *claimed[:3], key(12))
        books.recover(NOW)
        ledger.suppress(key(11), "", "asked to", NOW)
    return var


def lose(var: Path) -> Path:
    """The ledger is gone, with what SQLite keeps beside it."""
    for path in var.glob("ledger.db*"):
        path.unlink()
    return var


def kept(var: Path, file: Path) -> Path:
    """A backup."""
    write_backup(var, file)
    return file


def back(var: Path, file: Path) -> list[str]:
    """Restore a backup."""
    return restore(var, file, KNOWN, lambda _: ADDRESSES)


def stand(ledger: Ledger) -> dict[str, State]:
    """How everybody's letter stands, by key."""
    return {delivery.key: delivery.state for delivery in ledger.books("391-1").standing()}


def opted_out(ledger: Ledger) -> set[str]:
    """Who wants nothing more."""
    return {suppression.key for suppression in ledger.suppressions()}


def claimable(ledger: Ledger) -> set[str]:
    """Who would get a letter if the run went on."""
    return set(claim(ledger.books("391-1"), 100, LATER))


def killed_everywhere(var: Path, folder: Path, work: Callable[[Path], object]) -> Iterator[Path]:
    """Copies of `var`, in each of which the work was killed before another of its steps on files."""
    for point in itertools.count():
        copy = copied(var, folder / str(point))
        if not _killed_at(point, copy, work):
            shutil.rmtree(copy)
            return
        yield copy


def _killed_at(point: int, var: Path, work: Callable[[Path], object]) -> bool:
    """Whether the work, as a process of its own, was killed, having come that far."""
    child = os.fork()
    if child == 0:
        _work_until(point, var, work)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def _work_until(point: int, var: Path, work: Callable[[Path], object]) -> None:
    steps = itertools.count()

    def step(event: str, _: object) -> None:
        if event in _STEPS and next(steps) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)
    try:
        work(var)
        os._exit(0)
    finally:
        os._exit(1)


def of_version(var: Path, version: int) -> None:
    """A Composer of another version has written the ledger."""
    with closing(sqlite3.connect(var / "ledger.db")) as connection, connection:
        connection.execute(f"PRAGMA user_version = {version}")


def files(folder: Path) -> dict[str, bytes]:
    """All files, but for locks."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
