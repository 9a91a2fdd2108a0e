"""When an issue is sent, its days are held against that day too."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from composer.check import Found, Rule
from composer.check.dates import date_past, date_unlisted, deadline_close
from composer.pipeline.edition import Workspace, address_issue
from composer.problems import Level
from tests.problems.test_cases import build


def found_by(rule: Rule, root: Path, item: str, today: datetime.date | None) -> list[Found]:
    """What a rule finds in an issue of Friday 21 February 2020, sent on a day."""
    build(root, {"items": f"  - title: News\n    update: {item}\n"})
    subject = address_issue(Workspace.open(root), 2).subject
    return list(rule.find(replace(subject, today=today)))


DEADLINE = "Something new.\n    dates: [by 2020-02-26]"
ASKED = "Please answer by 26 February 2020.\n    dates: [2020-05-01]"


@pytest.mark.parametrize("item", [DEADLINE, ASKED])
def test_a_deadline_that_passed_before_the_issue_is_sent_is_over(item, tmp_path):
    assert found_by(date_past.RULE, tmp_path, item, None) == []
    assert found_by(date_past.RULE, tmp_path, item, datetime.date(2020, 2, 26)) == []

    [found] = found_by(date_past.RULE, tmp_path, item, datetime.date(2020, 2, 27))

    assert found.message == "26 February 2020 is before today, 27 February 2020"
    assert found.level is Level.ERROR


def test_an_issue_sent_before_its_date_is_judged_by_its_date(tmp_path):
    [found] = found_by(date_past.RULE, tmp_path, "x\n    dates: [by 2020-02-19]", datetime.date(2020, 2, 18))

    assert found.message == "19 February 2020 is before the issue's date, 21 February 2020"


@pytest.mark.parametrize(("today", "left"), [(21, None), (24, 2), (25, 1), (26, 0), (27, None)])
def test_working_days_are_counted_from_the_day_of_sending(today, left, tmp_path):
    found = found_by(deadline_close.RULE, tmp_path, DEADLINE, datetime.date(2020, 2, today))

    assert [left] == [None if not found else int(word.replace("no", "0")) for word in _count(found)]


def _count(found: list[Found]) -> list[str]:
    return [each.message.split(" is ")[1].split()[0] for each in found] or [""]


def test_a_day_that_is_over_when_it_is_sent_is_not_asked_for(tmp_path):
    item = "The meeting is on 25 February 2020."

    assert len(found_by(date_unlisted.RULE, tmp_path, item, None)) == 1
    assert found_by(date_unlisted.RULE, tmp_path, item, datetime.date(2020, 2, 26)) == []
