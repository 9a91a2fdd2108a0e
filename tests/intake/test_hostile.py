"""Files made to do harm end in one sentence, within the bounds of memory and of the processor's time."""

from __future__ import annotations

import os
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.intake import read_sheet, unpacking
from tests.intake.workbooks import ods, ods_row, ods_table, xlsx, xlsx_row

ANN = ods_row("email") + ods_row("ann@example.org")
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10 if at else "ha"}">' for at in range(12))
DOCTYPE = f"<!DOCTYPE lolz [{LAUGHS}]>"


def zip_bomb(path: Path) -> Path:
    """A sheet that unpacks to 720 MB."""
    xlsx(path, "")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("xl/sharedStrings.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(720):
            part.write(b" " * 1_000_000)
    return path


def lying_zip(path: Path) -> Path:
    """A package that says of a part of 50 MB that it has a hundred bytes."""
    xlsx(path, b"<x>" + b" " * 50_000_000 + b"</x>")
    data = path.read_bytes()
    path.write_bytes(data.replace((50_000_007).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    return path


def far_corner(path: Path) -> Path:
    """Two cells, as far from one another as there is."""
    last = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>bob@example.org</t></is></c></row>'
    return xlsx(path, xlsx_row(1, "email") + xlsx_row(2, "ann@example.org") + last)


def one_long_string(path: Path) -> Path:
    """A string of a million characters in ten thousand cells."""
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 10_001))
    xlsx(path, cells)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'x' * 1_000_000}</t></si></sst>")
    return path


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def text(words: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(words)
        return path

    return write


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a zip bomb": (zip_bomb, "sheet-large"),
    "a package that lies about its size": (lying_zip, "sheet-unreadable"),
    "entities in xlsx": (lambda path: xlsx(path, xlsx_row(1, "&l11;"), DOCTYPE), "sheet-unreadable"),
    "entities in ods": (lambda path: ods(path, ods_table(ods_row("&l11;")), DOCTYPE), "sheet-unreadable"),
    "a million rows of sixteen thousand cells": (
        lambda path: ods(
            path,
            ods_table(
                ANN,
                ods_row("a@b.org", repeated=1_048_576).replace(
                    "<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"'
                ),
            ),
        ),
        "sheet-unreadable",
    ),
    "a cell in the far corner": (far_corner, "sheet-large"),
    "one long string in many cells": (one_long_string, "sheet-large"),
    "a thousand sheets": (
        lambda path: ods(path, "".join(ods_table(ANN, name=f"S{at}") for at in range(1_000))),
        "sheet-which",
    ),
    "a row that is no number": (lambda path: xlsx(path, '<row r="99999999999999"/>'), "sheet-empty"),
    "text of one line": (text(b"," * 60_000_000), "sheet-large"),
    "text of lines alone": (text(b"email\n" + b"\n" * 60_000_000), "sheet-large"),
    "text of one word": (text(b"email\n" + b"x" * 60_000_000), "sheet-large"),
    "too many bytes": (text(b"email\n" + b"x\n" * 40_000_000), "sheet-large"),
    "a pipe": (pipe, "sheet-unreadable"),
    "a folder": (folder, "sheet-unreadable"),
    "nothing": (lambda path: path, "sheet-unreadable"),
}


SLOWEST = 20.0  # seconds of the processor's time


def seconds() -> float:
    """The processor's time this process has taken, and those it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_one_sentence(name, tmp_path):
    make, code = HOSTILE[name]
    path = make(tmp_path / "list.xlsx")
    before = seconds()

    taken = read_sheet(path)

    assert taken.sheet is None
    assert [problem.code for problem in taken.problems] == [code]
    assert seconds() - before < SLOWEST
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < unpacking.MEMORY


def test_deep_nesting_is_read_as_any_other(tmp_path):
    deep = "<text:span>" * 200_000 + "ann@example.org" + "</text:span>" * 200_000

    taken = read_sheet(ods(tmp_path / "deep.ods", ods_table(ods_row("email"), ods_row(deep))))

    assert taken.sheet is not None
    assert taken.sheet.table.rows == (("ann@example.org",),)


def test_merged_and_hidden_rows_that_overlap_a_thousandfold_cost_nothing(tmp_path):
    rows = xlsx_row(1, "email") + xlsx_row(2, "ann@example.org", "Kent")
    merged = "".join(f'<mergeCell ref="B2:B{1_048_576 - at}"/>' for at in range(20_000))
    hidden = "".join(f'<row r="{at}" hidden="1"/>' for at in range(3, 50_000, 2))
    sheet = f"<worksheet><sheetData>{rows}{hidden}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"

    taken = read_sheet(xlsx(tmp_path / "many.xlsx", sheet.encode()))

    assert taken.sheet is not None
    assert taken.sheet.table.rows == (("ann@example.org", "Kent"),)
