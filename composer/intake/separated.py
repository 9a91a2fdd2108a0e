"""From delimited text to a grid: what separates the cells is found from the header, or from the addresses.

Rule: a quote that is wrong is told at its row and swallows no other.
"""

from __future__ import annotations

import re

from composer.delimited import rows_of
from composer.intake.grid import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Grid, Telling
from composer.intake.headings import address_columns, find_header
from composer.intake.kinds import too_large

_SIGNS = ",;\t|"
_SAMPLE = 200  # lines
_MOST_LINES = 3 * MOST_ROWS  # a row may go over several
_LONGEST_LINE = 2 * MOST_COLUMNS * LONGEST_CELL
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def grid_of(text: str, telling: Telling) -> Grid:
    """The rows of delimited text, numbered as a spreadsheet does; wrong quotes are told.

    Raises:
        Unreadable: there is too much of it.
    """
    if text.count("\n") > _MOST_LINES:
        raise too_large(f"the file has more than {_MOST_LINES:,} lines")
    lines = text.split("\n")
    if max(map(len, lines)) > _LONGEST_LINE:
        raise too_large(f"a line of the file has more than {_LONGEST_LINE:,} characters")
    said = _SEP.fullmatch(lines[0]) or re.fullmatch("sep=(\t)", lines[0])
    if said:
        lines = lines[1:]  # a spreadsheet does not show it
    return _read(lines, said[1] if said else _separator(lines), telling)


def _separator(lines: list[str]) -> str:
    """What separates the cells: the sign that splits the header, else the one that sets addresses apart."""
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    sample = lines[first : first + _SAMPLE]
    best = max(_SIGNS, key=lambda sign: _sense(sample, sign))
    return best if any(best in line for line in sample) else ","


def _sense(sample: list[str], sign: str) -> tuple[int, int, int, int]:
    """How much sense a sign makes: known headings, cells of the header, cells that are an address, no cells split."""
    grid = _read(sample, sign, Telling(""))
    header = find_header(grid)
    split = -sum(sign in line for line in sample)
    if header is None:
        return 0, 0, sum(address_columns(grid).values()), -split
    cells = len(grid.rows[header.row])
    return header.known, cells, 0, split


def _read(lines: list[str], sign: str, telling: Telling) -> Grid:
    grid = Grid(strict=True)
    broken: list[tuple[int, str]] = []
    number = 0

    def tell_broken(_: int, why: str) -> None:
        nonlocal number
        number += 1
        broken.append((number, why))

    for _, cells in rows_of(lines, tell_broken, sign, apart=True):
        number += 1
        if any(cells):
            grid.rows[number] = cells
    for row, why in broken:
        _tell_quote(telling, row, why)
    return grid


def _tell_quote(telling: Telling, row: int, why: str) -> None:
    if "field larger" in why:
        fix = "Shorten it; a quote may be missing."
        telling.error(row, 1, "sheet-cell", "a cell of this row has more than 131,072 characters", fix)
    elif "unexpected end" in why:
        fix = 'Close it, or take it out; a quote inside a cell is doubled: "".'
        telling.error(row, 1, "sheet-quote", "a quote is opened in this row and never closed", fix)
    else:
        fix = 'Put the whole cell in quotes, and double a quote inside it: "".'
        telling.error(row, 1, "sheet-quote", "a quote stands in this row where none can", fix)
