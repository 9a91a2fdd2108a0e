"""A deadline of a new item that leaves readers two working days or fewer: many open their mail days later. A warning,
as some things cannot wait. Move the deadline, or send word another way to those who must not miss it. Days are
counted from the issue's date, or from today where that is later; Saturdays and Sundays do not count, bank holidays
do. Reminders are not judged: their deadlines come close by and by.

```yaml
# wrong
dates: [by 2020-02-25 | Send agenda items]
# right
dates: [by 2020-02-28 | Send agenda items]
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from composer.calendar_names import weekday_date
from composer.check.dates.dateline import first_day, since_when
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Each deadline of a new item that is near."""
    begin = first_day(subject)
    for news in subject.edition.news:
        for event in news.item.dates:
            if event.deadline and event.end >= begin and (left := _working_days(begin, event.end)) <= _FEW:
                when = f"{left or 'no'} working day{'' if left == 1 else 's'} after {since_when(subject)}"
                message = f"the deadline on {weekday_date(event.end)} is {when}"
                fix = "Give people more time if you can: many read this days later."
                yield Found(event.place, message, fix, news.item.id)


_FEW = 2  # working days
_DAY = datetime.timedelta(days=1)


def _working_days(begin: datetime.date, end: datetime.date) -> int:
    """How many days from after `begin` to `end` are no Saturday or Sunday; of many, a week's."""
    days = min((end - begin).days, 7)
    return sum((begin + count * _DAY).weekday() < 5 for count in range(1, days + 1))


RULE = Rule("deadline-close", Level.WARNING, find)
