"""Days and times, and how long to remind: one form is read, others are recognised and the remedy spelt out."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any

from composer.load.scalars import LONGEST_GUESSED, fault, word
from composer.model import NEVER, Never
from composer.problems import shown
from composer.text import Place, Text

_YEARS = range(1990, 2101)
# Stands in for a date that cannot be read; nothing can be written that reads as this day.
UNDATED = datetime.date.min

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Of a text in lower case with hyphens for dots, slashes and dashes.
_OTHER_DATES = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?:[t ,].*)?"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?:[a-z]+,? )?(?P<d>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?:[a-z]+,? )?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?[ -](?:of )?(?P<m>[a-z]{3,9}),?[ -](?P<y>[0-9]{4})"),
    re.compile(r"(?:[a-z]+,? )?(?P<m>[a-z]{3,9}) (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})"),
)


def day(value: Any) -> datetime.date:
    """A day as 2020-02-21."""
    return value if isinstance(value, datetime.date) else day_of(word(value))


def day_of(text: str, offset: int = 0) -> datetime.date:
    """The day that text says; `offset` is where it stands in its value."""
    match = _ISO.fullmatch(text)
    if match is None:
        better = guessed_day(text)
        fix = f"Write it as {better or 'year-month-day, like 2020-02-21'}."
        fault("date-wrong", f"a day belongs here, found {shown(text) or 'nothing'}", fix, offset, meant=better)
    if int(match[1]) not in _YEARS:
        fault("date-wrong", f"the year of {text} is out of reach", "Write a year from 1990 to 2100.", offset)
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        fault("date-wrong", f"there is no such day: {text}", "Check the month and the day.", offset)


def guessed_day(text: str) -> str | None:
    """The day that text says in another form, as it should be written."""
    plain = " ".join(unicodedata.normalize("NFKC", text[:LONGEST_GUESSED]).lower().split()).rstrip(".")
    plain = re.sub(r" ?[/.–—−‐‑-] ?", "-", plain)
    match = next((found for form in _OTHER_DATES if (found := form.fullmatch(plain))), None)
    if match is None or not (match["m"].isdigit() or match["m"][:3] in _MONTHS):
        return None
    month = int(match["m"]) if match["m"].isdigit() else _MONTHS.index(match["m"][:3]) + 1
    try:
        day = datetime.date(int(match["y"]) + 2000 * (len(match["y"]) == 2), month, int(match["d"]))
    except ValueError:
        return None
    return day.isoformat() if day.year in _YEARS else None


_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def clock(value: Any) -> datetime.time:
    """A time of day as 10:30."""
    return clock_of(word(value))


def clock_of(text: str, offset: int = 0) -> datetime.time:
    """The time that text says; `offset` is where it stands in its value."""
    match = _CLOCK.fullmatch(text)
    if not match:
        better = guessed_clock(text)
        fix = f"Write it as {better}." if better else "Write hours and minutes, like 10:30."
        fault("time-wrong", f"a time belongs here, found {shown(text)}", fix, offset, meant=better)
    return datetime.time(int(match[1]), int(match[2]))


_SPOKEN_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-5][0-9]))? ?([ap])\.?m\.?")


def guessed_clock(text: str) -> str | None:
    """The time that text says in another form, as it should be written."""
    plain = text[:LONGEST_GUESSED].strip().lower()
    if plain in ("noon", "midday"):
        return "12:00"
    match = _SPOKEN_CLOCK.fullmatch(plain)
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    return f"{int(match[1]) % 12 + 12 * (match[3] == 'p'):02}:{match[2] or '00'}"


_PERIOD = re.compile(r"([0-9]{1,3}) +(week|day)s?", re.IGNORECASE)


def remind_placed(value: Any) -> tuple[datetime.date | datetime.timedelta | Never, Place]:
    """How long an item is reminded, and where that is written."""
    text = word(value)
    return remind(text), text.place


def remind(text: Text) -> datetime.date | datetime.timedelta | Never:
    """How long an item is reminded: a day, `3 weeks`, `10 days`, `never`."""
    if text.lower() in ("never", "no"):
        return NEVER
    if match := _PERIOD.fullmatch(text):
        days = int(match[1]) * (7 if match[2].lower() == "week" else 1)
        return datetime.timedelta(days=days)
    if not re.match(r"[0-9]{1,4}[-–/.][0-9]{1,2}[-–/.]", text) and not guessed_day(text):
        message = f"this does not say how long to remind: {shown(text)}"
        fix = "Write a day like 2020-05-01, or 3 weeks, or 10 days (999 at most), or never."
        fault("remind-wrong", message, fix)
    return day_of(text)
