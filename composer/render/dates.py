"""Days and times in the words readers get. English, whatever the machine's locale."""

from __future__ import annotations

import datetime

from composer.model import Event

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(day: datetime.date) -> str:
    """21 February 2020."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekday_date(day: datetime.date) -> str:
    """Friday 21 February 2020."""
    return f"{_DAYS[day.weekday()]} {long_date(day)}"


def when(event: Event) -> str:
    """Friday 1 May 2020, 10:30–15:30; of a deadline: by Friday 24 April 2020."""
    if event.deadline:
        return f"by {weekday_date(event.start)}{_clock(', ', event.at or event.until)}"
    if event.end > event.start:
        return _several_days(event)
    if event.at and event.until:
        return f"{weekday_date(event.start)}, {event.at:%H:%M}–{event.until:%H:%M}"
    return weekday_date(event.start) + (_clock(", ", event.at) or _clock(" until ", event.until))


def _several_days(event: Event) -> str:
    """Monday 8 to Tuesday 9 June 2020; with its times: Monday 8 June 2020, 10:00 to Tuesday 9 June 2020."""
    first, last = event.start, event.end
    if event.at or event.until:
        begin = weekday_date(first) + _clock(", ", event.at)
    elif first.year != last.year:
        begin = weekday_date(first)
    elif first.month != last.month:
        begin = weekday_date(first).rsplit(" ", 1)[0]
    else:
        begin = weekday_date(first).rsplit(" ", 2)[0]
    return f"{begin} to {weekday_date(last)}{_clock(', ', event.until)}"


def _clock(before: str, time: datetime.time | None) -> str:
    return f"{before}{time:%H:%M}" if time else ""
