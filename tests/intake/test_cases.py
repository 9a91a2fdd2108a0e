"""Sheets of delimited text as people keep them give the people in them, and tell all else: the cases of cases.yaml."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from composer.intake import read_sheet
from composer.problems import Problem

CASES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))


def content(case: dict[str, Any]) -> bytes:
    if "base64" in case:
        return base64.b64decode(case["base64"])
    text: str = case["text"]
    for sign, times in case.get("times", {}).items():
        text = text.replace(sign * 10, sign * 10 * times)
    return text.encode(case.get("encoding", "utf-8"))


def is_told(expected: str, problem: Problem) -> bool:
    where, message, fix = expected.split(" ~ ")
    told = f"{getattr(problem.place, 'name', '')} {problem.level} {problem.code}"
    return (told, message in problem.naming, fix in problem.fix) == (where, True, True)


@pytest.mark.parametrize("name", CASES)
def test_a_sheet_gives_its_people_and_tells_what_is_odd(name, tmp_path):
    case = CASES[name]
    path = tmp_path / case.get("file", "list.csv")
    path.write_bytes(content(case))

    taken = read_sheet(path)

    assert len(taken.problems) == len(case.get("problems", [])), taken.problems
    for expected in case.get("problems", []):
        assert any(is_told(expected, problem) for problem in taken.problems), (expected, taken.problems)
    if case["people"] is None:
        assert taken.sheet is None
        return
    assert taken.sheet is not None
    table = taken.sheet.table
    assert (table.columns, [list(row) for row in table.rows]) == (
        tuple(case.get("columns", ["email", "name"])),
        case["people"],
    )
    places = [getattr(place, "name", "") for place in taken.sheet.places]
    assert len(places) == len(table.rows)
    assert places == case.get("places", places)
    assert [table.address(table.rows[at]) for at in sorted(taken.sheet.nameless)] == case.get("nameless", [])


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.get("problems") and "text" in case])
def test_messages_and_remedies_quote_no_cell_but_headings(name, tmp_path):
    case = CASES[name]
    path = tmp_path / case.get("file", "list.csv")
    path.write_bytes(content(case))
    lines = [line for line in case["text"].split("\n") if "@" in line or "mail" not in line.lower()]
    cells = {cell.strip() for line in lines for cell in re.split(r"[,;|\t\"<>]+", line)}

    told = " ".join(problem.words for problem in read_sheet(path).problems).replace("name@example.org", "")

    assert re.findall(r"\S+@\S+", told) == []
    assert [cell for cell in cells if len(cell) > 1 and cell in told] == []


def test_a_hundred_wrong_cells_are_told_and_the_rest_is_counted(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email\n" + "ann@example\n" * 130)

    *told, counted = read_sheet(path).problems

    assert {problem.code for problem in told} == {"sheet-address"}
    assert (len(told), counted.code) == (100, "sheet-many")
    assert "30 more" in counted.message


def test_an_organisation_filled_down_two_thousand_rows_is_told_once(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email,organisation\nann@example.org,Kent\n" + ",Kent\n" * 2_000)

    taken = read_sheet(path)

    assert [(str(problem.place), problem.code, problem.naming) for problem in taken.problems] == [
        ("list.csv B3", "sheet-note", "rows 3–2002 below the last person hold no address and are left out: Kent")
    ]
