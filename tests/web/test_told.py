"""What the page tells of problems, in words and in order."""

from __future__ import annotations

import pytest

from composer.pipeline.preview import Look
from composer.problems import Level, Problem
from composer.text import Place
from composer.web.desk.looking.told import Told

INFO, WARNING, ERROR = Level.INFO, Level.WARNING, Level.ERROR


def told(*levels: Level, fault: str = "") -> Told:
    problems = tuple(
        Problem(Place("issues/1.yaml", line, 1), "code", "words", "Fix.", level) for line, level in enumerate(levels, 1)
    )
    return Told.of(Look(1, 1, (), 0, problems, fault, stale=False, sight=None))


@pytest.mark.parametrize(
    ("levels", "heading"),
    [
        ((), ""),
        ((INFO,), "1 remark"),
        ((WARNING, INFO, INFO), "1 warning, 2 remarks"),
        ((INFO, ERROR, WARNING, ERROR), "2 mistakes, 1 warning, 1 remark"),
    ],
)
def test_mistakes_warnings_and_remarks_are_counted_apart(levels, heading):
    assert told(*levels).heading == heading


def test_what_is_worse_comes_first():
    assert [group.level for group in told(INFO, WARNING, ERROR).groups] == [ERROR, WARNING, INFO]


def test_that_nothing_can_be_made_is_a_mistake_too():
    assert told(INFO, fault="There is no issue.").heading == "1 mistake, 1 remark"
