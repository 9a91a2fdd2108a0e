"""Where an address stands in the files of a workspace, however it is spelt or encoded there.

Rule: looking changes nothing. What cannot be looked through is told, never taken for empty.
"""

from __future__ import annotations

import gzip
import html
import io
import mmap
import os
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

import idna

from composer.mailbox import canonical

_READ_WHOLE = 64_000_000  # bytes; larger files are searched as they stand, and archives not beyond this
_ALIKE = 50  # other people's letters of one rehearsal that are looked at: they say the same
_MAIL = (".eml", ".mbox", ".msg")
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # what UTF-16 begins with


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


class Spellings:
    """All the ways in which one address may be written; `key` is the person's, which stands before it in a ledger."""

    def __init__(self, address: str, key: str = "") -> None:
        self.canonical = canonical(address)
        local, _, domain = self.canonical.rpartition("@")
        self.forms = tuple(dict.fromkeys(f"{local}@{name}" for name in (domain, _in_unicode(domain))))
        self._is_plain = all(form.isascii() for form in self.forms)
        either = "|".join(map(re.escape, map(_folded, self.forms)))
        self._anywhere = re.compile(either)
        # Not where it is only part of another address; in a ledger's row it stands between the key and the name.
        in_row = f"|(?<={key})(?:{either})" if key else ""
        self._in_text = re.compile(rf"(?<![\w.+-])(?:{either})(?![\w-]|\.\w){in_row}")
        self._in_bytes = re.compile(b"|".join(self._encoded(key.encode())), re.IGNORECASE)

    def _encoded(self, key: bytes) -> Iterator[bytes]:
        """The same of bytes, of which nobody knows where a text begins in them."""
        for form in self.forms:
            for composed in dict.fromkeys(unicodedata.normalize(way, form) for way in ("NFC", "NFD")):
                plain, little, big = (re.escape(composed.encode(code)) for code in ("utf-8", "utf-16-le", "utf-16-be"))
                yield rb"(?<![\w.+-])" + plain + rb"(?![\w-]|\.\w)"
                yield rb"(?<![\w.+-]\x00)" + little + rb"(?![\w-]\x00|\.\x00\w\x00)"
                yield rb"(?<!\x00[\w.+-])" + big + rb"(?!\x00[\w-]|\x00\.\x00\w)"
                if key:
                    yield rb"(?<=" + key + rb")" + plain

    def in_bytes(self, content: bytes | mmap.mmap) -> bool:
        """Whether bytes hold it as it stands."""
        return self._in_bytes.search(content) is not None

    def in_text(self, text: str) -> Iterator[int]:
        """The lines of a text that hold it, from 1."""
        if self._is_plain and "@" not in text:
            return
        folded = _folded(text)
        for found in self._in_text.finditer(folded):
            yield folded.count("\n", 0, found.start()) + 1

    def taken_out(self, text: str) -> str:
        """A text without the address, for where it must not stand."""
        return self._anywhere.sub("‹address›", folded) if self._anywhere.search(folded := _folded(text)) else text


def _in_unicode(domain: str) -> str:
    try:
        return idna.decode(domain)
    except (ValueError, IndexError):  # odd Unicode reaches what its own exceptions do not cover
        return domain


def _folded(words: str) -> str:
    if words.isascii():
        return words.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", words).casefold())


def search(root: Path, spellings: Spellings) -> Searched:
    """Look through all files of a workspace but git's own."""
    traces: list[Trace] = []
    unreadable: list[tuple[str, str]] = []

    def failed(error: OSError) -> None:
        unreadable.append((_within(root, Path(str(error.filename))), error.strerror or "it cannot be read"))

    for path in _files(root, failed):
        name = _within(root, path)
        if any(spellings.in_text(f"{name}\n{path.stem}")):
            traces.append(Trace(name, None))
        try:
            traces += [Trace(name, line) for line in lines_of(path, spellings)]
        except OSError as error:
            unreadable.append((name, error.strerror or "it cannot be read"))
    return Searched(tuple(sorted(set(traces), key=_by_place)), tuple(unreadable))


def _by_place(trace: Trace) -> tuple[str, int]:
    return trace.file, trace.line or 0


def _within(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _files(root: Path, failed: Callable[[OSError], None]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, onerror=failed):
        folders[:] = sorted(name for name in folders if name != ".git")
        here = Path(folder)
        alike = here.parent == root / "var" / "outbox"
        yield from (here / name for name in (islice(sorted(names), _ALIKE) if alike else sorted(names)))


def lines_of(path: Path, spellings: Spellings) -> list[int | None]:
    """The lines of a file that have the address, from 1; None where it has no lines.

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_file() or not (size := path.stat().st_size):  # a pipe would be waited for
        return []
    if size > _READ_WHOLE:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            return [None] if spellings.in_bytes(mapped) else []
    content = path.read_bytes()
    if plain := sorted({line for text in _texts(content) for line in spellings.in_text(text)}):
        return list(plain)
    hidden = spellings.in_bytes(content) or any(_has(part, spellings) for part in _packed(content, path.suffix.lower()))
    return [None] if hidden else []


def _has(content: bytes, spellings: Spellings) -> bool:
    return spellings.in_bytes(content) or any(any(spellings.in_text(text)) for text in _texts(content))


def _texts(content: bytes) -> Iterator[str]:
    """What the bytes say as they stand, if they are text; lines keep their numbers."""
    if content.startswith(_WIDE):
        yield content.decode("utf-16", "replace")
    if b"\0" in content:
        return
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    yield text
    if "%40" in text:
        yield unquote(text)
    if "&#" in text:
        yield html.unescape(text)


def is_in_message(message: bytes, spellings: Spellings) -> bool:
    """Whether a MIME message has the address, in its headers or any of its parts."""
    return any(_has(part, spellings) for part in (message, *_packed(message, _MAIL[0])))


def _packed(content: bytes, suffix: str) -> Iterator[bytes]:
    """What is packed or encoded in the bytes."""
    if content.startswith(b"PK\x03\x04"):
        yield from _members(content)
    elif content.startswith(b"\x1f\x8b"):
        yield _unpacked(content)
    elif suffix in _MAIL or b"\nContent-Transfer-Encoding:" in content:
        payloads = (part.get_payload(decode=True) for part in message_from_bytes(content).walk())
        yield from (payload for payload in payloads if isinstance(payload, bytes))


def _members(content: bytes) -> Iterator[bytes]:
    """The members of a spreadsheet or another archive, so many bytes of them."""
    left = _READ_WHOLE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as reading:
                    yield (unpacked := reading.read(left))
                left -= len(unpacked)
                if left <= 0:
                    return
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError):
        return  # no archive, or locked: what it is made of was searched as it stands


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as reading:
            return reading.read(_READ_WHOLE)
    except (OSError, EOFError, zlib.error):
        return b""
