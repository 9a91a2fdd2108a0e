"""What is held for somebody between two of their pages: in memory, or in a folder that only this server reads.

Rule: it is one visitor's, for one list, for a short time; whoever else names it finds nothing.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Generic, TypeVar

from composer.problems import ComposerError

Owner = tuple[str, str]
_T = TypeVar("_T")

_CHUNK = 1_000_000  # bytes
_LONGEST_NAME = 150  # bytes of a file's name; most file systems take 255


@dataclass(frozen=True)
class _One(Generic[_T]):
    owner: Owner
    until: float
    size: int
    what: _T


class Held(Generic[_T]):
    """Things held for `seconds` each; where all together are larger than `most`, the oldest go first."""

    def __init__(self, seconds: float, most: int, let_go: Callable[[_T], None] = lambda _: None) -> None:
        self._seconds, self._most, self._let_go = seconds, most, let_go
        self._held: dict[str, _One[_T]] = {}
        self._lock = Lock()

    def hold(self, owner: Owner, what: _T, size: int = 1) -> str:
        """Hold it; the name under which its owner finds it again, which nobody can guess."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._held[name] = _One(owner, time.monotonic() + self._seconds, size, what)
            self._clear()
        return name

    def find(self, owner: Owner, name: str) -> _T | None:
        """What is held under a name, if it is the owner's and still there."""
        with self._lock:
            self._clear()
            found = self._held.get(name)
            return found.what if found and found.owner == owner else None

    def drop(self, name: str) -> None:
        """Hold it no longer."""
        with self._lock:
            if found := self._held.pop(name, None):
                self._let_go(found.what)

    def _clear(self) -> None:
        now, size = time.monotonic(), sum(one.size for one in self._held.values())
        for name, one in list(self._held.items()):
            if one.until < now or size > self._most:
                del self._held[name]
                size -= one.size
                self._let_go(one.what)


class TooMuch(ComposerError):
    """A file is larger than any list of people."""


@dataclass(frozen=True)
class Dropped:
    """A spreadsheet that somebody dropped: where it is held, under the name it came with."""

    path: Path


class Spreadsheets:
    """Spreadsheets held until they are applied; gone with the server that holds them, never in the workspace."""

    def __init__(self, seconds: float, largest: int, most: int) -> None:
        self._largest = largest
        self._held: Held[Dropped] = Held(seconds, most, _remove)
        self._folder = ""

    def hold(self, owner: Owner, name: str, file: BinaryIO) -> str:
        """Hold a file; the name under which its owner finds it again.

        Raises:
            TooMuch: it is too large.
        """
        # Each file is in a folder of its own, as two may be called alike.
        path = Path(tempfile.mkdtemp(dir=self._own_folder())) / plain_name(name)
        size = _copied(file, path, self._largest)
        if size > self._largest:
            _remove(Dropped(path))
            raise TooMuch(f"this file is larger than {self._largest // 1_000_000} MB")
        return self._held.hold(owner, Dropped(path), size)

    def _own_folder(self) -> str:
        """A folder that only this user reads (0700), and that goes with the process."""
        if not self._folder:
            self._folder = tempfile.mkdtemp(prefix="composer-")
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def find(self, owner: Owner, name: str) -> Path | None:
        """The file held under a name, if it is the owner's and still there."""
        found = self._held.find(owner, name)
        return found.path if found and found.path.exists() else None

    def drop(self, name: str) -> None:
        """Hold it no longer."""
        self._held.drop(name)


def _copied(file: BinaryIO, path: Path, most: int) -> int:
    """How many bytes were copied; no more once it is more than so many."""
    size = 0
    with path.open("xb") as copy:
        while size <= most and (chunk := file.read(_CHUNK)):
            size += copy.write(chunk)
    return size


def plain_name(name: str) -> str:
    """The last part of a file's name as somebody's browser tells it, as a file here may be called."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    ending = Path(shown).suffix[:10]
    short = shown.encode()[:_LONGEST_NAME].decode(errors="ignore")
    short = short if short == shown else f"{short}…{ending}"
    return "spreadsheet" if short.strip(".") == "" else short


def _remove(dropped: Dropped) -> None:
    shutil.rmtree(dropped.path.parent, ignore_errors=True)
