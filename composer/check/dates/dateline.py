"""What rules about days reckon by: the day an edition is read from, and the days that date lines list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from composer.calendar_names import long_date
from composer.check.dates.mentions import Mention
from composer.check.subject import Subject
from composer.model import Event


def first_day(subject: Subject) -> datetime.date:
    """The first day on which anybody can read the edition: its date, or the day it is sent, whichever is later."""
    date = subject.issue.date
    return max(date, subject.today) if subject.today else date


def since_when(subject: Subject) -> str:
    """That day in words."""
    day = first_day(subject)
    return f"today, {long_date(day)}" if day > subject.issue.date else f"the issue's date, {long_date(day)}"


def lists(events: Iterable[Event], mention: Mention) -> bool:
    """Whether one of the date lines is on a day, or one of the days, that words name."""
    first, last = mention.day, mention.last
    return first is not None and last is not None and any(e.start <= last and first <= e.end for e in events)
