"""Every accepted form of the date line, of dates in keys and of `remind`, and what is made of the others."""

from __future__ import annotations

import datetime
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.model import NEVER, Event
from tests.load.reading import codes, issue_of, item_of

MAY_1, MAY_2 = date(2020, 5, 1), date(2020, 5, 2)


def event_of(line: str) -> Event:
    item, problems = item_of(f"dates:\n  - {line}")
    assert problems == []
    return item.dates[0]


def when(event: Event) -> tuple[date, date | None, time | None, time | None]:
    return event.start, event.to, event.at, event.until


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2020-05-01", (MAY_1, None, None, None)),
        ("2020-05-01 10:30", (MAY_1, None, time(10, 30), None)),
        ("2020-05-01 9:05", (MAY_1, None, time(9, 5), None)),
        ("2020-05-01 10.30", (MAY_1, None, time(10, 30), None)),
        ("2020-05-01, 10:30", (MAY_1, None, time(10, 30), None)),
        ("2020-05-01 10:30–15:30", (MAY_1, None, time(10, 30), time(15, 30))),
        ("2020-05-01 10:30-15:30", (MAY_1, None, time(10, 30), time(15, 30))),
        ("2020-05-01 10:30—15:30", (MAY_1, None, time(10, 30), time(15, 30))),
        ("2020-05-01 10.30 to 15.30", (MAY_1, None, time(10, 30), time(15, 30))),
        ("2020-05-01 10:30 – 15:30", (MAY_1, None, time(10, 30), time(15, 30))),
        ("2020-05-01–2020-05-02", (MAY_1, MAY_2, None, None)),
        ("2020-05-01 - 2020-05-02", (MAY_1, MAY_2, None, None)),
        ("2020-05-01 to 2020-05-02", (MAY_1, MAY_2, None, None)),
        ("2020-05-01 TO 2020-05-02", (MAY_1, MAY_2, None, None)),
        ("2020-05-01–2020-05-02 10:30–09:00", (MAY_1, MAY_2, time(10, 30), time(9, 0))),
        ("2020-05-01 00:00", (MAY_1, None, time(0, 0), None)),
        ("2020-05-01 23:59", (MAY_1, None, time(23, 59), None)),
    ],
)
@pytest.mark.parametrize("words", ["", " | AD Network", " | AD Network | Shaw House, Newbury", " || Newbury", " |"])
def test_a_date_line_has_a_day_and_perhaps_times_what_and_where(line, expected, words):
    event = event_of(line + words)

    assert when(event) == expected
    assert not event.deadline
    assert event.what == ("AD Network" if "AD" in words else None)
    assert event.where == ("Shaw House, Newbury" if "Shaw" in words else "Newbury" if "||" in words else None)


@pytest.mark.parametrize("by", ["by", "By", "BY", "by "])
def test_a_line_that_begins_with_by_is_a_deadline(by):
    event = event_of(f"{by} 2020-05-01 17:00 | Send agenda items")

    assert event.deadline
    assert when(event) == (MAY_1, None, time(17, 0), None)
    assert event.what == "Send agenda items"


def test_dates_in_keys_say_the_same_as_a_line():
    line = event_of("2020-05-01–2020-05-02 10:30–15:30 | Conference | Gatwick")
    keys = event_of("{on: 2020-05-01, to: 2020-05-02, at: 10:30, until: 15.30, what: Conference, where: Gatwick}")

    assert when(keys) == when(line)
    assert (keys.what, keys.where, keys.deadline) == (line.what, line.where, False)
    assert event_of("{by: 2020-05-01, what: Reply, url: https://example.org}").deadline
    assert event_of("{on: 2020-05-01, url: https://example.org}").url == "https://example.org"


def test_words_of_a_date_line_know_where_they_stand():
    event = event_of("2020-05-01 10:30 | AD Network | Newbury")

    assert event.what is not None
    assert event.where is not None
    assert (event.place.line, event.place.column) == (7, 9)
    assert (event.what.place.line, event.what.place.column) == (7, 28)
    assert (event.where.place.line, event.where.place.column) == (7, 41)


@pytest.mark.parametrize(
    "line",
    [
        "2020-02-30",
        "2020-13-01",
        "1 May 2020",
        "2020-05-01 24:00",
        "2020-05-01 10:60",
        "2020-05-02–2020-05-01",
        "2020-05-01 12:00–11:00",
        "2020-05-01 12:00–12:00",
        "2020-05-01 noon",
        "2020-05-01 to",
        "by",
        "by Friday",
        "2020-05-01 | a | b | c",
        "x",
        "'|'",
        "1 | 2",
        "2020-05-01T10:30",
        "2020-05-01 10:30:00",
        "0000-00-00",
        "9999-12-31",
        "2101-01-01",
        "1989-12-31",
        "２０２０-05-01",
        "{on: 2020-05-01, by: 2020-05-01}",
        "{to: 2020-05-01}",
        "{by: 2020-05-01, to: 2020-05-02}",
        "{on: 2020-05-01, until: 10:30}",
        "{on: 1 May 2020}",
        "[2020-05-01]",
    ],
)
def test_anything_else_is_one_error_that_stands_in_the_line(line):
    item, problems = item_of(f"dates:\n  - {line}\n  - 2020-06-01 | Kept")

    assert [problem.place.line for problem in problems] == [7]
    assert [event.what for event in item.dates][-1] == "Kept"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("21/02/2020", "2020-02-21"),
        ("21.2.2020", "2020-02-21"),
        ("21-02-20", "2020-02-21"),
        ("2020/2/21", "2020-02-21"),
        ("2020-2-21", "2020-02-21"),
        ("2020–02–21", "2020-02-21"),
        ("20200221", "2020-02-21"),
        ("21 February 2020", "2020-02-21"),
        ("21st Feb 2020", "2020-02-21"),
        ("the 21st of February 2020", "2020-02-21"),
        ("Friday 21 February 2020", "2020-02-21"),
        ("Friday, 21 February, 2020", "2020-02-21"),
        ("February 21, 2020", "2020-02-21"),
        ("2020-02-21 10:30", "2020-02-21"),
        ("2020-02-21T10:30", "2020-02-21"),
        ("02/21/2020", None),
        ("30 February 2020", None),
        ("1 Nonsense 2020", None),
        ("tomorrow", None),
    ],
)
def test_the_remedy_for_a_day_in_another_form_spells_it_out_if_there_is_no_doubt(written, read):
    found, problems = issue_of(f'to: [send]\nitems:\n  - {{title: T, update: x, remind: "{written}"}}\n')
    as_date, of_date = item_of(f"dates:\n  - {{on: '{written}', what: Meeting}}")

    assert codes(of_date) == ["date-wrong"]
    assert codes(problems) in (["date-wrong"], ["remind-wrong"])
    assert [event.start.isoformat() for event in as_date.dates] == ([read] if read else [])
    if read:
        assert read in of_date[0].fix
        assert found.items[0].remind == date.fromisoformat(read)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2020-05-01", MAY_1),
        ("3 weeks", timedelta(weeks=3)),
        ("1 week", timedelta(weeks=1)),
        ("0 weeks", timedelta()),
        ("10 days", timedelta(days=10)),
        ("1 day", timedelta(days=1)),
        ("2  Weeks", timedelta(weeks=2)),
        ("999 weeks", timedelta(weeks=999)),
        ("never", NEVER),
        ("Never", NEVER),
        ("NEVER", NEVER),
        ("no", NEVER),
        ("No", NEVER),
        ("'no'", NEVER),
        ("|\n  3 weeks", timedelta(weeks=3)),
    ],
)
def test_remind_is_a_day_a_time_or_never(written, expected):
    item, problems = item_of(f"remind: {written}")

    assert problems == []
    assert item.remind == expected


@pytest.mark.parametrize(
    "written",
    [
        "3",
        "weeks",
        "9999 weeks",
        "1000 days",
        "-1 weeks",
        "3weeks",
        "1.5 weeks",
        "2 months",
        "yes",
        "for ever",
        "3 weeks more",
    ],
)
def test_remind_is_nothing_else(written):
    item, problems = item_of(f"remind: {written}")

    assert codes(problems) == ["remind-wrong"]
    assert item.remind is None


def test_remind_left_empty_is_left_out():
    assert item_of("remind:") == item_of("remind: # by the rules")
    assert item_of("remind:")[0].remind is None


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.times())
def test_every_day_and_time_reads_as_itself(day, clock):
    clock = clock.replace(second=0, microsecond=0)
    event = event_of(f"{day} {clock:%H:%M}")

    assert (event.start, event.at) == (day, clock)


@given(st.text(max_size=40))
def test_no_words_are_taken_for_a_day_by_mistake(words):
    item, problems = item_of(f"dates: [{{on: '{_quoted(words)}'}}]")

    assert bool(problems) == (not item.dates or item.dates[0].start.isoformat() != words.strip())


def _quoted(words: str) -> str:
    return "".join(character for character in words if character.isprintable()).replace("'", "''")


def test_an_issue_whose_date_cannot_be_read_is_still_read():
    found, problems = issue_of("items:\n  - {title: T, update: x}\n")
    assert (found.date, problems) == (datetime.date(2020, 2, 21), [])


@pytest.mark.parametrize("others", ["", ", 2020-05-01"])
def test_a_date_with_a_bad_day_and_a_bad_link_is_told_of_both_and_the_rest_is_read(others):
    item, problems = item_of(f"dates: [{{on: rubbish, url: example.org/join, to: 2020-99-99}}{others}]")

    assert codes(problems) == ["date-wrong", "date-wrong", "link-wrong"]
    assert len(item.dates) == (1 if others else 0)
