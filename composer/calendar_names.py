"""The names of weekdays and months, and days in words. English, whatever the machine's locale."""

from __future__ import annotations

import datetime

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(day: datetime.date) -> str:
    """21 February 2020."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_date(day: datetime.date) -> str:
    """Friday 21 February 2020."""
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def weekday_of(name: str) -> int:
    """The weekday that a name, in full or cut short, stands for; Monday is 0."""
    return _numbered(WEEKDAYS, name)


def month_of(name: str) -> int:
    """The month that a name, in full or cut short, stands for; January is 1."""
    return _numbered(MONTHS, name) + 1


def _numbered(names: tuple[str, ...], name: str) -> int:
    start = name[:3].lower()
    return next(number for number, full in enumerate(names) if full.lower().startswith(start))
