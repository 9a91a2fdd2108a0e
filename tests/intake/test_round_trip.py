"""A list that was written guarded, as exports are, is read as it was."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from composer.formulas import guarded
from composer.intake import read_sheet
from composer.model.tables import USUAL, Cells, Table

WORDS = st.text(st.sampled_from("aé ß'\"=+-＝,;|<>.:/#") | st.characters(categories=["L", "N", "P"]), max_size=12)
CELLS = WORDS.map(str.strip).filter(lambda words: "@" not in words and "＠" not in words)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=8)


def table_of(rows: list[Cells]) -> Table:
    """A list with a column of its own beside the usual ones."""
    return Table((*USUAL, "notes"), tuple((f"+p{at}@example.org", *row) for at, row in enumerate(rows)))


def read(path: Path) -> tuple[Table | None, list[str]]:
    """The table in a file, and what is told of it."""
    taken = read_sheet(path)
    table = taken.sheet.table if taken.sheet else None
    return table, [problem.code for problem in taken.problems]


@given(ROWS)
def test_a_list_of_text_comes_back_as_it_was(rows):
    table = table_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([map(guarded, row) for row in (table.columns, *table.rows)])

        assert read(path) == (table, [] if rows else ["sheet-empty"])


def test_a_workbook_comes_back_as_it_was(tmp_path):
    table = table_of([("=1+1", "'=x", "+44 1234", "O'Brien"), ("@home", "-", "'", "007"), ("", "", "", "")])
    book = openpyxl.Workbook()
    for row in (table.columns, *table.rows):
        book.worksheets[0].append([guarded(cell) for cell in row])
    book.save(tmp_path / "list.xlsx")

    assert read(tmp_path / "list.xlsx") == (table, [])
