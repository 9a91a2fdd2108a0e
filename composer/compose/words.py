"""Dates and periods in words, for the reasons an edition gives."""

import datetime


def long_date(day: datetime.date) -> str:
    """`21 February 2020`."""
    return f"{day.day} {day:%B %Y}"


def period(length: datetime.timedelta) -> str:
    """`2 weeks`, `10 days`."""
    count, unit = (length.days // 7, "week") if length.days % 7 == 0 else (length.days, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"
