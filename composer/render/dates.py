"""Days and times in the words readers get. English, whatever the machine's locale."""

from __future__ import annotations

import datetime
import re

from composer.calendar_names import MONTHS, weekday_date
from composer.model import Event


def when(event: Event) -> str:
    """Friday 1 May 2020, 10:30–15:30; of a deadline: By 18:00 on Friday 24 April 2020."""
    if event.deadline:
        return _by(event, weekday_date(event.start))
    if event.end > event.start:
        return _several_days(event)
    if event.at and event.until:
        return f"{weekday_date(event.start)}, {event.at:%H:%M}–{event.until:%H:%M}"
    return weekday_date(event.start) + (_clock(", ", event.at) or _clock(" until ", event.until))


def day(event: Event, year: int) -> str:
    """Friday 1 May, for a list of days; the year where it is not `year`. The time of an event is told by `time`."""
    first, last = event.start, event.end
    words = _in_year(last, year)
    if event.deadline:
        return _by(event, words)
    if last > first:
        words = f"{_in_year(first, year) if first.year != last.year else _beginning(first, last)} to {words}"
    return words


def time(event: Event) -> str:
    """10:30–15:30; empty without one, and of a deadline, whose time is part of its day."""
    begin, end = event.at, event.until
    if event.deadline:
        return ""
    if event.end > event.start:
        words = [f"from {begin:%H:%M}" if begin else "", f"until {end:%H:%M} on the last day" if end else ""]
        return ", ".join(filter(None, words))
    if not end:
        return f"{begin:%H:%M}" if begin else ""
    return f"{begin:%H:%M}–{end:%H:%M}" if begin else f"until {end:%H:%M}"


def _by(event: Event, day: str) -> str:
    clock = event.at or event.until
    return f"By {clock:%H:%M} on {day}" if clock else f"By {day}"


def _in_year(day: datetime.date, year: int) -> str:
    """Friday 1 May; of another year: Friday 1 May 2021."""
    words = weekday_date(day)
    return words.rsplit(" ", 1)[0] if day.year == year else words


def unbroken(words: str) -> str:
    """Words whose dates no line breaks: 1 May 2020 with no-break spaces."""
    return _DATE.sub(lambda date: date[0].replace(" ", "\u00a0"), words)


_DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b(?: \d{{4}})?")


def _several_days(event: Event) -> str:
    """Monday 8 to Tuesday 9 June 2020; with its times: Monday 8 June 2020, 10:00 to Tuesday 9 June 2020."""
    first, last = event.start, event.end
    timed = event.at or event.until
    begin = weekday_date(first) + _clock(", ", event.at) if timed else _beginning(first, last)
    return f"{begin} to {weekday_date(last)}{_clock(', ', event.until)}"


def _beginning(first: datetime.date, last: datetime.date) -> str:
    """As much of the first day as the last does not say."""
    if first.year != last.year:
        return weekday_date(first)
    return weekday_date(first).rsplit(" ", 1 if first.month != last.month else 2)[0]


def _clock(before: str, time: datetime.time | None) -> str:
    return f"{before}{time:%H:%M}" if time else ""
