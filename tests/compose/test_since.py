"""What is told to have changed since the week before."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer.compose.since import Since
from composer.pipeline.edition import Workspace, compose_issue
from composer.pipeline.since import WeekBefore

BEFORE = """\
number: 10
date: 2026-03-06
items:
  - {title: Meeting one, update: Words., dates: [2026-03-10 | Meeting one | Hall]}
  - {title: Short-lived, update: Words., remind: never}
  - {title: Told twice, update: Words.}
  - title: A guide
    update: Words.
    resource: {title: A guide, url: https://example.org/guide}
"""
NOW = """\
number: 11
date: 2026-03-13
subject: Another subject
items:
  - {title: Brand new, update: Words., dates: [2026-05-01 | The conference | Hall]}
  - {title: Told twice, update: Words.}
  - title: A checklist
    update: Words.
    resource: {title: A checklist, url: https://example.org/list}
retire: [a-guide]
reminders: {drop: [a-guide]}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "issues").mkdir()
    (tmp_path / "newsletter.yaml").write_text("name: Update\nfrom: updates@example.org\n")
    (tmp_path / "issues" / "10.yaml").write_text(BEFORE)
    (tmp_path / "issues" / "11.yaml").write_text(NOW)
    return tmp_path


def changed(root: Path, number: int = 11) -> Since | None:
    return WeekBefore().since(compose_issue(Workspace.open(root), number))


def told(root: Path) -> Since:
    found = changed(root)
    assert found
    return found


def test_new_items_are_told_apart_from_those_told_again(root):
    since = told(root)

    assert since.number == 10
    assert [news.item.title for news in since.news] == ["Brand new", "A checklist"]
    assert [news.item.title for news in since.again] == ["Told twice"]


def test_a_subject_is_told_only_where_it_is_another(root):
    assert told(root).subject.startswith("Update no 10")
    for number in (10, 11):
        file = root / "issues" / f"{number}.yaml"
        file.write_text(file.read_text().replace("subject: Another subject\n", "") + "subject: The same\n")
    assert told(root).subject == ""


def test_reminders_that_came_and_items_that_went_are_told_with_the_reason(root):
    since = told(root)

    assert [reminder.title for reminder in since.came] == []
    assert [(gone.title, gone.reason) for gone in since.went] == [
        ("Meeting one", "ended on 10 March 2026, its last date"),
        ("Short-lived", "its `remind` says never"),
        ("A guide", "dropped by issue 11"),
    ]


def test_an_item_that_becomes_a_reminder_has_come(root):
    (root / "issues" / "11.yaml").write_text("number: 11\ndate: 2026-03-07\nitems:\n  - {title: New, update: Words.}\n")

    assert "Meeting one" in [reminder.title for reminder in told(root).came]


def test_tools_that_are_new_and_gone_are_told_and_whether_an_issue_retired_them(root):
    since = told(root)

    assert [tool.title for tool in since.tools] == ["A checklist"]
    assert [(gone.title, gone.reason) for gone in since.tools_gone] == [("A guide", "retired by issue 11")]


def test_a_tool_that_grew_too_old_is_not_said_to_be_retired(root):
    settings = root / "newsletter.yaml"
    settings.write_text(settings.read_text() + "tools: {weeks: 0}\n")
    file = root / "issues" / "11.yaml"
    file.write_text(file.read_text().replace("retire: [a-guide]\n", ""))

    assert [gone.reason for gone in told(root).tools_gone] == ["too old, or newer ones took its place"]


def test_dates_that_have_passed_are_told_apart_from_those_taken_off(root):
    since = told(root)
    assert [date.title for date in since.dates] == ["The conference"]
    assert [date.title for date in since.passed] == ["Meeting one"]
    assert since.off == ()

    file = root / "issues" / "10.yaml"
    file.write_text(file.read_text().replace("2026-03-10", "2026-04-10"))
    late = root / "issues" / "11.yaml"
    late.write_text(late.read_text().replace("drop: [a-guide]", "drop: [a-guide, meeting-one]"))
    assert [date.title for date in told(root).off] == ["Meeting one"]


def test_the_first_issue_has_nothing_before_it(root):
    assert changed(root, 10) is None


def test_the_week_before_is_composed_once_and_again_when_it_changes(root):
    workspace, before = Workspace.open(root), WeekBefore()
    first = before.since(compose_issue(workspace, 11))
    file = root / "issues" / "10.yaml"
    file.write_text(file.read_text().replace("Short-lived", "Short of breath"))
    again = before.since(compose_issue(workspace, 11))

    assert first
    assert again
    assert "Short-lived" in [gone.title for gone in first.went]
    assert "Short of breath" in [gone.title for gone in again.went]
