"""Cells merged over several rows: words count for each of the rows, an address is one person.

Rule: what stands in a cell of its own is never written over, and what a merged row holds besides is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.intake.cells import tidy
from composer.intake.columns import Columns
from composer.intake.grid import Grid, Telling


def spread(grid: Grid, columns: Columns, telling: Telling) -> None:
    """Fill merged words down, and make one row of those that an address is merged over."""
    filled: dict[int, int] = {}  # column: the last row that is done, so that overlapping spans cost nothing
    last = max(grid.rows, default=0)
    for top, left, bottom, right in sorted(grid.merged):
        rows = range(max(top, filled.get(left, 0)) + 1, min(bottom, last) + 1)
        if bottom <= top or not rows or top <= columns.header:
            continue
        filled[left] = rows[-1]
        if left <= columns.email <= right:
            _fold(grid, columns, telling, top, rows)
        elif words := grid.cell(top, left):
            _fill(grid, left, rows, words)


def _fill(grid: Grid, column: int, rows: range, words: str) -> None:
    for number in rows:
        row = grid.rows.get(number)
        if row is not None and not tidy(grid.cell(number, column)):
            row += [""] * (column - len(row))
            row[column - 1] = words


def _fold(grid: Grid, columns: Columns, telling: Telling, top: int, rows: range) -> None:
    """Take the rows below the first into it, where it is empty; one with an address of its own stays."""
    head = grid.rows.get(top)
    if head is None or not tidy(grid.cell(top, columns.email)):
        return
    for number in rows:
        if number not in grid.rows or tidy(grid.cell(number, columns.email)):
            continue
        for column, words in _words(grid, number):
            head += [""] * (column - len(head))
            if not head[column - 1].strip():
                head[column - 1] = words
            elif tidy(head[column - 1]) != tidy(words):
                message = "one address is merged over several rows, and what this cell says is left out"
                fix = "Give each person a row with an address."
                telling.warning(number, column, "sheet-note", message, fix, tidy(words))
        del grid.rows[number]


def _words(grid: Grid, number: int) -> Iterator[tuple[int, str]]:
    return ((column, words) for column, words in enumerate(grid.rows[number], 1) if tidy(words))
