"""Something is announced or asked for, and its day is over when the edition is read: a deadline in `dates` or in the
text, a meeting that "will take place", a "next meeting". Days are judged by the issue's date, and when it is sent by
the day of sending, if that is later. A deadline that is over is an error, as readers are asked for what they cannot
do; so is an announcement with its year. A warning where the year is not written, and for a new item whose `dates` are
all over: it may be meant as a record. Correct the day, or say that it is over. What the text tells as past ("met on
14 February") is not minded, nor is a day in a reminder: reminders mark days that are over.

```yaml
# wrong
action: Please send your answers by 14 February 2020.
# right
action: Please send your answers by 28 February 2020.
dates: [by 2020-02-28]
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from composer.calendar_names import long_date
from composer.check.dates.dateline import first_day, since_when
from composer.check.dates.disagreeing import disagreements
from composer.check.dates.mentions import Mention, announced_in
from composer.check.dates.tense import is_deadline, is_told_ahead, speaks_of_past
from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.model import Event
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Each day of the introduction and the news that is announced and over; one that is told elsewhere is not."""
    begin = first_day(subject)
    for story in subject.stories:
        if story.news or story.id is None:
            told = {day for found in disagreements(story) for day in (found.day, found.other)}
            for found, day in _over(story, begin, since_when(subject)):
                if day not in told:
                    told.add(day)
                    yield found


def _over(story: Story, begin: datetime.date, since: str) -> Iterator[tuple[Found, datetime.date]]:
    reported: set[datetime.date] = set()
    for passage, mention in announced_in(story):
        day, last = mention.day, mention.last
        if day and last and mention.agrees and not mention.closes and begin - _LONG_AGO < last < begin:
            level = _announced(mention)
            if level:
                yield Found(passage.at(mention.start), *_told(last, since, story), level), day
            elif speaks_of_past(mention.before, mention.after):
                reported.add(day)
    for event in _listed(story, begin):
        if event.start not in reported:
            level = Level.ERROR if event.deadline else Level.WARNING
            yield Found(event.place, *_told(event.end, since, story), level), event.start


_LONG_AGO = datetime.timedelta(days=800)  # what is older is history, and not a year mistyped


def _announced(mention: Mention) -> Level | None:
    """How bad it is that a day is over; None where nothing is announced for it."""
    if is_deadline(mention.before, mention.after) and not speaks_of_past(mention.before, mention.after):
        return Level.ERROR
    if not is_told_ahead(mention.before, mention.after):
        return None
    return Level.WARNING if mention.inferred else Level.ERROR


def _listed(story: Story, begin: datetime.date) -> list[Event]:
    """The date lines that are over: deadlines, and the others if none is to come, as in a series."""
    events = story.item.dates if story.item else ()
    meetings = [event for event in events if not event.deadline]
    over = [event for event in events if event.end < begin]
    series = any(event.end >= begin for event in meetings)
    return [event for event in over if event.deadline or not series]


def _told(day: datetime.date, since: str, story: Story) -> tuple[str, str, str | None]:
    fix = "Correct the day, or take it out and say what came of it."
    return f"{long_date(day)} is before {since}", fix, story.id


RULE = Rule("date-past", Level.ERROR, find, english=True)
