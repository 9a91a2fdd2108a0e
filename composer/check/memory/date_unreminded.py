"""A date far ahead that nobody will be reminded of. By the rules an item comes back before each of its dates; there
are two ways to lose that without meaning to. The item says `remind: never`, which also keeps its dates from the key
dates of later issues. Or it takes the place of an earlier item, by `replaces` or by its id, and lists some of its
dates but not all: those left out are gone. A warning, as either may be meant. Leave `remind` out, or add the line
that is given. An item that lists other days than the earlier one, or says that something is cancelled or moved, is
not minded, nor are deadlines and dates within the weeks in which reminders come back.

```yaml
# wrong
dates: [2020-06-05 | Network meeting]
remind: never
# right
dates: [2020-06-05 | Network meeting]
```
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping

from composer.calendar_names import weekday_date
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import NEVER, Event, Issue, Item
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Each new item with dates that are far ahead and lost."""
    begin = subject.issue.date + datetime.timedelta(weeks=subject.programme.settings.reminders.weeks)
    before = _newest(subject.earlier)
    known = {date.event.start for date in subject.edition.dates}
    for item in subject.issue.items:
        if item.remind is NEVER:
            far = [event for event in item.dates if event.start > begin]
            if far:
                yield _never(item, far)
        else:
            yield from _lost(item, before, known, begin)


def _newest(earlier: list[Issue]) -> Mapping[str, tuple[Item, Issue]]:
    """The newest version of each earlier item, by its id."""
    return {item.id: (item, issue) for issue in earlier for item in issue.items}


def _never(item: Item, far: list[Event]) -> Found:
    message = f"nobody is reminded of {_named(far)}, as `remind` says never"
    return Found(far[0].place, message, "Leave `remind` out: the item comes back before its dates.", item.id)


def _lost(
    item: Item, before: Mapping[str, tuple[Item, Issue]], known: set[datetime.date], begin: datetime.date
) -> Iterator[Found]:
    days = {event.start for event in item.dates}
    if not days or _CALLED_OFF.search(f"{item.title} {item.update} {item.action or ''}"):
        return
    for name in dict.fromkeys([item.id, *map(str, item.replaces)]):
        old, issue = before.get(name, (None, None))
        if old is None or issue is None or old.remind is NEVER:
            continue
        meetings = [event for event in old.dates if not event.deadline]
        gone = [event for event in meetings if event.start > begin and event.start not in known]
        # A day that the earlier item did not have: something moved.
        if gone and days <= {event.start for event in old.dates}:
            message = f"issue {issue.number} also had {_named(gone)}, of which nobody is reminded any more"
            lines = ", ".join(f"{event.start}" for event in gone)
            yield Found(item.title.place, message, f"If they stand, add to the item's `dates`: {lines}", item.id)


def _named(events: list[Event]) -> str:
    """The first days of some events in words."""
    days = [weekday_date(event.start) for event in events]
    further = len(days) - _MOST_NAMED
    return ", ".join(days[:_MOST_NAMED]) + (f" and {further} more" if further > 0 else "")


_MOST_NAMED = 3
_CALLED_OFF = re.compile(
    r"\b(?:cancel\w*|postpone\w*|called off|moved|re-?schedul\w+|no longer|new dates?|instead of)\b", re.IGNORECASE
)

RULE = Rule("date-unreminded", Level.WARNING, find, english=True)
