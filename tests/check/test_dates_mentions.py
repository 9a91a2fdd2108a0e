"""Days are found in words however they are written, and a weekday is held against them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.calendar_names import MONTHS, WEEKDAYS
from composer.check.dates.mentions import Mention, mentions

ISSUED = datetime.date(2020, 2, 21)
DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 12, 31))
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10 if number not in (11, 12, 13) else 0, 'th') }"


WAYS: dict[str, Callable[[datetime.date], str]] = {
    "14 February 2019": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "14th February 2019": lambda day: f"{ordinal(day.day)} {MONTHS[day.month - 1]} {day.year}",
    "the 14th of February 2019": lambda day: f"the {ordinal(day.day)} of {MONTHS[day.month - 1]} {day.year}",
    "14 Feb 2019": lambda day: f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
    "14 FEBRUARY 2019": lambda day: f"{day.day} {MONTHS[day.month - 1].upper()} {day.year}",
    "14-Feb-2019": lambda day: f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year}",
    "February 14, 2019": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    "February 14th 2019": lambda day: f"{MONTHS[day.month - 1]} {ordinal(day.day)} {day.year}",
    "2019-02-14": lambda day: day.isoformat(),
    "14/02/2019": lambda day: f"{day.day:02}/{day.month:02}/{day.year}",
    "14/2/19": lambda day: f"{day.day}/{day.month}/{day.year % 100:02}",
    "14.2.2019": lambda day: f"{day.day}.{day.month}.{day.year}",
}
AROUND = (
    "{}",
    "We met on {}.",
    "({})",
    "on {}, 1.00pm – 4.00pm",
    "Room 12, {} at 10",
    "– {} –",
    "by 5 pm on {}: 3 of 9",
)


def one(words: str, written_on: datetime.date = ISSUED) -> Mention:
    [mention] = mentions(words, written_on)
    return mention


@given(day=DAYS, way=st.sampled_from(sorted(WAYS)), around=st.sampled_from(AROUND), short=st.booleans())
def test_the_right_weekday_agrees_and_each_wrong_one_does_not(day, way, around, short):
    for weekday in range(7):
        name = SHORT[weekday] if short else WEEKDAYS[weekday]
        words = around.format(f"{name} {WAYS[way](day)}")

        mention = one(words)

        assert mention.day == day
        assert mention.said is not None
        assert words[mention.said.start : mention.said.end] == name
        assert mention.agrees is (weekday == day.weekday())


@given(day=DAYS, way=st.sampled_from(sorted(WAYS)), around=st.sampled_from(AROUND))
def test_a_day_without_a_weekday_agrees_and_stands_where_it_is_written(day, way, around):
    written = WAYS[way](day)
    words = around.format(written)

    mention = one(words)

    assert mention.agrees
    assert not mention.inferred
    assert written.endswith(words[mention.start : mention.end])


@given(day=DAYS, ahead=st.integers(0, 270))
def test_a_coming_day_without_its_year_is_of_the_year_it_comes_in(day, ahead):
    issued = day - datetime.timedelta(days=ahead)

    mention = one(f"It is on {day.day} {MONTHS[day.month - 1]}", issued)

    assert mention.inferred
    # 29 February is the nearest one there is.
    assert mention.day == day


@given(day=DAYS, over=st.integers(0, 270))
def test_a_past_day_without_its_year_is_the_last_one(day, over):
    issued = day + datetime.timedelta(days=over)

    assert one(f"We met on {day.day} {MONTHS[day.month - 1]}", issued).day == day


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("6 and 7 March 2020", ["2020-03-06", "2020-03-07"]),
        ("Fridays 5, 12 and 19 June", ["2020-06-05", "2020-06-12", "2020-06-19"]),
        ("5 March, 6 April and 7 May 2021", ["2021-03-05", "2021-04-06", "2021-05-07"]),
        ("10 December and 5 March 2021", ["2020-12-10", "2021-03-05"]),
        ("1–3 June", ["2020-06-01", "2020-06-03"]),
        ("30 April – 2 May 2021", ["2021-04-30", "2021-05-02"]),
        ("Monday 30 March to Friday 3 April", ["2020-03-30", "2020-04-03"]),
        ("at 10, 5 May", ["2020-05-05"]),
        ("item 3 – Friday 1 May", ["2020-05-01"]),
        ("March 5–7, 2020", ["2020-03-05", "2020-03-07"]),
        ("by 5 May, 2000 places were gone", ["2020-05-05"]),
        ("14 Feb ’20", ["2020-02-14"]),
        ("31 October", ["2020-10-31"]),
        ("31 December", ["2019-12-31"]),
    ],
)
def test_several_days_are_found_each_with_its_month_and_year(words, days):
    assert [str(mention.day) for mention in mentions(words, ISSUED)] == days


@pytest.mark.parametrize(
    "words",
    [
        *("2019-20", "the years 2019-20 and 2020/21", "May we ask", "1 in 10", "nine in 10", "Section 14 March report"),
        *("page 3 May figures", "16 or 17", "May 2020", "March 2019", "in February 14 authorities said", "24/7"),
        *("£5 May prices", "Year 6 March tests", "10.30 am", "01632 960 960", "version 1.2.3", "1/4", "12/2019"),
        *("5 may come", "20 march past", "192.168.10.2019", "P37, 65", "DE74 2DF", "2020-13-45", "45 May"),
    ],
)
def test_what_only_looks_like_a_day_is_none(words):
    assert mentions(words, ISSUED) == ()


def test_the_two_ends_of_a_period_are_one():
    first, last = mentions("from Monday 17 to Wednesday 19 February 2020", ISSUED)

    assert (first.through, first.closes) == (datetime.date(2020, 2, 19), False)
    assert (last.through, last.closes) == (None, True)


def test_a_day_that_is_in_no_calendar_is_found_without_one():
    assert [one(words).day for words in ("31 June 2020", "29 February 2019", "30 February")] == [None] * 3


@given(words=st.text(alphabet="0123456789 ,-–/.’stMonFridayMarchMay\n\u202e\x00()", max_size=120))
def test_no_words_are_too_odd(words):
    for mention in mentions(words, ISSUED):
        assert 0 <= mention.start < mention.end <= len(words)


@pytest.mark.parametrize("issued", [datetime.date.min, datetime.date.max], ids=str)
def test_the_ends_of_the_calendar_are_no_trouble(issued):
    for words in ("Friday 5 May", "31 December", "1 January", "29 February"):
        assert len(mentions(words, issued)) == 1


@pytest.mark.parametrize("piece", ["1, ", "1 and ", "Monday ", "Monday, ", "1/", "the ", " ", "2020-", "1 – "])
def test_a_long_text_is_read_to_its_end(piece):
    words = piece * (100_000 // len(piece)) + " Friday 1 May 2020"

    assert mentions(words, ISSUED)[-1].day == datetime.date(2020, 5, 1)


def test_of_a_passage_full_of_days_only_the_first_are_read():
    assert 100 < len(mentions("5 May, " * 150_000, ISSUED)) < 1000
