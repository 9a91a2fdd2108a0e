"""Which sheet of a workbook the people are on.

Rule: one visible sheet with addresses is it; of several nobody but its keeper knows, and whoever is not read is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from composer.intake.grid import Grid, Telling, Unreadable
from composer.intake.headings import address_columns, find_header
from composer.problems import shown


def chosen(grids: Sequence[Grid], wanted: str) -> Grid:
    """The sheet of that name; without one the visible sheet that has a column of addresses.

    Raises:
        Unreadable: there is no such sheet, or there are several.
    """
    if wanted:
        return _by_name(grids, wanted)
    if not any(grid.rows for grid in grids):
        raise Unreadable("sheet-empty", "the spreadsheet is empty", "Save the spreadsheet again and import that.")
    visible = [grid for grid in grids if grid.visible]
    held = [grid for grid in visible if holds_addresses(grid)] or [grid for grid in visible if find_header(grid)]
    if len(held) > 1:
        message = f"several sheets have a column of addresses: {_names(held)}"
        raise _which(message, f"Say which to read, like --sheet '{shown(held[0].label)}'.", held)
    if held:
        return held[0]
    hidden = [grid for grid in grids if not grid.visible and holds_addresses(grid)]
    if hidden:
        message = f"addresses stand only on a sheet that is hidden: {_names(hidden)}"
        raise _which(message, f"Show it, or read it with --sheet '{shown(hidden[0].label)}'.", hidden)
    return max(visible or grids, key=lambda grid: len(grid.rows))


def _by_name(grids: Sequence[Grid], wanted: str) -> Grid:
    named = [grid for grid in grids if wanted in (grid.name, grid.label)]
    named = named or [grid for grid in grids if grid.name.strip().casefold() == wanted.strip().casefold()]
    if named:
        return named[0]
    if [grid.name for grid in grids] == [""]:
        raise Unreadable("sheet-which", "this file is one sheet, without a name", "Leave --sheet out.")
    message = f"there is no sheet {shown(wanted)}; there are {_names(grids)}"
    raise _which(message, f"Say which to read, like --sheet '{shown(grids[0].label)}'.", grids)


def _which(message: str, fix: str, grids: Sequence[Grid]) -> Unreadable:
    return Unreadable("sheet-which", message, fix, sheets=[grid.label for grid in grids])


def tell_unread(grids: Sequence[Grid], read: Grid, telling: Telling) -> None:
    """Tell which other sheets hold addresses."""
    for grid in grids:
        held = None if grid is read else _first_address(grid)
        if held:
            kind = "sheet" if grid.visible else "hidden sheet"
            message = f"the {kind} {shown(grid.label)} was not read, though it holds addresses"
            other = Telling(telling.file, grid.label)
            other.warning(*held, "sheet-which", message, "Move those who belong on the list to the sheet that is read.")
            telling.told += other.told


def holds_addresses(grid: Grid) -> bool:
    """Whether a sheet has a cell that is an address and nothing else."""
    return bool(address_columns(grid))


def _first_address(grid: Grid) -> tuple[int, int] | None:
    """The row and column of the first cell with something like an address in it."""
    cells = ((row, column, cell) for row, cells in grid.rows.items() for column, cell in enumerate(cells, 1))
    return next(((row, column) for row, column, cell in cells if "@" in cell and "." in cell.partition("@")[2]), None)


def _names(grids: Sequence[Grid]) -> str:
    names = [f"“{shown(grid.label)}”" for grid in grids[:_MOST_NAMED]]
    more = f" and {len(grids) - _MOST_NAMED:,} more" if len(grids) > _MOST_NAMED else ""
    return ", ".join(names) + more


_MOST_NAMED = 8
