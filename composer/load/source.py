"""From bytes on disk to text that a parser may see, or plain words about why not.

Rule: nothing a file holds gets past here unless it is UTF-8 of a bounded size without control characters.
Replacements keep every line and column where it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from composer.problems import Problem
from composer.text import Place

MAX_YAML_BYTES = 1_000_000
MAX_LIST_BYTES = 64_000_000  # near a million rows; reading as many takes some 400 MB
FIRST_MASK = 0x10FF00  # from here on, characters that `draft` uses for itself
_SHOWN = 20  # of the control characters in one file

# What YAML 1.1 does not print, less U+2028, U+2029 and U+0085, which _LOOK_ALIKES makes harmless; and the masks.
# Written as what it is, not as what it is not: that takes re a tenth of the time to compile.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\U0010ff00-\U0010ffff]")
# Breaks that a parser counts as lines and an editor does not.
_LOOK_ALIKES = ("\u2028", "\u2029", "\x85")
_INDENT = re.compile(r"^[ \t]*\u00a0[ \t\u00a0]*", re.MULTILINE)
# A tab on a line that looks empty is an error to YAML and nothing to its writer.
_LOOKS_EMPTY = re.compile(r"^ *\t[ \t]*$", re.MULTILINE)

_OTHER_KINDS = (
    (b"PK\x03\x04", "a Word, Excel or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text (RTF) file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_WEB_PAGES = (b"<!doctype", b"<html", b"<?xml")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PLAIN = "Save it as plain text, with the encoding UTF-8."


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file; `file` is its path relative to the workspace, with slashes."""

    file: str
    text: str

    def start(self) -> Place:
        """Where the file begins."""
        return Place(self.file, 1, 1)


def read_source(path: Path, file: str, limit: int = MAX_YAML_BYTES) -> tuple[Source | None, list[Problem]]:
    """The file's text with every line break as a newline, or None; and what is wrong with it."""
    data = read_bytes(path, file, limit)
    return (None, [data]) if isinstance(data, Problem) else decode(data, file)


def read_bytes(path: Path, file: str, limit: int) -> bytes | Problem:
    """What the file holds, or why that cannot be known."""
    start = Place(file, 1, 1)
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe would be waited for
        fix = "Put an ordinary file in its place."
        return Problem(start, "file-unreadable", "this is not an ordinary file", fix)
    try:
        with path.open("rb") as opened:
            data = opened.read(limit + 1)
    except IsADirectoryError:
        return Problem(start, "file-unreadable", "this is a folder, not a file", "Put the file in its place.")
    except OSError as error:
        fix = "Make it readable for you, or put the file there again."
        return Problem(start, "file-unreadable", f"this file cannot be read: {error.strerror}", fix)
    if len(data) > limit:
        message = f"the file is larger than {limit // 1_000_000} MB"
        return Problem(start, "file-large", message, "Take out what does not belong in it.")
    return data


def decode(data: bytes, file: str) -> tuple[Source | None, list[Problem]]:
    """The bytes of a file as text; UTF-8 is the only encoding, with or without a byte order mark."""
    if problem := _other_kind(data, Place(file, 1, 1)):
        return None, [problem]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(data, error, file)]
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for look_alike in _LOOK_ALIKES:
        text = text.replace(look_alike, " ")
    if "\u00a0" in text:
        text = _INDENT.sub(lambda match: match[0].replace("\u00a0", " "), text)
    if "\t" in text:
        text = _LOOKS_EMPTY.sub("", text)
    if not CONTROL.search(text):
        return Source(file, text), []
    problems = [_control(text, match, file) for match in islice(CONTROL.finditer(text), _SHOWN)]
    return Source(file, CONTROL.sub(" ", text)), problems


def _other_kind(data: bytes, start: Place) -> Problem | None:
    """What a file is that is not text in UTF-8, where its first bytes tell."""
    beginning = data[:1_000]
    if data.startswith(_UTF16) or beginning.count(0) > len(beginning) // 4 > 0:
        try:
            data.decode("utf-16")
        except UnicodeDecodeError:
            return Problem(start, "file-binary", "this is not a text file", _PLAIN)
        fix = "Save it again with the encoding UTF-8 (not “Unicode”)."
        return Problem(start, "file-encoding", "the file is saved as UTF-16", fix)
    for magic, kind in _OTHER_KINDS:
        if data.startswith(magic):
            return Problem(start, "file-binary", f"this is {kind}, not plain text", _PLAIN)
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGES):
        return Problem(start, "file-binary", "this is a web page, not plain text", _PLAIN)
    return None


def _not_utf8(data: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    if b"\0" in data:
        return Problem(Place(file, 1, 1), "file-binary", "this is not a text file", _PLAIN)
    before = data[: error.start].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    letter = data[error.start : error.start + 1].decode("cp1252", "replace")
    message = f"this letter is not saved as UTF-8; it may be {letter}"
    fix = "Save the file again with the encoding UTF-8; Windows may have saved it as “ANSI”."
    return Problem(place, "file-encoding", message, fix)


def _control(text: str, match: re.Match[str], file: str) -> Problem:
    at = match.start()
    place = Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    what = "a Word line break" if match[0] == "\x0b" else f"an invisible control character (U+{ord(match[0]):04X})"
    return Problem(
        place, "control-character", f"{what} stands here", "Delete it and type the space or line break again."
    )
