"""From a workbook to grids, read by a process of its own, so that a hostile file costs that process alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any, BinaryIO

from composer.intake import unpacking
from composer.intake.grid import Grid, Unreadable
from composer.intake.kinds import Kind, damaged, locked, too_large


def grids_of(file: BinaryIO, kind: Kind) -> list[Grid]:
    """Every sheet of a workbook, hidden ones too, in its order.

    Raises:
        Unreadable: none can be read.
    """
    file.seek(0)
    command = [sys.executable, "-P", "-m", "composer.intake.unpacking", kind.name.lower()]
    with subprocess.Popen(  # noqa: S603 – this Python, a module of ours, no shell
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as unpacker:
        if unpacker.stdout is None:
            raise damaged()
        try:
            return gathered(json.loads(line) for line in unpacker.stdout)
        except ValueError as error:  # it was stopped in the middle of a line
            raise damaged() from error
        finally:
            unpacker.kill()


def gathered(lines: Iterable[list[Any]]) -> list[Grid]:
    """The grids that the unpacking process tells of.

    Raises:
        Unreadable: it ended otherwise than well.
    """
    grids: list[Grid] = []
    for what, *told in lines:
        if what == "sheet":
            name, visible, hidden, merged, unstored = told
            spans, stretches = [tuple(span) for span in merged], [tuple(rows) for rows in hidden]
            grids.append(Grid(name, {}, visible, spans, stretches, number=len(grids) + 1))
            grids[-1].unstored.update((row, column) for row, column in unstored)
        elif what == "rows":
            grids[-1].rows.update(told[0])
        else:
            _check_end(*told)
            return grids
    raise too_large("this spreadsheet is damaged, or takes too much memory or time to read")


def _check_end(how: str, unseen: Iterable[str] = ()) -> None:
    if how == unpacking.LOCKED:
        raise locked()
    if how == unpacking.LARGE:
        raise too_large("this spreadsheet holds more cells than can be read")
    if how == unpacking.UNSEEN:
        message = "the file may be damaged, as it holds addresses that none of its cells shows"
        fix = "Open it in Excel or LibreOffice, copy the cells into a new spreadsheet, save that and import it."
        raise Unreadable("sheet-unreadable", message, fix, ", ".join(unseen))
    if how != unpacking.FINE:
        raise damaged()
