"""The `remind` of a new item is a day that leaves nothing to remind of: it is not after the issue's date, or it is
before the first of the item's own dates, so that the item is gone before its day comes. A warning, as the item is
printed this once all the same. Most often the year is last year's. Correct the day, or leave `remind` out: then the
dates decide. A `remind` that covers the first date and not the later ones is not minded.

```yaml
# wrong
remind: 2019-05-01
# right
remind: 2020-05-01
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from composer.calendar_names import long_date
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Item
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Each new item whose last day as a reminder is too early."""
    issued = subject.issue.date
    for item in subject.issue.items:
        until = item.remind
        if isinstance(until, datetime.date):
            first = min((event.start for event in item.dates if event.end >= issued), default=None)
            if until <= issued:
                yield _found(item, until, f"is not after the issue's date, {long_date(issued)}")
            elif first and until < first:
                yield _found(item, until, f"is before the item's first date, {long_date(first)}")


def _found(item: Item, until: datetime.date, why: str) -> Found:
    fix = "Correct the day, or leave `remind` out."
    place = item.remind_place or item.title.place
    return Found(place, f"the item is reminded until {long_date(until)}, which {why}", fix, item.id)


RULE = Rule("remind-over", Level.WARNING, find)
