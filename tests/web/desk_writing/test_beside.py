"""Which field of the form each problem is told beside, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer.load.document import interpret
from composer.load.source import Source
from composer.pipeline.edition import Workspace
from composer.pipeline.writing import read_draft
from composer.problems import Level, Problem
from composer.text import Place
from composer.web.desk.writing.beside import Beside

HEAD = "number: 391\ndate: 2020-02-21\n"
ITEM = "items:\n  - title: News\n    update: x\n    "


def beside(root: Path, text: str, *more: Problem) -> Beside:
    """What is told of an issue's file that says this."""
    (root / "issues").mkdir()
    (root / "newsletter.yaml").write_text("name: Updates\n")
    (root / "issues" / "391.yaml").write_text(text, encoding="utf-8")
    problems = interpret("issue", Source("issues/391.yaml", text)).problems
    return Beside.of([*problems, *more], read_draft(Workspace.open(root), 391))


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("dates: [{on: rubbish, url: example.org/join}]", {"dates-0-day", "dates-0-url"}),
        ("dates:\n      - on: 2020-05-01\n        at: '99'\n        url: example.org", {"dates-0-at", "dates-0-url"}),
        ("dates:\n      - 2020-05-01 | A\n      - 2020-13-01 | B", {"dates-1-day"}),
        ("dates:\n      - 2020-05-01 25:00 | A", {"dates-0-at"}),
        ("dates:\n      - what: A", {"dates-0-day"}),
        ("resource: {title: A, url: example.org, published: '3'}", {"resource-url", "resource-published"}),
        ("resource:\n      url: https://example.org/", {"resource-title"}),
    ],
)
def test_a_problem_is_told_beside_the_part_that_it_is_about(tmp_path, written, parts):
    assert set(beside(tmp_path, f"{HEAD}{ITEM}{written}\n").items[0]) == parts


@pytest.mark.parametrize("written", ["dates:\n      - what: A", "dates:\n      - '| A'"])
def test_a_date_without_a_day_is_told_in_words_of_the_form(tmp_path, written):
    told = [one for found in beside(tmp_path, f"{HEAD}{ITEM}{written}\n").items[0].values() for one in found]

    assert [problem.words for problem in told] == ["This date has no day. Choose one, or take this date out."]


def test_a_day_that_nobody_is_reminded_of_is_added_below_and_not_in_words_of_the_file(tmp_path):
    found = "not in `dates`, so nobody is reminded: Friday 1 May 2020"
    fix = "Add to the item's `dates`: 2020-05-01"
    problem = Problem(Place("issues/391.yaml", 5, 5), "date-unlisted", found, fix, Level.WARNING)

    (told,) = beside(tmp_path, f"{HEAD}{ITEM}action: x\n", problem).items[0]["update"]
    assert told.words == "not among its dates, so nobody is reminded: Friday 1 May 2020. Add a date below."


def test_a_fresh_issue_has_no_mark_on_its_head(tmp_path):
    problem = Problem(Place("issues/391.yaml", 2, 1), "news-none", "the issue has no items", "Add one.", Level.WARNING)

    assert not beside(tmp_path, HEAD, problem).head
