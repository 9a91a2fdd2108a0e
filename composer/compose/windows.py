"""When an item is current (design section 4): the days on which it may be a reminder.

Rule: first and last days count. Everything here follows from the item, its issue's date and the rules.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from composer.compose.words import period
from composer.model import NEVER, Event, Item
from composer.settings import ReminderRules

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A run of days. `event` is the date it ends with, or None and `rule` says in words what ends it.

    `back`: the window brings an item back before a date, rather than following its issue.
    """

    first: datetime.date
    last: datetime.date
    event: Event | None = None
    rule: str = ""
    back: bool = False

    def why_last(self, day: datetime.date, dates: Sequence[Event]) -> str:
        """What its last day is, seen from `day`."""
        if self.event is None:
            return self.rule
        coming = [event for event in dates if event.end >= day]
        is_next = all(self.event.start <= event.start for event in coming)
        return "its next date" if is_next else "one of its dates"


@dataclass(frozen=True, slots=True)
class Currency:
    """All of an item's windows, in order of their first days; the first of them prints it in full."""

    windows: tuple[Window, ...]

    def on(self, day: datetime.date) -> Window | None:
        """The window that makes it current on `day`: in full if any does, else for the first of its dates."""
        open_ = [window for window in self.windows if window.first <= day <= window.last]
        return min(open_, key=_in_full_first, default=None)

    def run_from(self, day: datetime.date) -> Window:
        """The window whose last day ends the unbroken run of current days that holds `day`."""
        last = day - _DAY
        end: Window | None = None
        for window in self.windows:
            if window.first <= last + _DAY and window.last > last:
                last, end = window.last, window
        if end is None:
            raise ValueError("not current on that day")
        return end

    def next_after(self, day: datetime.date) -> Window | None:
        """The window that brings it back after `day`."""
        return min((window for window in self.windows if window.first > day), key=lambda w: w.first, default=None)


def _in_full_first(window: Window) -> tuple[bool, datetime.date, datetime.time]:
    event = window.event
    begins = (event.start, event.at or datetime.time.min) if event else (window.last, datetime.time.min)
    return window.back, *begins


def never_current_after(item: Item, published: datetime.date, rules: ReminderRules, day: datetime.date) -> bool:
    """Whether the item is surely over before `day`: a bound that costs less than working out its windows."""
    if isinstance(item.remind, datetime.date):
        return item.remind < day
    own = item.remind if isinstance(item.remind, datetime.timedelta) else _NO_TIME
    longest = max(datetime.timedelta(weeks=max(rules.weeks, rules.most)), own)
    return published + longest < day and all(event.end < day for event in item.dates)


_NO_TIME = datetime.timedelta()


def currency(item: Item, published: datetime.date, rules: ReminderRules) -> Currency:
    """When `item`, published on a day, is current."""
    if item.remind is NEVER:
        return Currency(())
    if isinstance(item.remind, datetime.date):
        return Currency((Window(published, item.remind, rule="the day its `remind` gives"),))
    # Dates over before the item's issue do not count.
    dates = sorted((event for event in item.dates if event.end >= published), key=lambda e: (e.start, e.end))
    windows = (_at_first(item, published, dates, rules), *(_before(event, published, rules) for event in dates))
    return Currency(tuple(sorted(windows, key=lambda window: window.first)))


def _at_first(item: Item, published: datetime.date, dates: list[Event], rules: ReminderRules) -> Window:
    """The window that begins with the item's own issue."""
    if isinstance(item.remind, datetime.timedelta):
        return Window(published, published + item.remind, rule=f"{period(item.remind)} after its issue")
    if not dates:
        weeks = datetime.timedelta(weeks=rules.weeks)
        return Window(published, published + weeks, rule=f"{period(weeks)} after its issue")
    most = datetime.timedelta(weeks=rules.most)
    if dates[0].end > published + most:
        return Window(published, published + most, rule=f"{period(most)} after its issue, as its date is further off")
    return Window(published, dates[0].end, dates[0])


def _before(event: Event, published: datetime.date, rules: ReminderRules) -> Window:
    first = max(published, event.start - datetime.timedelta(weeks=rules.weeks))
    return Window(first, event.end, event, back=True)
