"""Which rows of a workbook are hidden and which cells merged, where the reader of cells does not tell."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from composer.intake.package import Damaged, Package

Span = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1
_MOST_SPANS = 200_000


@dataclass
class Layout:
    """How a sheet is laid out: the ranges of its rows that are hidden, and cells merged over several rows, from 1.

    `unstored` are the rows and columns of formulas whose value is not in the file.
    """

    hidden: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)
    unstored: list[tuple[int, int]] = field(default_factory=list)

    def hide(self, first: int, last: int) -> None:
        """Note rows that are hidden."""
        if self.hidden and self.hidden[-1][1] + 1 == first:
            self.hidden[-1] = self.hidden[-1][0], last
        else:
            self.hidden.append((first, last))


def of_xlsx(package: Package) -> dict[str, Layout]:
    """The layout of each sheet by its name, once every part that holds cells is found whole.

    Raises:
        Damaged, TooLarge: it cannot be read.
    """
    for name in package.names:
        if name == "xl/sharedStrings.xml":
            package.check(name)
    layouts: dict[str, Layout] = {}
    for sheet, part in _parts(package).items():
        layouts[sheet] = layout = Layout()
        marks = package.check(part) if part in package.names else set()
        if "hidden" in marks:
            _find_hidden(package, part, layout)
        if "formulas" in marks:
            formulas = _Formulas(layout)
            package.walk(part, formulas.start, formulas.end, formulas.text)
    return layouts


def _parts(package: Package) -> dict[str, str]:
    """The part that each sheet of a workbook is, by the sheet's name."""
    names: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "sheet":
            names[attributes.get("name", "")] = attributes.get("id", "")

    def relation(tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")

    package.check("xl/workbook.xml")
    package.walk("xl/workbook.xml", sheet)
    package.walk("xl/_rels/workbook.xml.rels", relation)
    return {name: targets.get(key, "") for name, key in names.items()}


def _find_hidden(package: Package, part: str, layout: Layout) -> None:
    number = 0

    def row(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal number
        if tag == "row":
            number = _count(attributes, "r", number + 1)
            if attributes.get("hidden") in ("1", "true"):
                layout.hide(number, number)

    package.walk(part, row)


@dataclass
class _Formulas:
    """Finds the cells that hold a formula and no value: what made the workbook was no spreadsheet program."""

    layout: Layout
    cell: str = ""  # as the sheet names it
    formula: bool = False
    valued: bool = False
    within: str = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take note of an element that begins."""
        self.within = tag
        if tag == "c":
            # Words may be none: a formula that gives "" has a value.
            self.cell, self.formula, self.valued = attributes.get("r", ""), False, attributes.get("t") == "str"
        self.formula = self.formula or tag == "f"

    def text(self, words: str) -> None:
        """Take note of what stands in it."""
        self.valued = self.valued or (self.within == "v" and bool(words.strip()))

    def end(self, tag: str) -> None:
        """Judge a cell that ends."""
        self.within = ""
        place = _PLACE.fullmatch(self.cell) if tag == "c" and self.formula and not self.valued else None
        if place and len(self.layout.unstored) < _MOST_SPANS:
            self.layout.unstored.append((int(place[2]), _column(place[1])))


_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def of_ods(package: Package) -> dict[str, Layout]:
    """As `of_xlsx`."""
    layouts: dict[str, Layout] = {}
    if package.check("content.xml"):
        package.walk("content.xml", _Tables(layouts).start)
    return layouts


@dataclass
class _Tables:
    """Counts the rows and cells of tables as they come, many of them repeated."""

    layouts: dict[str, Layout]
    layout: Layout = field(default_factory=Layout)
    row: int = 0  # the last that has begun, and how many rows it is
    rows: int = 0
    column: int = 0
    spans: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take note of an element that begins."""
        if tag == "table":
            self.layout = self.layouts[attributes.get("name", "")] = Layout()
            self.row, self.rows = 0, 1
        elif tag == "table-row":
            self.row, self.column = self.row + self.rows, 0
            self.rows = _count(attributes, "number-rows-repeated", 1)
            if attributes.get("visibility", "visible") != "visible":
                self.layout.hide(self.row, self.row + self.rows - 1)
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        down, across = _count(attributes, "number-rows-spanned", 1), _count(attributes, "number-columns-spanned", 1)
        if down > 1:
            self.spans += 1
            if self.spans > _MOST_SPANS:
                raise Damaged
            self.layout.merged.append((self.row, self.column + 1, self.row + down - 1, self.column + across))
        self.column += _count(attributes, "number-columns-repeated", 1)


def _count(attributes: Mapping[str, str], name: str, otherwise: int) -> int:
    words = attributes.get(name, "")
    if not words:
        return otherwise
    if not words.isascii() or not words.isdecimal() or len(words) > 9 or not int(words):
        raise Damaged
    return int(words)
