"""Where an address stands in the files of a workspace, however it is spelt, encoded or packed there.

Rule: looking changes nothing. What cannot be looked through is told, never taken for empty. Not looked for are UTF-7,
base64 that is in no mail, and words that only a picture shows.
"""

from __future__ import annotations

import mmap
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from composer import spellings as known
from composer.pipeline.in_bytes import InBytes
from composer.pipeline.readings import readings_of, text_of
from composer.pipeline.unpacking import MOST_BYTES, Unpacking

_PIECE = 1 << 20  # characters of a text that are looked at together
_OVERLAP, _AROUND = 4_000, 400  # characters that two pieces share; that can tell where an address begins and ends
_ALIKE = 10  # letters of one rehearsal that are told one by one
_DATABASE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, order=True)
class Trace:
    """A place that has the address: a path within the workspace, and a line from 1; None where it has no lines."""

    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Searched:
    """Every place found, and the paths that could not be looked through, with why."""

    traces: tuple[Trace, ...]
    unreadable: tuple[tuple[str, str], ...]


class Spellings(known.Spellings):
    """All the ways in which one address may be written; `key` is the person's, which stands before it in a ledger."""

    def __init__(self, address: str, key: str = "") -> None:
        super().__init__(address)
        self._key = key

    @cached_property
    def _bytes(self) -> InBytes:
        return InBytes(self, self._key)

    def spans(self, content: bytes | mmap.mmap) -> Iterator[known.Span]:
        """Where bytes have it as it stands, as slices of them."""
        return self._bytes.spans(content)

    def in_bytes(self, content: bytes | mmap.mmap) -> bool:
        """Whether bytes have it as it stands."""
        return any(True for _ in self.spans(content))

    def is_named_in(self, name: str) -> bool:
        """Whether a file's name, or a folder's in its path, has it."""
        return any(self.is_in(part) or self.is_in(part.rpartition(".")[0]) for part in name.split("/"))

    def in_text(self, text: str) -> Iterator[int]:
        """The lines of a text that have it, from 1."""
        line = 1
        for start in range(0, max(1, len(text)), _PIECE):
            piece = text[start : start + _PIECE + _OVERLAP]
            ends = start == 0, start + len(piece) == len(text)
            for reading in readings_of(piece):
                yield from (line + before for before in self._lines(_folded(reading), *ends))
            line += piece.count("\n", 0, _PIECE)

    def _lines(self, folded: str, is_first: bool, is_last: bool) -> Iterator[int]:
        """How many lines stand before those that have it. What stands at an end of a piece is whole in another one."""
        for found in self._signs.finditer(folded):
            start, end = max(0, found.start() - _AROUND), found.end() + _AROUND
            if (start or is_first) and (end <= len(folded) or is_last):
                sign = found.end() - 1 - start
                if any(first <= sign < last for first, last in self.places(folded[start:end])):
                    yield folded.count("\n", 0, found.start())

    @cached_property
    def _signs(self) -> re.Pattern[str]:
        local, _, _ = self.canonical.rpartition("@")
        return re.compile(re.escape(f"{local}@"))

    def taken_out(self, text: str) -> str:
        """A text without the address, for where it must not stand."""
        if not self.is_within(text):
            return text
        folded = _folded(text)
        return re.sub("|".join(map(re.escape, self.forms)), "‹address›", folded)


def _folded(words: str) -> str:
    if words.isascii():
        return words.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", words).casefold())


def search(root: Path, spellings: Spellings) -> Searched:
    """Look through all files of a workspace but git's own."""
    traces: list[Trace] = []
    unreadable: list[tuple[str, str]] = []

    def failed(error: OSError) -> None:
        unreadable.append((within(root, Path(str(error.filename))), error.strerror or "it cannot be read"))

    for path in _files(root, failed):
        name = within(root, path)
        if spellings.is_named_in(name):
            traces.append(Trace(name, None))
        try:
            lines, untold = look_through(path, spellings)
        except OSError as error:
            failed(OSError(error.errno, error.strerror, str(path)))
            continue
        traces += [Trace(name, line) for line in lines]
        unreadable += [(name, why) for why in untold]
    return Searched(tuple(sorted(set(_few_alike(traces)), key=_by_place)), tuple(unreadable))


def _few_alike(traces: list[Trace]) -> Iterator[Trace]:
    """All places, but of letters of one rehearsal, which say the same, the first ones and their folder."""
    told: Counter[str] = Counter()
    for trace in traces:
        folder, _, name = trace.file.rpartition("/")
        if folder.startswith("var/outbox/") and name.endswith(".eml"):
            told[folder] += 1
        if told[folder] <= _ALIKE or not name.endswith(".eml"):
            yield trace
        else:
            yield Trace(folder, None)


def _by_place(trace: Trace) -> tuple[str, int]:
    return trace.file, trace.line or 0


def within(root: Path, path: Path) -> str:
    """How a path is told: as it stands in the workspace."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _files(root: Path, failed: Callable[[OSError], None]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, onerror=failed):
        folders[:] = sorted(name for name in folders if name != ".git")
        here = Path(folder)
        for link in filter(Path.is_symlink, (here / name for name in folders)):
            if not _is_searched(link, root):
                failed(OSError(0, "it is a link to a folder elsewhere, which was not looked through", str(link)))
        yield from (here / name for name in sorted(names))


def _is_searched(link: Path, root: Path) -> bool:
    """Whether a folder is looked through where it really is."""
    target = link.resolve()
    return target.is_relative_to(real := root.resolve()) and ".git" not in target.relative_to(real).parts


def look_through(path: Path, spellings: Spellings) -> tuple[list[int | None], list[str]]:
    """The lines of a file that have the address, from 1, None where it has no lines; where none: what hides in it.

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_file():  # a socket, or a link to nothing, cannot be opened
        return [], []
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would be waited for
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or not found.st_size:
            return [], []
        if found.st_size > MOST_BYTES:
            return _in_large(file, spellings)
        return _in_content(file.read(MOST_BYTES), path.name, spellings)


def _in_large(file: BinaryIO, spellings: Spellings) -> tuple[list[int | None], list[str]]:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        if spellings.in_bytes(mapped):
            return [None], []
        if mapped[: len(_DATABASE)] == _DATABASE:  # nothing is encoded in it
            return [], []
    return [], [f"it is larger than {MOST_BYTES // 1_000_000} MB: only searched for the address as it is"]


def _in_content(content: bytes, name: str, spellings: Spellings) -> tuple[list[int | None], list[str]]:
    text = text_of(content)
    if text is not None and (plain := sorted(set(spellings.in_text(text)))):
        return list(plain), []
    unpacking = Unpacking()
    if spellings.in_bytes(content) or any(_has(part, spellings) for part in unpacking.parts_of(content, name)):
        return [None], []
    return [], unpacking.untold


def _has(content: bytes, spellings: Spellings) -> bool:
    text = text_of(content)
    return spellings.in_bytes(content) or (text is not None and any(spellings.in_text(text)))


def is_in_message(message: bytes, spellings: Spellings) -> bool:
    """Whether a MIME message has the address, in its headers or any of its parts."""
    return any(_has(part, spellings) for part in (message, *Unpacking().parts_of(message, ".eml")))
