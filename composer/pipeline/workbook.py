"""A workbook of one sheet, every cell of it text.

Rule: it is made in memory alone; written aside first, people's addresses would be left in the machine's temporary
folder by whatever kills it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from composer.model import Cells
from composer.problems import UsageError


def workbook(title: str, rows: Sequence[Cells], widths: Sequence[float]) -> bytes:
    """The rows as a workbook, the first in bold and always in sight; `widths` of the columns are in characters.

    Raises:
        UsageError: a cell is longer than any in a workbook may be.
    """
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        styles = book.add_format({"bold": True, "num_format": _TEXT}), book.add_format({"num_format": _TEXT})
        for number, row in enumerate(rows):
            _write(sheet, number, row, styles[number > 0])
    return written.getvalue()


_TEXT = "@"  # what is typed into such a cell later stays text, too


def _write(sheet: Worksheet, number: int, row: Cells, style: object) -> None:
    for column, words in enumerate(row):
        if words and sheet.write_string(number, column, words, style):
            raise UsageError("a cell of this list is longer than a workbook holds. Export it as .csv")


def _sheet_name(title: str) -> str:
    """What Excel accepts as the name of a sheet."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")
    return " ".join(allowed.split())[:_LONGEST_SHEET_NAME].strip(" '") or "List"


_LONGEST_SHEET_NAME = 31
