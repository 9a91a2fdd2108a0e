"""Receipts: per run a file that is only ever added to, from which the ledger can be made again.

Rule: a line is synced before the transaction it tells of is committed. The ledger remembers how much of each file it
holds, so what stands beyond that is exactly what it has yet to be told. There are no addresses in them.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from composer.files import sync_folder

FOLDER = "receipts"
SUPPRESSIONS = "suppressions"

Entry = Mapping[str, object]

_WRITTEN_AT_ONCE = 1 << 20
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Extent(NamedTuple):
    """How much of a file: its length in bytes, and the CRC-32 of these."""

    length: int
    crc: int


def line(entry: Entry) -> bytes:
    """An entry as it stands in a file: the CRC-32 of its JSON in eight digits, a space, the JSON."""
    return checked(_encode(entry).encode())


def checked(text: bytes) -> bytes:
    """The line of an entry whose JSON this is."""
    return b"%08x %s\n" % (zlib.crc32(text), text)


def parsed(found: bytes) -> Entry | None:
    """The entry of a line; None where it is not as it was written."""
    if not found.endswith(b"\n") or found[8:9] != b" ":
        return None
    text = found[9:-1]
    if found[:8] != b"%08x" % zlib.crc32(text):
        return None
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):  # a right checksum can be put before anything
        return None
    return entry if isinstance(entry, dict) else None


def path_of(var: Path, journal: str) -> Path:
    """Where the receipts of a run are, or those of the suppressions."""
    return var / FOLDER / f"{journal}.jsonl"


def journals(var: Path) -> list[str]:
    """The names of all receipts that are there."""
    return sorted(path.stem for path in (var / FOLDER).glob("*.jsonl"))


class Found(NamedTuple):
    """A line of a file: its entry, None where it is not as it was written, and where in the file it ends."""

    entry: Entry | None
    end: int


def entries(path: Path, start: int = 0) -> Iterator[Found]:
    """The lines from a place in the file on.

    What is damaged at the very end is left out: it was never synced, so nobody acted on it. So is what somebody else
    adds meanwhile.
    """
    lost: list[Found] = []
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(start)
        end = start
        for found in file:
            end += len(found)
            if end > size:
                break
            entry = parsed(found)
            if entry is None:
                lost.append(Found(None, end))
                continue
            yield from lost
            lost.clear()
            yield Found(entry, end)


def crc_between(path: Path, start: Extent, end: int) -> Extent:
    """How much of the file stands before `end`, where `start` is known."""
    crc, left = start.crc, end - start.length
    with path.open("rb") as file:
        file.seek(start.length)
        while left > 0 and (block := file.read(min(left, _WRITTEN_AT_ONCE))):
            crc, left = zlib.crc32(block, crc), left - len(block)
    return Extent(end - max(left, 0), crc)


def is_whole(path: Path, extent: Extent) -> bool:
    """Whether the file still begins with what the ledger remembers of it."""
    return crc_between(path, Extent(0, 0), extent.length) == extent


def set_aside(path: Path, why: str) -> None:
    """Keep what is at `path` under another name, where nothing looks for it."""
    path.rename(_kept_as(path, why))
    sync_folder(path.parent)


def put_in_place(fresh: Path, path: Path, why: str) -> None:
    """Put a synced file at `path`, and keep the one there under another name; one of the two is always there."""
    if path.exists():
        os.link(path, _kept_as(path, why))
    fresh.replace(path)
    sync_folder(path.parent)


def _kept_as(path: Path, why: str) -> Path:
    number = 1
    while os.path.lexists(kept := path.with_name(f"{path.name}.{why}-{number}")):
        number += 1
    return kept


def write(path: Path, lines: Iterable[bytes]) -> None:
    """A file of these lines, synced. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def write_over(path: Path, lines: Iterable[bytes]) -> None:
    """Put a file with these lines in the place of the one at `path`, of which nothing is kept.

    Raises:
        OSError: it cannot be written; the old one is then as it was.
    """
    fresh = path.with_name(f".{path.name}.new")
    write(fresh, lines)
    fresh.replace(path)
    sync_folder(path.parent)


def write_anew(path: Path, lines: Iterable[bytes], why: str) -> None:
    """Put a file with these lines in the place of the one at `path`, which is set aside.

    Raises:
        OSError: it cannot be written; the old one is then as it was.
    """
    fresh = path.with_name(f".{path.name}.new")
    write(fresh, lines)
    put_in_place(fresh, path, why)


class Journal:
    """One receipts file, open for adding to, from where the ledger's knowledge of it ends."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it. Raises OSError."""
        made = not path.exists()
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self._opened = os.fstat(self._handle)
        self.path = path
        self.length = self._opened.st_size  # of the file as a whole, when it was last looked at
        self._waiting: list[bytes] = []
        self._size = 0
        self.extent = Extent(0, 0)
        self.was_added_to = False
        if made:
            sync_folder(path.parent)

    def is_current(self) -> bool:
        """Whether the file of this name is still the one that was opened; if so, its length is known anew."""
        try:
            found = os.lstat(self.path)
        except FileNotFoundError:
            return False
        self.length = found.st_size
        return os.path.samestat(found, self._opened)

    def start_at(self, extent: Extent) -> None:
        """Go on adding there; what stands beyond it is cut off when something is added."""
        self.extent = extent
        self._waiting, self._size = [], 0

    def add(self, written: bytes) -> None:
        """One more line; it is safe once `sync` is done."""
        self._waiting.append(written)
        self._size += len(written)
        if self._size > _WRITTEN_AT_ONCE:
            self._write()

    def has_grown_from(self, extent: Extent) -> bool:
        """Whether anything was added since it held that much."""
        return bool(self._waiting) or self.extent != extent

    def _write(self) -> None:
        block = b"".join(self._waiting)
        if self.length > self.extent.length:
            os.ftruncate(self._handle, self.extent.length)
        at, left = self.extent.length, memoryview(block)
        while left:
            written = os.pwrite(self._handle, left, at)
            at, left = at + written, left[written:]
        self.length = at
        self.start_at(Extent(at, zlib.crc32(block, self.extent.crc)))
        self.was_added_to = True

    def sync(self) -> Extent:
        """Make all that was added survive a power cut, and say how much the file holds. Raises OSError."""
        if self._waiting:
            self._write()
        os.fsync(self._handle)
        return self.extent

    def cut(self, length: int) -> None:
        """Take back what was added beyond `length`."""
        os.ftruncate(self._handle, length)
        self.length = length

    def close(self) -> None:
        """Done with it."""
        os.close(self._handle)
