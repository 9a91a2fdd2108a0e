"""A sheet as it is read: rows of text with the numbers and names a spreadsheet gives them, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from composer.problems import Level, Problem, shown
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
    and ranges of rows that are so; `number` counts the sheets of a workbook from 1; `unstored` are the rows and columns
    of formulas without a value.
    """

    name: str = ""
    rows: dict[int, Row] = field(default_factory=dict)
    visible: bool = True
    merged: list[Span] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    strict: bool = False
    number: int = 1
    unstored: set[tuple[int, int]] = field(default_factory=set)

    def cell(self, row: int, column: int) -> str:
        """What stands in a cell, both counted from 1; nothing stands outside."""
        cells = self.rows.get(row, ())
        return cells[column - 1] if column <= len(cells) else ""

    @property
    def label(self) -> str:
        """What the sheet is called where it is told: by its name, or by its number if that holds an address."""
        return f"no. {self.number}" if "@" in self.name else self.name

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


def stretches(rows: Iterable[tuple[int, int]]) -> str:
    """Rows as sentences name them, from the first and last of each stretch: 6–9 and 12."""
    joined: list[tuple[int, int]] = []
    for first, last in rows:
        begins = joined.pop()[0] if joined and joined[-1][1] + 1 == first else first
        joined.append((begins, last))
    names = [f"{first}–{last}" if last > first else f"{first}" for first, last in joined[:_MOST_NAMED]]
    more = len(joined) - _MOST_NAMED
    names += [f"{more:,} more stretches"] if more > 0 else []
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


_MOST_NAMED = 20


@dataclass
class Telling:
    """Gathers what is to be told of one sheet, each thing at its cell, and counts what is too much to tell."""

    file: str
    sheet: str = ""
    told: list[Problem] = field(default_factory=list)
    _untold: int = 0
    _worst: Level = Level.WARNING

    def error(self, row: int, column: int, code: str, message: str, fix: str, about: str = "") -> None:
        """Tell what would make the list wrong or shorter; `about` is what a cell says, and stands in no message."""
        self._tell(row, column, code, Level.ERROR, message, fix, about)

    def warning(self, row: int, column: int, code: str, message: str, fix: str, about: str = "") -> None:
        """Tell what was understood, but should be known; `about` as in `error`."""
        self._tell(row, column, code, Level.WARNING, message, fix, about)

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

    def _tell(self, row: int, column: int, code: str, level: Level, message: str, fix: str, about: str) -> None:
        if len(self.told) < _MOST_TOLD:
            self.told.append(Problem(self.place(row, column), code, message, fix, level, about=shown(about)))
            return
        self._untold += 1
        if level is Level.ERROR:
            self._worst = level


class Unreadable(Exception):
    """Nothing can be read from the file: the one problem that says why, `about` what its cells say.

    `sheets`: the names of those of which one is to be chosen.
    """

    def __init__(self, code: str, message: str, fix: str, about: str = "", sheets: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fix = fix
        self.about = about
        self.sheets = tuple(sheets)
