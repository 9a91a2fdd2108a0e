"""A list as a file for a spreadsheet program; imported again, it is the same list.

Rule: no cell is ever taken for a formula, and no file is written over.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from composer.files import write_whole
from composer.formulas import guarded
from composer.model import Cells, Table
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
        UsageError: there is such a file already, or it is no kind of file that we write.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"a list is exported as {' or '.join(KINDS)}; end the name of the file so")
    if os.path.lexists(path):
        raise UsageError(f"{path} is there already, and is left as it is. Take another name")
    # Without the mark at its beginning, Excel takes a CSV file for one of the code page of its country.
    content = as_xlsx(table, title) if kind == ".xlsx" else as_csv(table).encode("utf-8-sig")
    write_whole(path, content, mode=0o600)


def as_xlsx(table: Table, title: str) -> bytes:
    """The list as a workbook of one sheet, every cell of it text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    for column, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"

    def cells(row: Cells, font: Font | None = None) -> Iterator[WriteOnlyCell]:
        for words in row:
            # Guarded though it is text: saved as CSV by whoever opens it, it would be a formula there.
            cell = WriteOnlyCell(sheet, _escaped(guarded(words)))
            cell.data_type = "s"  # whatever it looks like: an error, a date
            if font:
                cell.font = font
            yield cell

    sheet.append(cells(table.columns, Font(bold=True)))
    for row in table.rows:
        sheet.append(cells(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _escaped(words: str) -> str:
    """Words as a workbook spells them: _x0041_ would be read as A (ECMA-376, part 1, 22.9.2.19)."""
    return _ESCAPE.sub("_x005F_", words)


_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def _sheet_name(title: str) -> str:
    """What Excel accepts as the name of a sheet."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")
    return " ".join(allowed.split())[:_LONGEST_SHEET_NAME] or "List"


_LONGEST_SHEET_NAME = 31


def _widths(table: Table) -> list[float]:
    """How wide to show each column: as its longest cell, within reason."""
    longest = [max(map(len, cells)) for cells in zip(table.columns, *table.rows[:_LOOKED_AT], strict=True)]
    return [min(max(length + 2, _NARROWEST), _WIDEST) for length in longest]


_LOOKED_AT = 1_000  # rows
_NARROWEST, _WIDEST = 10, 50  # characters
