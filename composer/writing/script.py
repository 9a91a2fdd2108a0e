"""A file's text to the byte, with the places its parser speaks of, and pieces of it replaced.

Rule: what no edit covers comes out as it went in: line endings, byte order mark, a missing last line break.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from composer.load.source import Source, decode

BREAK = re.compile("\r\n|\r|\n")  # as `load.source` has them
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """Words in place of the characters from `start` to before `end`; with line feeds, unless they are `raw`."""

    start: int
    end: int
    words: str
    raw: bool = False


@dataclass(frozen=True)
class Script:
    """The text of a file; `marks` are its byte order marks, `version` tells its bytes from others, where it was read.

    `sound`: it is in UTF-8. What is written of it always is.
    """

    file: str
    marks: str
    text: str
    version: str = ""
    sound: bool = True

    @classmethod
    def of(cls, data: bytes, file: str) -> Script:
        """A file's bytes; what is not UTF-8 is read as what it surely is."""
        whole, sound = _decoded(data)
        text = whole.lstrip(_MARK)
        version = hashlib.sha256(data).hexdigest()
        return cls(file, whole[: len(whole) - len(text)], text, version, sound)

    @property
    def data(self) -> bytes:
        """The bytes."""
        return (self.marks + self.text).encode()

    @cached_property
    def source(self) -> Source | None:
        """The text as parsers may see it, each line and column where it is here; None where there is no such text."""
        return decode(self.data, self.file)[0] if self.sound else None

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in BREAK.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        """How its lines end, most of the time."""
        breaks = BREAK.findall(self.text[:100_000])
        return max(("\n", "\r\n", "\r"), key=breaks.count)

    def offset(self, line: int, column: int) -> int:
        """Where a line and column of its `source`, from 0, is in the text; the end for what is behind it."""
        return self._starts[line] + column if line < len(self._starts) else len(self.text)

    def line(self, offset: int) -> int:
        """The line, from 0, on which an offset is."""
        return bisect_right(self._starts, offset) - 1

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._starts[self.line(offset)]

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its break."""
        found = BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def next_line(self, offset: int) -> int:
        """Where the line after that of an offset begins, or the text's end."""
        line = self.line(offset) + 1
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def column(self, offset: int) -> int:
        """How many characters of its line are before an offset."""
        return offset - self.line_start(offset)

    def with_edits(self, edits: Iterable[Edit]) -> Script:
        """The text with pieces replaced; pieces that are put in at one place come in the order given."""
        pieces, at = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            if edit.start < at and edit.words:
                raise ValueError("words would be put into what is taken out")
            pieces += [self.text[at : edit.start], edit.words if edit.raw else edit.words.replace("\n", self.newline)]
            at = max(at, edit.end)
        return Script(self.file, self.marks, "".join([*pieces, self.text[at:]]))

    def with_text(self, text: str) -> Script:
        """Another text, with line feeds, in this file: lines that are as they were end as they did."""
        ends = set(BREAK.findall(self.text))
        if len(ends) < _MIXED:
            return Script(self.file, self.marks, text.replace("\n", self.newline))
        return Script(self.file, self.marks, self._ended(text.split("\n")))

    def _ended(self, lines: list[str]) -> str:
        """Lines with the ends that each has here, where it is here."""
        known, ends = BREAK.split(self.text), [*BREAK.findall(self.text), self.newline]
        own = [self.newline] * len(lines)
        for block in SequenceMatcher(None, known, lines).get_matching_blocks():
            own[block.b : block.b + block.size] = ends[block.a : block.a + block.size]
        return "".join(line + end for line, end in zip(lines, [*own[:-1], ""], strict=True))


_MIXED = 2  # ways to end a line


def with_line_feeds(text: str) -> str:
    """The text with every line break as a line feed: browsers send other ones."""
    return BREAK.sub("\n", text)


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether it is in UTF-8."""
    try:
        return data.decode(), True
    except UnicodeDecodeError:
        pass
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), False
    try:
        return data.decode("cp1252"), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), False
