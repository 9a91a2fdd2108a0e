"""Dates are said as people say them."""

from __future__ import annotations

from datetime import date, time

import pytest

from composer.calendar_names import long_date
from composer.model import Event
from composer.render import dates
from composer.render.dates import when
from composer.text import Place

PLACE = Place("issues/391.yaml", 1, 1)
MAY = date(2020, 5, 1)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Event(MAY, PLACE), "Friday 1 May 2020"),
        (Event(MAY, PLACE, at=time(10, 30)), "Friday 1 May 2020, 10:30"),
        (Event(MAY, PLACE, at=time(10, 30), until=time(15, 30)), "Friday 1 May 2020, 10:30–15:30"),
        (Event(MAY, PLACE, until=time(9)), "Friday 1 May 2020 until 09:00"),
        (Event(MAY, PLACE, to=MAY), "Friday 1 May 2020"),
        (Event(MAY, PLACE, to=date(2020, 5, 2)), "Friday 1 to Saturday 2 May 2020"),
        (Event(MAY, PLACE, to=date(2020, 6, 2)), "Friday 1 May to Tuesday 2 June 2020"),
        (Event(MAY, PLACE, to=date(2021, 1, 2)), "Friday 1 May 2020 to Saturday 2 January 2021"),
        (
            Event(MAY, PLACE, to=date(2020, 5, 2), at=time(10), until=time(16)),
            "Friday 1 May 2020, 10:00 to Saturday 2 May 2020, 16:00",
        ),
        (Event(date(2020, 4, 24), PLACE, deadline=True), "By Friday 24 April 2020"),
        (Event(date(2020, 4, 24), PLACE, deadline=True, at=time(18)), "By 18:00 on Friday 24 April 2020"),
    ],
)
def test_when_something_is(event: Event, expected: str) -> None:
    assert expected == when(event)


def test_a_date_without_its_weekday() -> None:
    assert long_date(date(2020, 2, 21)) == "21 February 2020"


@pytest.mark.parametrize(
    ("event", "day", "clock"),
    [
        (Event(MAY, PLACE, at=time(10, 30), until=time(15, 30)), "Friday 1 May", "10:30–15:30"),
        (Event(date(2021, 5, 1), PLACE, at=time(9)), "Saturday 1 May 2021", "09:00"),
        (Event(MAY, PLACE, until=time(9)), "Friday 1 May", "until 09:00"),
        (Event(MAY, PLACE, deadline=True, at=time(18)), "By 18:00 on Friday 1 May", ""),
        (Event(MAY, PLACE, deadline=True, until=time(18)), "By 18:00 on Friday 1 May", ""),
        (
            Event(MAY, PLACE, to=date(2020, 5, 2), at=time(10), until=time(16)),
            "Friday 1 to Saturday 2 May",
            "from 10:00, until 16:00 on the last day",
        ),
        (Event(MAY, PLACE, to=date(2021, 1, 2)), "Friday 1 May to Saturday 2 January 2021", ""),
        (Event(MAY, PLACE, to=date(2020, 6, 2)), "Friday 1 May to Tuesday 2 June", ""),
        (Event(date(2021, 1, 1), PLACE, to=date(2021, 1, 2)), "Friday 1 to Saturday 2 January 2021", ""),
        (Event(date(2019, 12, 31), PLACE, to=date(2020, 1, 2)), "Tuesday 31 December 2019 to Thursday 2 January", ""),
    ],
)
def test_a_list_of_days_says_the_year_only_where_it_is_another(event: Event, day: str, clock: str) -> None:
    assert (dates.day(event, 2020), dates.time(event)) == (day, clock)
