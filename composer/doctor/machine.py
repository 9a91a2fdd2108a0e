"""What this machine brings: Python, SQLite, the file system under var/, room, the secret, the clock.

Rule: what is tried here is tried in a folder of its own that is gone afterwards; nothing of the workspace changes.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import composer
from composer.doctor.findings import Finding, Group, Level
from composer.doctor.mounts import MOUNTS, FileSystem, file_system
from composer.pipeline.books import reading_books
from composer.problems import ComposerError
from composer.tokens import load_secret

_ROOM = 200_000_000  # bytes
_SAFE_SQLITE = (3, 51, 3)
_PATIENCE = 3.0  # seconds for a program to answer


async def examine_machine(root: Path, now: datetime, mounts: Path = MOUNTS) -> list[Finding]:
    """Everything about this machine that a send from the workspace at `root` depends on."""
    still, clock = await asyncio.gather(asyncio.to_thread(_still, root, now, mounts), _synchronised())
    return [*still, *clock]


def _still(root: Path, now: datetime, mounts: Path) -> list[Finding]:
    folder = _state_folder(root)
    return [
        _python(),
        _sqlite(),
        _database(folder, file_system(folder, mounts)),
        of_room(shutil.disk_usage(folder).free),
        _secret(root / "var" / "secret"),
        _books(root),
        _clock(root, now),
    ]


def _finding(check: str, level: Level, found: str, fix: str = "") -> Finding:
    return Finding(Group.MACHINE, check, level, found, fix)


def _state_folder(root: Path) -> Path:
    """Where the ledger is, or will be made."""
    return root / "var" if (root / "var").is_dir() else root


def _python() -> Finding:
    """Python's mail headers had holes in older patches; ours are folded by hand, so this is told, not judged."""
    return _finding("Python", Level.FINE, ".".join(map(str, sys.version_info[:3])))


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= _SAFE_SQLITE:
        return _finding("SQLite", Level.FINE, version)
    found = (
        f"{version}; before 3.51.3, two writers at the same instant could damage a database (the WAL-reset bug). "
        "Composer has one writer at a time, under a lock"
    )
    return _finding("SQLite", Level.FINE, found, "Let no other program write to var/ledger.db.")


def _database(folder: Path, kind: FileSystem | None) -> Finding:
    """Whether the ledger can be kept here: a database in WAL mode is made, written to and taken away again."""
    if kind is not None and kind.remote:
        found = f"{folder} is on a network file system ({kind.name}), where SQLite's ledger is not safe"
        return _finding("var/", Level.ERROR, found, "Keep the workspace on a disk of this machine.")
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".doctor-") as trial:
            mode = _journal_mode(Path(trial) / "trial.db")
    except (OSError, sqlite3.Error) as error:
        found = f"a ledger cannot be kept in {folder}: {_words(error)}"
        return _finding("var/", Level.ERROR, found, "Make it writable for who runs Composer, on a disk with room.")
    if mode != "wal":
        found = f"SQLite's journal is {mode} in {folder}, not wal"
        return _finding("var/", Level.ERROR, found, "Keep the workspace on a disk of this machine.")
    return _finding("var/", Level.FINE, f"writable, SQLite's WAL works{f', {kind.name}' if kind else ''}")


def _journal_mode(path: Path) -> str:
    with closing(sqlite3.connect(path, timeout=_PATIENCE)) as trial:
        mode = str(trial.execute("PRAGMA journal_mode = wal").fetchone()[0])
        trial.execute("CREATE TABLE trial (row INTEGER)")
        trial.execute("INSERT INTO trial VALUES (1)")
        trial.commit()
    return mode


def _words(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def of_room(free: int) -> Finding:
    """Judge the bytes that are free where the ledger and its receipts grow."""
    found = f"{free / 1e6:,.0f} MB free"
    if free < _ROOM:
        return _finding("room", Level.WARNING, found, f"Make room: {_ROOM / 1e6:.0f} MB keep a send from stopping.")
    return _finding("room", Level.FINE, found)


def _books(root: Path) -> Finding:
    """Whether the ledger can be read and knows every run that issues/sent/ tells of."""
    try:
        with reading_books(root) as ledger:
            runs = len(ledger.runs()) if ledger else 0
    except ComposerError as error:
        found, _, fix = str(error).partition(". ")
        return _finding("ledger", Level.ERROR, found, fix)
    return _finding("ledger", Level.FINE, f"runs: {runs:,}" if runs else "nothing was sent from here yet")


def _secret(path: Path) -> Finding:
    """Whether the key of the unsubscribe links is there and nobody else's to read. It is never made here."""
    if not path.exists():
        return _finding("var/secret", Level.FINE, "not there; the first send from a workspace makes it")
    try:
        load_secret(path)
    except ComposerError as error:
        found, _, fix = str(error).partition(". ")
        return _finding("var/secret", Level.ERROR, found, fix)
    except OSError as error:
        fix = "Run Composer as the user that the workspace belongs to."
        return _finding("var/secret", Level.ERROR, f"cannot be read: {_words(error)}", fix)
    return _finding("var/secret", Level.FINE, "there, and only its owner can read it")


_SLACK = timedelta(minutes=5)  # what a file server's clock may be ahead


def _clock(root: Path, now: datetime) -> Finding:
    """Whether the clock is behind what has certainly happened already.

    What has happened: this version was installed, the workspace's files were written. So a clock that is slow by
    more than the time since the last change is seen; one that is fast is not, and nothing here asks a time server.
    """
    newest = max(_written_at(_marks(root)), default=datetime.min.replace(tzinfo=UTC))
    if now < newest - _SLACK:
        found = f"it says {now:%Y-%m-%d %H:%M} UTC, but a file was written at {newest:%Y-%m-%d %H:%M} UTC"
        fix = "Set the clock: letters carry its time, and mail programs hide or refuse what is from the past."
        return _finding("clock", Level.WARNING, found, fix)
    return _finding("clock", Level.FINE, f"{now:%Y-%m-%d %H:%M} UTC, later than everything written here")


def _marks(root: Path) -> Iterator[Path]:
    yield from (Path(composer.__file__), root / "newsletter.yaml", root / "var" / "ledger.db")
    yield from root.glob("issues/*.yaml")
    yield from root.glob("issues/sent/*.json")


def _written_at(paths: Iterable[Path]) -> Iterator[datetime]:
    for path in paths:
        try:
            yield datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, OverflowError, ValueError):
            continue


async def _synchronised() -> list[Finding]:
    """What systemd knows of the clock; nothing where there is no systemd to ask."""
    said = await _timedatectl()
    if said == "yes":
        return [_finding("time server", Level.FINE, "the clock is kept right by a time server")]
    if said == "no":
        found = "the clock is not kept right by a time server"
        return [_finding("time server", Level.WARNING, found, "Switch it on: timedatectl set-ntp true")]
    return []


async def _timedatectl() -> str:
    program = shutil.which("timedatectl")
    if program is None:
        return ""
    quiet = asyncio.subprocess.DEVNULL
    arguments = ("show", "-p", "NTPSynchronized", "--value")
    asked = await asyncio.create_subprocess_exec(
        program, *arguments, stdin=quiet, stdout=asyncio.subprocess.PIPE, stderr=quiet
    )
    try:
        said, _ = await asyncio.wait_for(asked.communicate(), _PATIENCE)
    except TimeoutError:
        asked.kill()
        await asked.wait()
        return ""
    return said.decode(errors="replace").strip()
