"""Sheets of delimited text as people keep them give the people in them, and tell all else: the cases of cases.yaml."""

from __future__ import annotations

import base64
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
    return (told, message in problem.message, fix in problem.fix) == (where, True, True)


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


def test_a_hundred_wrong_cells_are_told_and_the_rest_is_counted(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email\n" + "ann@example\n" * 130)

    *told, counted = read_sheet(path).problems

    assert {problem.code for problem in told} == {"sheet-address"}
    assert (len(told), counted.code) == (100, "sheet-many")
    assert "30 more" in counted.message
