"""The key dates of an edition (design section 4)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping

from composer.compose.memory import Memory, Version
from composer.model import Issue, Item, KeyDate, Reminder, Seen


def dated(memory: Memory, day: datetime.date) -> Mapping[str, Version]:
    """The newest versions with a date that is still to come on `day`."""
    return {
        name: version
        for name, version in memory.newest.items()
        if any(event.end >= day for event in version.item.dates)
    }


def dates_of(
    issue: Issue, memory: Memory, reminders: Collection[Reminder], coming: Mapping[str, Version]
) -> tuple[KeyDate, ...]:
    """The dates still to come of news, and of earlier items not replaced, dropped or `never`, in order.

    `coming` is what `dated` gave for the day of the issue.
    """
    found = [date for item in issue.items for date in _coming(item, issue, issue.seen_of(item), issue.date)]
    news = {item.id for item in issue.items}
    shown = {reminder.item.id for reminder in reminders}  # a kept one has its dates whatever became of it
    for name, version in coming.items():
        if name in news:
            continue
        if name in shown or not (name in memory.cut or version.is_never):
            found += _coming(version.item, version.issue, version.seen, issue.date)
    return tuple(sorted(found, key=_when))


def _coming(item: Item, issue: Issue, seen: Seen, day: datetime.date) -> Iterator[KeyDate]:
    for count, event in enumerate(item.dates, start=1):
        if event.end >= day:
            yield KeyDate(f"{item.id}-{count}", event, item, issue.number, seen)


def _when(date: KeyDate) -> tuple[datetime.date, datetime.time]:
    return date.event.start, date.event.at or datetime.time.min
