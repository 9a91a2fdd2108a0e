"""Workbooks as Excel and others keep them: hidden rows, hidden sheets, merged cells, values of all kinds, damage."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from composer.intake import Taken, read_sheet
from composer.problems import Level
from tests.intake.workbooks import ods, ods_row, ods_table, with_part, xlsx, xlsx_row

HEADER = ("Email", "Name")


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], *, hide: Sequence[str] = ()) -> Path:
    """A workbook with such sheets, some of them hidden."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hide else "visible"
    book.save(path)
    return path


def people(taken: Taken) -> list[tuple[str, ...]]:
    assert taken.sheet is not None
    return list(taken.sheet.table.rows)


def told(taken: Taken) -> list[tuple[str, Level, str]]:
    """The cell, level and code of each problem."""
    return [(getattr(it.place, "name", ""), it.level, it.code) for it in taken.problems]


def test_hidden_rows_are_named_in_one_warning_and_read(tmp_path):
    path = tmp_path / "list.xlsx"
    book = openpyxl.load_workbook(workbook(path, {"L": [HEADER, *((f"p{at}@example.org",) for at in range(12))]}))
    for row in (6, 7, 8, 9, 12):
        book["L"].row_dimensions[row].hidden = True
    book.save(path)

    taken = read_sheet(path)

    assert len(people(taken)) == 12
    assert told(taken) == [("L!A6", Level.WARNING, "sheet-hidden")]
    assert taken.problems[0].message == "rows 6–9 and 12 are hidden and were read like the others"


def test_merged_titles_words_and_addresses(tmp_path):
    path = tmp_path / "list.xlsx"
    rows = [("Our list",), (*HEADER, "Council"), ("ann@example.org", "Ann", "Kent"), ("bob@example.org", "Bob")]
    book = openpyxl.load_workbook(workbook(path, {"L": [*rows, ("cy@example.org", "", "Surrey"), (None, "Cy")]}))
    for cells in ("A1:C1", "C3:C4", "A5:A6"):
        book["L"].merge_cells(cells)
    book.save(path)

    taken = read_sheet(path)

    assert people(taken) == [
        ("ann@example.org", "Ann", "Kent"),
        ("bob@example.org", "Bob", "Kent"),
        ("cy@example.org", "Cy", "Surrey"),
    ]
    assert taken.problems == ()


def test_the_one_visible_sheet_with_addresses_is_read_and_a_hidden_one_told(tmp_path):
    sheets = {
        "Notes": [("Email", "see the next sheet")],
        "People": [HEADER, ("ann@example.org", "Ann")],
        "Old": [HEADER, ("old@example.org", "Old")],
    }
    path = workbook(tmp_path / "list.xlsx", sheets, hide=["Old"])

    taken = read_sheet(path)

    assert (taken.name, people(taken)) == ("People", [("ann@example.org", "Ann")])
    assert told(taken) == [("Old!A2", Level.WARNING, "sheet-which")]
    assert "hidden sheet Old was not read" in taken.problems[0].message
    assert people(read_sheet(path, "old")) == [("old@example.org", "Old")]


def test_addresses_on_hidden_sheets_alone_are_not_read_unasked(tmp_path):
    path = workbook(tmp_path / "list.xlsx", {"A": [("x",)], "B": [HEADER, ("ann@example.org", "Ann")]}, hide=["B"])

    taken = read_sheet(path)

    assert taken.sheet is None
    assert [problem.words for problem in taken.problems] == [
        "addresses stand only on a sheet that is hidden: “B”. Show it, or read it with --sheet 'B'."
    ]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path):
    path = workbook(tmp_path / "list.xlsx", {"A": [HEADER], "B": [HEADER]})

    taken = read_sheet(path, "C")

    assert taken.sheet is None
    assert [problem.message for problem in taken.problems] == ["there is no sheet C; there are “A”, “B”"]


def test_values_become_what_people_would_write(tmp_path):
    values = [
        7.0,
        7.25,
        1234567890123,
        True,
        date(2020, 2, 21),
        datetime.combine(date(2020, 2, 21), time(10, 30)),
        time(9, 5),
    ]
    path = workbook(tmp_path / "list.xlsx", {"L": [("Email", *"abcdefg"), ("ann@example.org", *values)]})

    assert people(read_sheet(path)) == [
        ("ann@example.org", "7", "7.25", "1234567890123", "TRUE", "2020-02-21", "2020-02-21 10:30", "09:05")
    ]


def test_rows_and_columns_are_named_as_the_spreadsheet_shows_them(tmp_path):
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for place, words in {"C12": "Email", "D12": "Name", "C14": "ann at example", "D14": "Ann"}.items():
        book.worksheets[0][place] = words
    book.save(path)

    assert told(read_sheet(path)) == [("Sheet!C14", Level.ERROR, "sheet-address")]


@pytest.mark.parametrize("name", ["list.csv", "list.xls", "list.ods", "list"])
def test_a_workbook_is_known_whatever_it_is_called(tmp_path, name):
    path = workbook(tmp_path / "list.xlsx", {"L": [HEADER, ("ann@example.org", "Ann")]})
    path.rename(tmp_path / name)

    assert people(read_sheet(tmp_path / name)) == [("ann@example.org", "Ann")]


def test_an_address_that_no_cell_shows_is_damage(tmp_path):
    """As when two cells say that they are the same."""
    rows = xlsx_row(1, "Email") + xlsx_row(2, "ann@example.org") + xlsx_row(2, "bob@example.org")

    taken = read_sheet(xlsx(tmp_path / "list.xlsx", rows))

    assert taken.sheet is None
    assert [problem.code for problem in taken.problems] == ["sheet-unreadable"]
    assert taken.problems[0].about == "ann@example.org"


def test_remarks_links_and_page_footers_are_no_cells(tmp_path):
    noted = "<office:annotation><text:p>or bob@example.org</text:p></office:annotation>"
    table = ods_table(ods_row("Email"), ods_row("ann@example.org")).replace("<text:p>ann", f"{noted}<text:p>ann")
    book = openpyxl.load_workbook(workbook(tmp_path / "list.xlsx", {"L": [HEADER, ("ann@example.org", "Ann")]}))
    book["L"].oddFooter.center.text = "Ask cy@example.org"
    book["L"]["A2"].hyperlink = "mailto:old@example.org"
    book.save(tmp_path / "list.xlsx")

    assert people(read_sheet(tmp_path / "list.xlsx")) == [("ann@example.org", "Ann")]
    assert people(read_sheet(ods(tmp_path / "list.ods", table))) == [("ann@example.org",)]


@pytest.mark.parametrize(("kind", "part"), [("xlsx", "xl/sharedStrings.xml"), ("ods", "content.xml")])
def test_a_part_cut_short_is_damage_and_not_a_shorter_list(network, tmp_path, kind, part):
    with zipfile.ZipFile(network[kind]) as package:
        whole = package.read(part)
    cut = whole[: whole.index(b"fay@example.org")].rpartition(b"<")[0]

    taken = read_sheet(with_part(network[kind], tmp_path / f"cut.{kind}", part, cut), "Merged")

    assert taken.sheet is None
    assert [problem.code for problem in taken.problems] == ["sheet-unreadable"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("</sheetData><x>" + xlsx_row(3, "Bob"), id="a row behind the end of the rows"),
        pytest.param('<row r="3"><c r="A3" t="inlineStr"><is><t>Bob</t></is></c>', id="a row without an end"),
        pytest.param('<row r="3" r="4"/>', id="a row of two numbers"),
    ],
)
def test_wrong_xml_is_damage_though_its_cells_could_be_read(tmp_path, rows):
    taken = read_sheet(xlsx(tmp_path / "list.xlsx", xlsx_row(1, "Email") + xlsx_row(2, "ann@example.org") + rows))

    assert taken.sheet is None
    assert [problem.code for problem in taken.problems] == ["sheet-unreadable"]


def test_xml_that_declares_anything_is_damage_though_its_cells_could_be_read(tmp_path):
    doctype = "<!DOCTYPE worksheet>"
    books = [
        xlsx(tmp_path / "list.xlsx", xlsx_row(1, "Email") + xlsx_row(2, "ann@example.org"), doctype),
        ods(tmp_path / "list.ods", ods_table(ods_row("Email"), ods_row("ann@example.org")), doctype),
    ]

    assert [(read_sheet(it).sheet, read_sheet(it).problems[0].code) for it in books] == [
        (None, "sheet-unreadable"),
        (None, "sheet-unreadable"),
    ]


def test_formulas_whose_value_was_never_stored_are_told_and_nobody_is_lost_by_them(tmp_path):
    rows = [HEADER, *((f'=LOWER("P{at}@EXAMPLE.ORG")', f"Person {at}") for at in range(3)), ('="cy@example.org"', None)]
    taken = read_sheet(workbook(tmp_path / "list.xlsx", {"L": rows}))

    assert told(taken) == [("L!A2", Level.ERROR, "sheet-cell")]
    assert taken.problems[0].message == "in rows 2–5 of this column a formula stands whose value was never stored"


def test_a_formula_whose_stored_value_is_empty_is_an_empty_cell(tmp_path):
    formula = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>ann@example.org</t></is></c><c r="B2" t="str"><f>""</f><v/></c>'
    )

    taken = read_sheet(xlsx(tmp_path / "list.xlsx", xlsx_row(1, *HEADER) + formula + "</row>"))

    assert (people(taken), taken.problems) == ([("ann@example.org", "")], ())


def test_a_sheet_named_after_an_address_is_told_by_its_number(tmp_path):
    sheets = {"ann@example.org": [HEADER, ("ann@example.org", "Ann")], "B": [HEADER, ("bob@example.org", "Bob")]}
    path = workbook(tmp_path / "list.xlsx", sheets)

    taken = read_sheet(path, "no. 1")

    assert (taken.name, people(taken)) == ("no. 1", [("ann@example.org", "Ann")])
    assert [problem.words for problem in read_sheet(path).problems] == [
        "several sheets have a column of addresses: “no. 1”, “B”. Say which to read, like --sheet 'no. 1'."
    ]
    assert [str(problem) for problem in read_sheet(path, "B").problems] == [
        "list.xlsx no. 1!A2: warning: the sheet no. 1 was not read, though it holds addresses. "
        "Move those who belong on the list to the sheet that is read. [sheet-which]"
    ]


@pytest.mark.parametrize("words", ["EncryptedPackage", "FILEPASS"])
def test_a_locked_workbook_is_told_in_a_sentence(network, tmp_path, words):
    """As Excel locks an .xlsx, and an .xls: after the record that begins it comes one that locks it."""
    data = network["xls"].read_bytes()
    begins = data.index(b"\x09\x08\x10\x00")
    locked = {
        "EncryptedPackage": data + words.encode("utf-16-le"),
        "FILEPASS": data[: begins + 20] + b"\x2f\x00" + data[begins + 22 :],
    }
    (tmp_path / "list.xlsx").write_bytes(locked[words])

    taken = read_sheet(tmp_path / "list.xlsx")

    assert [problem.message for problem in taken.problems] == ["this spreadsheet is protected by a password"]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/document.xml", "this is a Word file"),
        ("xl/workbook.bin", "this is a binary Excel workbook (.xlsb)"),
        ("holiday.jpg", "this is a ZIP file"),
    ],
)
def test_other_packages_are_called_what_they_are(tmp_path, part, words):
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w") as package:
        package.writestr(part, "")

    taken = read_sheet(tmp_path / "list.xlsx")

    assert taken.sheet is None
    assert [problem.message for problem in taken.problems] == [f"{words}, not a spreadsheet"]


def test_too_many_columns_and_problems_are_told_once(tmp_path):
    wide = workbook(tmp_path / "wide.xlsx", {"L": [("Email", *range(201))]})
    many = workbook(tmp_path / "many.xlsx", {"L": [HEADER, *((f"person {at}", "Ann") for at in range(300))]})

    assert told(read_sheet(wide)) == [("L!GS1", Level.ERROR, "sheet-large")]
    assert len(read_sheet(many).problems) == 101
    assert read_sheet(many).problems[-1].message == "200 more problems were found in this sheet"


def test_a_file_that_is_gone_is_told(tmp_path):
    path = workbook(tmp_path / "list.xlsx", {"L": [HEADER]})
    shutil.move(path, tmp_path / "other.xlsx")

    assert [problem.message for problem in read_sheet(path).problems] == [
        "this file cannot be read: No such file or directory"
    ]


def test_a_file_of_text_has_no_sheets_to_choose_from(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email\nann@example.org\n")

    assert [problem.message for problem in read_sheet(path, "People").problems] == [
        "this file is one sheet, without a name"
    ]
