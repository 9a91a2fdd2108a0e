"""A list goes out as a file for a spreadsheet program, and the same list comes back."""

from __future__ import annotations

import csv
import hashlib
import resource
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from composer.intake import read_sheet
from composer.intake.cells import tidy
from composer.lists.altering import replaced
from composer.lists.written import ListUnreadable, read_soundly
from composer.model import USUAL, Table
from composer.pipeline.exporting import as_csv, export
from composer.pipeline.unseen import as_list_has
from composer.problems import UsageError, has_errors

HOSTILE = [
    *("=1+1", "+44 20", "-", "@home", "＝1", "'=1", "''+", "'", '"', "a,b;c\td", "_x0041_", "#N/A"),
    *("TRUE", "1.10", "0044", "2020-02-21", "1E5", "nan", "None", "x" * 300, "  ", "<b>&amp;", "]]>", "😀", "Zoë"),
    *("e\u0301", "a\u00a0b", "\u200bx", "x\u00ad", "\u202eevil", "\ufeffx", "\x1b[2J", "\x07", "\x85", "\u2028"),
]
ADDRESSES = [
    "ann@example.org",
    "Bob.B+x@Example.NET",
    "zoë@example.org",
    "o'neil@example.org",
    "=a@example.org",
    "-@example.org",
]

st_cell = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8), st.just(""))
st_columns = st.sampled_from(
    [
        USUAL,
        ("email",),
        ("name", "email"),
        (*USUAL, "joined", "=cmd", "e"),
        ("email", "first name", "surname", "la", "work email", "job title"),
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables as a list's file can have them: what it would not be read as is not on a list."""
    columns = draw(st_columns)
    at = columns.index("email")
    rows = [
        tuple(address if place == at else draw(st_cell) for place in range(len(columns)))
        for address in draw(st.lists(st.sampled_from(ADDRESSES), unique=True))
    ]
    return Table(columns, tuple(rows))


def as_read(table: Table) -> Table:
    lines = []
    for row in (table.columns, *table.rows):
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in row))
    rows = [line for line in lines[1:] if is_read(f"{lines[0]}\n{line}\n")]
    return read_soundly("\n".join([lines[0], *rows, ""]).encode("utf-8", "replace"), "list").table


def is_read(text: str) -> bool:
    try:
        return len(read_soundly(text.encode(), "list").table.rows) == 1
    except (ListUnreadable, UnicodeEncodeError):
        return False


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(tables())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(Table(("email", "name"), tuple((f"p{at}@example.org", cell) for at, cell in enumerate(HOSTILE))))
def test_what_is_exported_comes_back_the_same(tmp_path: Path, kind: str, table: Table) -> None:
    path = tmp_path / f"out.{kind}"
    path.unlink(missing_ok=True)
    table = as_read(table)
    export(table, "The [SEND] Network: 'a/b' and a very long name indeed", path)

    taken = read_sheet(path, known=table.columns)

    assert not has_errors(taken.problems), taken.problems
    assert taken.sheet is not None
    assert replaced(table, as_list_has(taken.sheet.table, table)) == table
    assert told_apart(taken.sheet.table, table)


def told_apart(taken: Table, table: Table) -> bool:
    """Whether an emptied list would get these very people: of their cells, what cannot be seen may be lost."""
    empty = Table(table.columns, ())
    again = replaced(empty, taken)
    seen = [tuple(map(tidy, row)) for row in table.rows]
    return again.columns == table.columns and [tuple(map(tidy, row)) for row in again.rows] == seen


PEOPLE = Table(
    USUAL, (("ann@example.org", "=HYPERLINK(1)", "＋1", "@sum"), ("bob@example.org", "Bob", "#N/A", "2020-02-21"))
)


def test_no_cell_of_a_csv_file_begins_as_a_formula_does() -> None:
    rows = list(csv.reader(as_csv(PEOPLE).splitlines()))

    assert rows[1] == ["ann@example.org", "'=HYPERLINK(1)", "'＋1", "'@sum"]
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r＝＋－＠")]


def test_a_workbook_holds_nothing_but_text_under_a_header_that_stays_in_sight(tmp_path: Path) -> None:
    export(PEOPLE, "SEND: the [Network]/list?", tmp_path / "out.xlsx")

    book = load_workbook(tmp_path / "out.xlsx")
    [sheet] = book.worksheets
    assert sheet.title == "SEND the Network list"
    assert sheet.freeze_panes == "A2"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert all(cell.font.bold for cell in sheet[1])
    assert [cell.value for cell in sheet[3]] == ["bob@example.org", "Bob", "#N/A", "2020-02-21"]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_nothing_of_an_export_is_written_to_the_machines_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    export(PEOPLE, "SEND", tmp_path / name)

    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_an_export_on_a_full_disk_is_refused_in_words_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    many = Table(("email",), tuple((f"{at}@{hashlib.sha256(b'%d' % at).hexdigest()}.org",) for at in range(500)))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(UsageError, match="cannot be written: File too large"):
            export(many, "SEND", tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list(tmp_path.iterdir()) == []


def test_what_xml_cannot_hold_makes_no_broken_workbook(tmp_path: Path) -> None:
    export(Table(("email", "name"), (("a@example.org", "\x07\ufffe\r<&]]>"),)), "<&\"'>", tmp_path / "out.xlsx")

    [sheet] = load_workbook(tmp_path / "out.xlsx").worksheets
    assert sheet.title == "<&\"'>".strip("'")
    assert sheet["B2"].value == "_x0007__xFFFE__x000D_<&]]>"


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_an_export_is_for_its_owner_and_never_written_over_another_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    export(PEOPLE, "SEND", path)
    before = path.read_bytes()

    with pytest.raises(UsageError, match="is there already"):
        export(Table(USUAL, ()), "SEND", path)

    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_neither_a_dangling_link_nor_another_kind_of_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "elsewhere.csv")

    with pytest.raises(UsageError, match="is there already"):
        export(PEOPLE, "SEND", tmp_path / "link.csv")
    with pytest.raises(UsageError, match=r"exported as \.csv or \.xlsx"):
        export(PEOPLE, "SEND", tmp_path / "out.pdf")

    assert [path.name for path in tmp_path.iterdir()] == ["link.csv"]
