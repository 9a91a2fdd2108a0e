"""A list as a file for a spreadsheet program; imported again, it is the same list.

Rule: no cell is ever taken for a formula, and no file is written over.
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from composer.files import write_whole
from composer.formulas import guarded
from composer.model import Table
from composer.pipeline.workbook import workbook
from composer.problems import UsageError

KINDS = (".csv", ".xlsx")


def as_csv(table: Table) -> str:
    """The list as comma-separated values, with nothing in it that a spreadsheet program would compute."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows(list(map(guarded, row)) for row in (table.columns, *table.rows))
    return written.getvalue()


def export(table: Table, title: str, path: Path) -> None:
    """The list as a new file, of the kind that its name ends with; only its owner may read it.

    Raises:
        UsageError: there is such a file already or no such folder, it is no kind of file that we write, or it cannot be
            written.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"a list is exported as {' or '.join(KINDS)}; end the name of the file so")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}. Make it, or name another")
    if os.path.lexists(path):
        raise UsageError(f"{path} is there already, and is left as it is. Take another name")
    # Without the mark at its beginning, Excel takes a CSV file for one of the code page of its country.
    content = as_xlsx(table, title) if kind == ".xlsx" else as_csv(table).encode("utf-8-sig")
    try:
        write_whole(path, content, mode=0o600)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}. There is no such file now") from error


def as_xlsx(table: Table, title: str) -> bytes:
    """The list as a workbook of one sheet, every cell of it text."""
    # Guarded though it is text: saved as CSV by whoever opens it, it would be a formula there.
    rows = [tuple(map(guarded, row)) for row in (table.columns, *table.rows)]
    return workbook(title, rows, _widths(table))


def _widths(table: Table) -> list[float]:
    """How wide to show each column: as its longest cell, within reason."""
    longest = [max(map(len, cells)) for cells in zip(table.columns, *table.rows[:_LOOKED_AT], strict=True)]
    return [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]


_LOOKED_AT = 1_000  # rows
_NARROWEST, _WIDEST = 10, 50  # characters
