"""What LibreOffice saves in five formats is one list."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer.intake import Taken, read_sheet
from tests.intake.libreoffice import FORMATS

PEOPLE = [
    (
        "zoe@example.org",
        "Zoë Åkesson",
        "Kent, County Council",
        "Head of service",
        "7",
        'says "hello"',
        "TRUE",
        "2020-02-01",
    ),
    ("lukasz@example.org", "Łukasz Nowak", "Żory; Council", "", "1234.5", "", "FALSE", "2019-12-31"),
    ("ann@example.org", "", "Surrey", "Team", "", "", "", ""),
    ("bob@example.org", "", "Surrey", "Team", "", "", "", ""),
    ("cy@example.org", "Cy Lee", "Surrey", "Team", "", "", "", ""),
    ("dot@example.org", "Dot Shah", "Surrey", "Team", "", "", "", ""),
    ("eve@example.org", "", "Ελλάδα", "", "+44 12", "", "", ""),
]
TOLD = [
    ("B7", "sheet-several"),
    ("B8", "sheet-several"),
    ("B11", "sheet-address"),
    ("B12", "sheet-address"),
    ("A14", "sheet-note"),
]


def told(taken: Taken) -> list[tuple[str, str]]:
    """The cell and code of each problem."""
    return [(getattr(problem.place, "name", ""), problem.code) for problem in taken.problems]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_sheet_gives_the_same_people_and_problems_in_each_format(network: dict[str, Path], kind):
    name = "" if kind in ("csv", "tsv") else "People"

    taken = read_sheet(network[kind], name)

    assert taken.name == name
    assert taken.sheet is not None
    assert taken.sheet.table.columns == ("email", "name", "organisation", "role", "ext.", "notes", "active", "since")
    assert list(taken.sheet.table.rows) == PEOPLE
    on = f"{name}!" if name else ""
    other = [("Merged!B2", "sheet-which"), ("Clean!A3", "sheet-which")] if name else []
    assert told(taken) == [*other, *((on + cell, code) for cell, code in TOLD)]
    assert [str(place) for place in taken.sheet.places][::3] == [
        f"network.{kind} {on}{at}" for at in ("B5", "B7", "B10")
    ]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_merged_words_count_for_each_row_and_a_merged_address_is_one_person(network, kind):
    taken = read_sheet(network[kind], "merged")

    assert taken.sheet is not None
    assert list(taken.sheet.table.rows) == [
        ("ann@example.org", "Ann", "Kent"),
        ("bob@example.org", "Bob", "Kent"),
        ("cy@example.org", "Cy", "Kent"),
        ("team@example.org", "Dot", "Surrey"),
        ("fay@example.org", "Fay", "Sussex"),
    ]
    assert ("Merged!C6", "sheet-note") in told(taken)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_hidden_rows_are_read_and_told_in_one_warning(network, kind):
    taken = read_sheet(network[kind], "Merged")

    hidden = [problem for problem in taken.problems if problem.code == "sheet-hidden"]
    assert [problem.message for problem in hidden] == ["rows 3–4 are hidden and were read like the others"]


def test_of_several_sheets_with_people_none_is_chosen(network):
    taken = read_sheet(network["ods"])

    assert taken.sheet is None
    assert [problem.message for problem in taken.problems] == [
        "several sheets have a column of addresses: “People”, “Merged”, “Clean”"
    ]
    assert taken.problems[0].fix == "Say which to read, like --sheet 'People'."
