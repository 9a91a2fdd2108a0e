"""Words from a file that know where they stand.

Rule: lines and columns count from 1, as editors count; a column is a character, not a byte.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file: path relative to the workspace, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Cell(Place):
    """A cell of a spreadsheet: its row and column from 1, and the sheet it is on; empty where a file is one sheet."""

    sheet: str = ""

    def __str__(self) -> str:
        return f"{self.file} {self.name}"

    @property
    def name(self) -> str:
        """As spreadsheets call it: Sheet1!C14."""
        return f"{self.sheet}!{letters(self.column)}{self.line}" if self.sheet else f"{letters(self.column)}{self.line}"


def letters(column: int) -> str:
    """What spreadsheets call a column, counted from 1: A to Z, AA …"""
    name = ""
    while column > 0:
        column, last = divmod(column - 1, 26)
        name = chr(ord("A") + last) + name
    return name


# From so many characters into the text on, it stands at this line and column of the file. A plain tuple:
# there is one for every value in every issue there ever was.
Span = tuple[int, int, int]


class Text(str):
    """A string that remembers its file and, by a source map, the place of each of its characters.

    `spans` are in order of offset and begin with offset 0. A newline inside a span steps to the next
    line of the file at column `indent + 1`, so a literal block of YAML needs one span only.
    """

    __slots__ = ("_file", "_indent", "_spans")
    _file: str
    _indent: int
    _spans: tuple[Span, ...]

    def __new__(cls, value: str, file: str, spans: tuple[Span, ...], indent: int = 0) -> Text:
        """A text of `file`; see the class for `spans` and `indent`."""
        text = super().__new__(cls, value)
        text._file = file
        text._spans = spans
        text._indent = indent
        return text

    @property
    def place(self) -> Place:
        """Where the text begins."""
        return self.at(0)

    def at(self, offset: int) -> Place:
        """The place of the character `offset` characters into the text."""
        start, line, column = self._spans[bisect_right(self._spans, offset, key=itemgetter(0)) - 1]
        lines = self.count("\n", start, offset)
        if not lines:
            return Place(self._file, line, column + offset - start)
        line_start = self.rindex("\n", start, offset) + 1
        return Place(self._file, line + lines, self._indent + 1 + offset - line_start)

    def cut(self, start: int, end: int) -> Text:
        """The characters from `start` to before `end`, which keep their places."""
        here = self.at(start)
        later = ((offset - start, line, column) for offset, line, column in self._spans if start < offset < end)
        spans = ((0, here.line, here.column), *later)
        return Text(self[start:end], self._file, spans, self._indent)
