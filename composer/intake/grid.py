"""A sheet as it is read: rows of text with the numbers and names a spreadsheet gives them, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from composer.problems import Level, Problem
from composer.text import Cell

Row = list[str]
Span = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1

MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 1_000
_MOST_TOLD = 100  # a wrong export has a problem in every row


@dataclass
class Grid:
    """The rows of a sheet that hold anything, by their numbers from 1; `name` is empty where a file is one sheet.

    `strict`: no row should be wider than the header, as in a file of delimited text; `merged` and `hidden` are cells
    and ranges of rows that are so.
    """

    name: str = ""
    rows: dict[int, Row] = field(default_factory=dict)
    visible: bool = True
    merged: list[Span] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    strict: bool = False

    def cell(self, row: int, column: int) -> str:
        """What stands in a cell, both counted from 1; nothing stands outside."""
        cells = self.rows.get(row, ())
        return cells[column - 1] if column <= len(cells) else ""

    @property
    def width(self) -> int:
        """How many columns hold anything."""
        return max((_filled(row) for row in self.rows.values()), default=0)


def _filled(row: Row) -> int:
    """How many cells there are up to the last that holds anything."""
    for at in range(len(row), 0, -1):
        if row[at - 1]:
            return at
    return 0


@dataclass
class Telling:
    """Gathers what is to be told of one sheet, each thing at its cell, and counts what is too much to tell."""

    file: str
    sheet: str = ""
    told: list[Problem] = field(default_factory=list)
    _untold: int = 0
    _worst: Level = Level.WARNING

    def error(self, row: int, column: int, code: str, message: str, fix: str) -> None:
        """Tell what would make the list wrong or shorter."""
        self._tell(row, column, code, message, fix, Level.ERROR)

    def warning(self, row: int, column: int, code: str, message: str, fix: str) -> None:
        """Tell what was understood, but should be known."""
        self._tell(row, column, code, message, fix, Level.WARNING)

    def place(self, row: int, column: int) -> Cell:
        """A cell of this sheet."""
        return Cell(self.file, row, column, self.sheet)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that was told, and how much was not."""
        if not self._untold:
            return tuple(self.told)
        message = f"{self._untold:,} more problems were found in this sheet"
        fix = "Mend those above first, and import it again."
        return *self.told, Problem(self.place(1, 1), "sheet-many", message, fix, self._worst)

    def _tell(self, row: int, column: int, code: str, message: str, fix: str, level: Level) -> None:
        if len(self.told) < _MOST_TOLD:
            self.told.append(Problem(self.place(row, column), code, message, fix, level))
            return
        self._untold += 1
        if level is Level.ERROR:
            self._worst = level


class Unreadable(Exception):
    """Nothing can be read from the file: the one problem that says why."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fix = fix
