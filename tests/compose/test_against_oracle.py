"""Section 4 by property: whatever the history, the edition is what the oracle says, field by field."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from composer.model import Event, KeyDate, Reminder, Tool
from tests.compose import oracle
from tests.compose.histories import History, histories

# The memory has more ways to go wrong than the rest.
MANY = settings(max_examples=3 * settings().max_examples)
FEW = settings(max_examples=settings().max_examples // 3)


@FEW
@given(histories())
def test_news_are_the_items_of_the_issue_as_written(history: History):
    expected = [(item, oracle.Version(history.issue, item).seen) for item in history.issue.items]

    assert [(news.item, news.seen) for news in history.edition.news] == expected


@MANY
@given(histories())
def test_reminders_are_those_the_oracle_finds_in_its_order(history: History):
    expected = oracle.reminders(history.issue, history.others, history.programme.settings.reminders)

    assert [fields_of(reminder) for reminder in history.edition.reminders] == [
        (
            reminded.version.item,
            reminded.version.issue.number,
            reminded.version.issue.date,
            reminded.until,
            reminded.before,
            reminded.version.seen,
        )
        for reminded in expected
    ]


def fields_of(reminder: Reminder) -> tuple[object, ...]:
    return reminder.item, reminder.issue, reminder.date, reminder.until, reminder.before, reminder.seen


@given(histories())
def test_the_reason_of_a_reminder_is_true(history: History):
    rules = history.programme.settings.reminders
    expected = oracle.reminders(history.issue, history.others, rules)

    for reminder, reminded in zip(history.edition.reminders, expected, strict=True):
        if reminded.kept:
            assert reminder.reason == f"kept this week by issue {history.issue.number}"
            continue
        until, why = parts(r"until (\d+ \w+ \d{4}), (.+)", reminder.reason)
        assert until == long_date(reminder.until)
        assert is_true(why, reminder, history.issue.date)


def parts(pattern: str, words: str) -> tuple[Any, ...]:
    """What the groups of a pattern are in words that are like it."""
    found = re.fullmatch(pattern, words)
    assert found, words
    return found.groups()


def is_true(why: str, reminder: Reminder, today: datetime.date) -> bool:
    """Whether those words tell why a reminder ends when it does."""
    coming = [event for event in reminder.item.dates if event.end >= today]
    first_day = min((event.start for event in coming), default=None)
    if why == "its next date":
        return any(event.end == reminder.until and event.start == first_day for event in coming)
    if why == "one of its dates":
        return any(event.end == reminder.until and event.start != first_day for event in coming)
    if why == "the day its `remind` gives":
        return reminder.item.remind == reminder.until
    count, unit, and_so = parts(r"(\d+) (week|day)s? after its issue(.*)", why)
    length = datetime.timedelta(days=int(count) * (7 if unit == "week" else 1))
    further_off = any(event.end > reminder.until for event in coming)
    return reminder.date + length == reminder.until and bool(and_so) <= further_off


def long_date(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


@MANY
@given(histories())
def test_left_out_is_what_was_there_within_a_year_and_is_not_now(history: History):
    expected = oracle.left_out(history.issue, history.others, history.programme.settings.reminders)

    assert [(left.item, left.issue) for left in history.edition.left_out] == [
        (version.item, version.issue.number) for version in expected
    ]


@given(histories())
def test_the_reason_why_something_is_left_out_is_true(history: History):
    rules = history.programme.settings.reminders
    expected = oracle.left_out(history.issue, history.others, rules)

    for left, version in zip(history.edition.left_out, expected, strict=True):
        reasons = oracle.why_left_out(version, history.issue, history.others, rules)
        if replaced := re.fullmatch(r"replaced by (\w+) in issue (\d+)", left.reason):
            assert f"replaced in {replaced[2]}" in reasons
            assert replaced[1] in replacing(version.item.id, int(replaced[2]), history)
        elif dropped := re.fullmatch(r"dropped by issue (\d+)", left.reason):
            assert f"dropped in {dropped[1]}" in reasons
        elif left.reason == "its `remind` says never":
            assert "never" in reasons
        elif left.reason == f"over the limit of {rules.limit} reminders":
            assert reasons == {"limit"}
        else:
            assert reasons == {"not current"}
            assert_ended_and_back(left.reason, version, history)


def replacing(name: str, number: int, history: History) -> set[str]:
    issues = [issue for issue in [history.issue, *history.others] if issue.number == number]
    return {item.id for issue in issues for item in issue.items if name in item.replaces}


def assert_ended_and_back(reason: str, version: oracle.Version, history: History) -> None:
    """`ended on …` is the last day it was current, `back on …` the next one on which it will be."""
    today = history.issue.date
    current = oracle.current_days(version, history.programme.settings.reminders)
    ended, back, before = parts(
        r"ended on (\d+ \w+ \d{4}), [^;]+?(?:; back on (\d+ \w+ \d{4}), before (\d+ \w+ \d{4}))?", reason
    )
    remind = version.item.remind
    if isinstance(remind, datetime.date) and remind < version.issue.date:
        assert (ended, back) == (long_date(remind), None)  # over before it began
        return
    coming = [day for day in current if day > today]
    assert ended == long_date(max(day for day in current if day < today))
    assert back == (long_date(min(coming)) if coming else None)
    if back:
        assert before in {long_date(event.start) for event in version.item.dates if event.end >= min(coming)}


@MANY
@given(histories(tooling=True))
def test_tools_are_those_the_oracle_lists_in_its_order(history: History):
    expected = oracle.tools(history.issue, history.others, history.programme.settings.tools)

    assert [listed(tool) for tool in history.edition.tools] == expected


def listed(tool: Tool) -> oracle.Listed:
    return oracle.Listed(
        tool.id,
        tool.title,
        tool.issue,
        tool.seen,
        tool.url,
        tool.publisher,
        tool.published,
        tool.note,
        tool.pin,
        tool.new,
    )


@given(histories())
def test_key_dates_are_those_the_oracle_finds(history: History):
    expected = oracle.key_dates(history.issue, history.others)

    assert {date.id: dated(date) for date in history.edition.dates} == {
        date.id: (date.event, date.version.item, date.version.issue.number, date.version.seen) for date in expected
    }
    assert [when(date.event) for date in history.edition.dates] == [when(date.event) for date in expected]


def dated(date: KeyDate) -> tuple[object, ...]:
    return date.event, date.item, date.issue, date.seen


def when(event: Event) -> tuple[datetime.date, datetime.time]:
    return event.start, event.at or datetime.time.min


@given(histories())
def test_contacts_of_news_and_reminders_come_first(history: History):
    expected = oracle.contacts(history.issue, history.others, history.programme)

    assert list(history.edition.contacts) == expected


@FEW
@given(histories(tooling=True), st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_matter(history: History, random):
    others = list(history.others)
    random.shuffle(others)

    assert replace(history, others=tuple(others)).edition == history.edition


@FEW
@given(histories(tooling=True))
def test_issues_that_are_not_earlier_do_not_matter(history: History):
    earlier = oracle.earlier_issues(history.issue, history.others)

    assert replace(history, others=tuple(earlier)).edition == history.edition


@FEW
@given(histories(tooling=True))
def test_nothing_stands_in_an_edition_twice(history: History):
    keys = [entry.key for entry in history.edition.entries]

    assert len(keys) == len(set(keys))
