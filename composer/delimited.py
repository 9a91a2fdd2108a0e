"""From the lines of a delimited file to rows of cells (RFC 4180), each with the line it begins on.

Rule: a row whose quotes are wrong is told and costs itself alone: the next is read as if it were not there.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence

_LONGEST_ROW = 20  # lines: no quote swallows the rest
_LONGEST_CELL = csv.field_size_limit()


def rows_of(
    lines: Sequence[str], broken: Callable[[int, str], None], delimiter: str = ",", *, apart: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line, from 1.

    `broken` is told the first line of a row that cannot be read, and why in the words of the csv module. `apart`: a
    cell may hold addresses on lines of their own, as spreadsheets do.
    """
    reading = _Lines(lines)
    reader = csv.reader(reading, delimiter=delimiter, strict=True)
    while reading.row < len(lines):
        line = lines[reading.row]
        if '"' not in line and len(line) <= _LONGEST_CELL:  # as most: the cells are what stands between the delimiters
            reading.next = reading.row = reading.row + 1
            yield reading.row, line.split(delimiter)
            continue
        at = reading.row + 1
        try:
            row = next(reader)
            _check_end(row, reading.next > at, delimiter if apart else "")
        except csv.Error as error:
            broken(at, str(error))
            reading.next = reading.row = at
        else:
            reading.row = reading.next
            yield at, row


class _Lines:
    """The lines of a list, for the CSV reader; one row may take only so many."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.next = 0
        self.row = 0  # the first line of the row at hand

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.next >= min(len(self.lines), self.row + _LONGEST_ROW):
            raise StopIteration
        self.next += 1
        return self.lines[self.next - 1] + "\n"


def _check_end(row: list[str], several_lines: bool, delimiter: str) -> None:
    """Object, in the words of the csv module, to a quote that closes only somewhere in the next row."""
    if several_lines and any(_swallows_another(cell, delimiter) for cell in row):
        raise csv.Error("unexpected end of data")


def _swallows_another(cell: str, delimiter: str) -> bool:
    """Whether a quote was closed only by one of a later row: further down there is an address, and a delimiter."""
    below = cell.partition("\n")[2]
    return "@" in below and delimiter in below
