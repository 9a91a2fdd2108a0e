"""From a spreadsheet's file to the people on it: `read_sheet`, and the order in which intake does things."""

from __future__ import annotations

import os
import stat
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from composer.collector import without_collector
from composer.intake.choosing import chosen, tell_unread
from composer.intake.columns import columns_of
from composer.intake.consent import tell_consent
from composer.intake.decoding import decoded
from composer.intake.grid import Grid, Telling, Unreadable, stretches
from composer.intake.kinds import Kind, kind_of, refuse_lock, too_large
from composer.intake.merging import spread
from composer.intake.pasted import pasted
from composer.intake.people import people_of
from composer.intake.separated import grid_of
from composer.intake.workbook import grids_of
from composer.model.tables import Sheet
from composer.problems import Problem, has_errors
from composer.text import Cell

MOST_BYTES = 64_000_000


@dataclass(frozen=True)
class Taken:
    """What was read of a spreadsheet: the people, what is to be told, and the name of the sheet that was read.

    `sheet` is None when nothing could be read; `name` is empty where a file is one sheet. `sheets`: the names of those
    of which one is to be chosen first.
    """

    sheet: Sheet | None
    problems: tuple[Problem, ...]
    name: str
    sheets: tuple[str, ...] = ()


def read_sheet(path: Path, sheet: str = "", known: Collection[str] = ()) -> Taken:
    """The people in a spreadsheet, from the sheet of that name, or from the one that has a column of addresses.

    Csv, tsv, xlsx, xls and ods are told apart by what they hold. Rows that are faulty are left out and told as errors;
    with any error the people are not all of them, and should not be used. `known` are the columns of the list that the
    people are for: a heading that says one of these means that one.
    """
    telling = Telling(path.name)
    try:
        with without_collector():
            return taken_from(_grids(path, telling), sheet, telling, known)
    except Unreadable as why:
        problem = Problem(Cell(path.name, 1, 1), why.code, why.message, why.fix, about=why.about)
        return Taken(None, (*telling.problems, problem), "", why.sheets)


def _grids(path: Path, telling: Telling) -> list[Grid]:
    refuse_lock(path.name)
    with _opened(path) as file:
        data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise too_large(f"the file is larger than {MOST_BYTES // 1_000_000} MB")
        kind = kind_of(data)
        if kind is not Kind.TEXT:
            return grids_of(file, kind)
    text = decoded(data)
    grid = pasted(text.text, telling) or grid_of(text.text, telling)
    if text.guessed:
        _tell_guess(grid, telling)
    return [grid]


def _opened(path: Path) -> BinaryIO:
    """An ordinary file, to be read.

    Raises:
        Unreadable: it is something else, or may not be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would be waited for
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "its name cannot be one"
        fix = "Say where the spreadsheet is, or make it readable for you."
        raise Unreadable("sheet-unreadable", f"this file cannot be read: {why}", fix) from None
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return os.fdopen(handle, "rb")
    os.close(handle)
    what = "a folder" if stat.S_ISDIR(kind) else "not an ordinary file"
    raise Unreadable("sheet-unreadable", f"this is {what}", "Say where the spreadsheet's own file is.")


def _tell_guess(grid: Grid, telling: Telling) -> None:
    """Tell that a file is not UTF-8, at the first cell where that can be seen."""
    cells = ((row, column, cell) for row, cells in grid.rows.items() for column, cell in enumerate(cells, 1))
    row, column, cell = next((found for found in cells if not found[2].isascii()), (1, 1, ""))
    message = "the file is not UTF-8 and was read as Windows saves it; see whether this cell then reads well"
    fix = "If it does not, save the file as “CSV UTF-8”, or as .xlsx."
    telling.warning(row, column, "sheet-encoding", message, fix, cell)


def taken_from(grids: Sequence[Grid], sheet: str, telling: Telling, known: Collection[str] = ()) -> Taken:
    """What `read_sheet` makes of the sheets of a file.

    Raises:
        Unreadable: there is none to read.
    """
    if has_errors(telling.told) and not any(grid.rows for grid in grids):
        return Taken(None, telling.problems, "")
    grid = chosen(grids, sheet)
    telling.sheet = grid.label
    tell_unread(grids, grid, telling)
    columns = columns_of(grid, telling, known)
    if columns is None:
        return Taken(None, telling.problems, grid.label)
    _tell_hidden(grid, columns.header, telling)
    tell_consent(grid, columns, telling)
    spread(grid, columns, telling)
    people = people_of(grid, columns, telling)
    if not people.places and not has_errors(telling.problems):
        fix = "If that is not what it should hold, save the spreadsheet again and import that."
        telling.warning(columns.header or 1, columns.email, "sheet-empty", "nobody stands below the header", fix)
    return Taken(people, telling.problems, grid.label)


def _tell_hidden(grid: Grid, header: int, telling: Telling) -> None:
    """Tell once which of the rows with people are hidden: somebody may have filtered them away."""
    numbers = sorted(number for number in grid.rows if number > header)
    hidden = [rows for rows in grid.hidden if bisect_left(numbers, rows[0]) < bisect_right(numbers, rows[1])]
    if not hidden:
        return
    named = stretches(hidden)
    said = f"row {named} is hidden and was" if named.isdecimal() else f"rows {named} are hidden and were"
    message = f"{said} read like the others"
    telling.warning(hidden[0][0], 1, "sheet-hidden", message, "Delete them if these people are to leave the list.")
