"""From the rows below a header to people: one row each, every odd one told at its cell.

Rule: a row with words in it either gives somebody or is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from composer.intake.cells import Mailbox, NotAnAddress, mailboxes, tidy
from composer.intake.columns import Columns
from composer.intake.grid import LONGEST_CELL, MOST_ROWS, Grid, Row, Telling, stretches
from composer.intake.headings import FORENAME, SURNAME, is_address
from composer.mailbox import canonical
from composer.model.tables import EMAIL, USUAL, Cells, Sheet, Table
from composer.text import Cell, letters


def people_of(grid: Grid, columns: Columns, telling: Telling) -> Sheet:
    """Everybody in a sheet, in its order; rows with a fault are left out and told as errors."""
    if len(grid.rows) > MOST_ROWS:
        message = f"the sheet has more than {MOST_ROWS:,} rows"
        telling.error(MOST_ROWS + 1, columns.email, "sheet-large", message, "Give it in several lists.")
        return Sheet(Table(columns.names, ()), ())
    _tell_above(grid, columns, telling)
    _tell_unstored(grid, columns, telling)
    reading = _Reading(grid, columns, telling)
    for number, row in grid.rows.items():
        if number > columns.header:
            reading.row(number, row)
    _tell_below(reading.below, telling)
    table = _named_in_full(reading)
    return Sheet(table, tuple(reading.places), frozenset(reading.nameless if "name" in table.columns else ()))


def _tell_above(grid: Grid, columns: Columns, telling: Telling) -> None:
    """Tell addresses above the header: a title that has one, or somebody who stands in the wrong place."""
    above = [number for number in grid.rows if number < columns.header]
    for number, column, cell in ((n, c, cell) for n in above for c, cell in enumerate(grid.rows[n], 1) if "@" in cell):
        if is_address(cell):
            message, fix = "an address stands above the header", "Move it below the header, or delete it."
            telling.error(number, column, "sheet-address", message, fix, tidy(cell))
        else:
            message = "this stands above the header and is left out"
            fix = "Move it below the header if it is somebody on the list."
            telling.warning(number, column, "sheet-note", message, fix, tidy(cell))


def _tell_unstored(grid: Grid, columns: Columns, telling: Telling) -> None:
    """Tell once of each column which of its formulas have no value in the file."""
    rows: dict[int, list[int]] = {column: [] for column in (*columns.usual.values(), *columns.others.values())}
    for row, column in sorted(grid.unstored):
        if row > columns.header and column in rows:
            rows[column].append(row)
    for column, held in ((column, held) for column, held in sorted(rows.items()) if held):
        named = f"row{'s' if len(held) > 1 else ''} {stretches(zip(held, held, strict=True))}"
        message = f"in {named} of this column a formula stands whose value was never stored"
        fix = "Open the workbook in Excel or LibreOffice, save it there and import it again."
        telling.error(held[0], column, "sheet-cell", message, fix)


def _tell_below(remarks: list[tuple[int, int, str]], telling: Telling) -> None:
    """Tell once which rows below the last person are left out: a cell may be filled down over thousands."""
    if not remarks:
        return
    rows = [number for number, _, _ in remarks]
    message = "this row below the last person is left out"
    if len(rows) > 1:
        message = (
            f"rows {stretches(zip(rows, rows, strict=True))} below the last person hold no address and are left out"
        )
    fix = "Delete what stands there, or write an address beside it if it is somebody."
    number, column, words = remarks[0]
    telling.warning(number, column, "sheet-note", message, fix, words)


@dataclass
class _Reading:
    grid: Grid
    columns: Columns
    telling: Telling
    rows: list[Cells] = field(default_factory=list)
    places: list[Cell] = field(default_factory=list)
    heads: Row = field(init=False)
    last: int = field(init=False)  # the row of the last address
    below: list[tuple[int, int, str]] = field(default_factory=list)  # the rows, columns and words of remarks
    named: bool = False  # somebody has a name from “Name <address>”
    nameless: list[int] = field(default_factory=list)  # those of whose name nothing was said

    def __post_init__(self) -> None:
        self.heads = [tidy(cell) for cell in self.grid.rows.get(self.columns.header, ())]
        email = self.columns.email
        held = (row for row, cells in self.grid.rows.items() if len(cells) >= email and "@" in cells[email - 1])
        self.last = max(held, default=0)

    def row(self, number: int, raw: Row) -> None:
        """Take in the people of one row."""
        cells = [tidy(cell) for cell in raw]
        words = "\n".join(cells)
        if not words.strip() or cells == self.heads or not self._fits(number, raw, cells, words):
            return
        if not _at(cells, self.columns.email):
            self._without_address(number, cells)
            return
        try:
            found = mailboxes(_at(raw, self.columns.email))
        except NotAnAddress as fault:
            column = self.columns.email
            self.telling.error(number, column, "sheet-address", fault.found, fault.fix, fault.about)
            return
        if words.count("@") == 1 or not self._strays(number, cells, found):
            self._take(number, cells, found)

    def _fits(self, number: int, raw: Row, cells: Row, words: str) -> bool:
        """Whether a row is as wide as the header, and its cells are of a size and on lines as cells are."""
        for column, cell in enumerate(cells, 1) if len(words) > LONGEST_CELL else ():
            if len(cell) > LONGEST_CELL:
                message = f"this cell has {len(raw[column - 1]):,} characters; {LONGEST_CELL:,} are the most"
                fix = "Shorten it, or leave the column out."
                self.telling.error(number, column, "sheet-cell", message, fix)
                return False
        if not self.grid.strict:
            return True
        if len(cells) > self.columns.width and any(cells[self.columns.width :]):
            column = next(at for at, cell in enumerate(cells, 1) if cell and at > self.columns.width)
            message = f"this row has {len(cells)} cells, the header {self.columns.width}"
            fix = "Put a cell that holds the sign between cells in quotes, or write a heading above this one."
            self.telling.error(number, column, "sheet-cell", message, fix)
            return False
        return "@" not in words or not self._swallows(number, raw)

    def _swallows(self, number: int, raw: Row) -> bool:
        """Whether a missing quote has made several rows one cell."""
        for column, cell in enumerate(raw, 1):
            if "\n" in cell and "@" in cell.partition("\n")[2] and column != self.columns.email:
                message = "this cell goes over several lines and holds an address: a quote may be missing"
                self.telling.error(number, column, "sheet-quote", message, "Write it on one line.")
                return True
        return False

    def _without_address(self, number: int, cells: Row) -> None:
        if (number, self.columns.email) in self.grid.unstored:
            return  # which was told
        words = [cell for cell in cells if cell]
        if len(words) == 1 and number > self.last and "@" not in words[0]:
            self.below.append((number, cells.index(words[0]) + 1, words[0]))
            return
        message, fix = "there is no address in this row", "Write the person's address here, or delete the row."
        self.telling.error(number, self.columns.email, "sheet-address", message, fix, words[0])

    def _strays(self, number: int, cells: Row, found: list[Mailbox]) -> bool:
        """Whether somebody else's address stands where a name, an organisation or a role should, which is told."""
        known = {canonical(address) for address, _ in found}
        for column in (at for name, at in self.columns.usual.items() if name != EMAIL and "@" in _at(cells, at)):
            strange = next((it for it in _ADDRESS.findall(_at(cells, column)) if canonical(it) not in known), None)
            if strange:
                message = f"another address stands in column {letters(column)}"
                fix = "Give it a row of its own, or delete it."
                self.telling.error(number, column, "sheet-address", message, fix, strange)
                return True
        return False

    def _take(self, number: int, cells: Row, found: list[Mailbox]) -> None:
        name = self._name(cells)
        if len(found) > 1:
            self._tell_several(number, found, name)
            name = ""
        place = self.telling.place(number, self.columns.email)
        others = [_at(cells, at) for at in self.columns.others.values()]
        usual = [_at(cells, self.columns.usual.get(column, 0)) for column in USUAL[2:]]
        for address, own in found:
            own = own if own.casefold() != address.casefold() else ""
            self.named = self.named or bool(own and not name)
            if not name and not own and (len(found) > 1 or "name" not in self.columns.names):
                self.nameless.append(len(self.rows))
            self.rows.append((address, name or own, *usual, *others))
            self.places.append(place)

    def _tell_several(self, number: int, found: list[Mailbox], name: str) -> None:
        left = ", and the row's name was given to none" if name else ""
        message = f"{len(found)} addresses stand in this cell, each taken as a person{left}"
        fix = "Give each person a row, to have them by name."
        self.telling.warning(number, self.columns.email, "sheet-several", message, fix, name)

    def _name(self, cells: Row) -> str:
        usual = self.columns.usual
        name, surname = _at(cells, usual.get("name", 0)), _at(cells, usual.get(SURNAME, 0))
        if "name" not in usual:
            name = _at(cells, usual.get(FORENAME, 0))
        if not surname or name.casefold().endswith(surname.casefold()):
            return name
        return f"{name} {surname}".strip()


_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")


def _at(cells: Row, column: int) -> str:
    """What stands in a column, counted from 1; nothing in one that there is not."""
    return cells[column - 1] if 0 < column <= len(cells) else ""


def _named_in_full(reading: _Reading) -> Table:
    """The table of what was read, with those of the usual columns that the sheet has, or whose names it gave."""
    names = reading.columns.names
    if reading.named and "name" not in names:
        names = (EMAIL, "name", *names[1:])
    kept = [at for at, name in enumerate(USUAL) if name in names]
    if len(kept) == len(USUAL):
        return Table(names, tuple(reading.rows))
    more = range(len(USUAL), len(USUAL) + len(reading.columns.others))
    return Table(names, tuple(tuple(row[at] for at in (*kept, *more)) for row in reading.rows))
