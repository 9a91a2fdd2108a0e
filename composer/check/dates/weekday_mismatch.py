"""A weekday and a day that do not go together: one of the two is wrong, and readers come on the wrong day or not at
all. An error, as nobody can tell which is meant. Look the day up and correct the weekday or the number. Where no year
is written, the day nearest to the issue's date is taken: one that is coming within ten months, or over for less than
two, or the last one where the sentence tells of what was; a year named before it ("In 1939 it began on …") counts.
Days before 1900 and after 2099 are not minded, nor is a day without its weekday.

```yaml
# wrong
update: We meet on Friday 14 February 2019.
# right
update: We meet on Thursday 14 February 2019.
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from composer.calendar_names import WEEKDAYS, long_date, weekday_date
from composer.check.dates.mentions import Mention, said_in
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.check.written_days import Said
from composer.problems import Level, shown


def find(subject: Subject) -> Iterator[Found]:
    """Each weekday that is not that of its day."""
    for story in subject.stories:
        for passage, mention in said_in(story):
            day, said = mention.day, mention.said
            if day and said and said.weekday != day.weekday():
                words = passage.words[min(mention.start, said.start) : max(mention.end, said.end)]
                yield Found(passage.at(said.start), _message(words, day, mention), _fix(day, said), story.id)


def _message(words: str, day: datetime.date, mention: Mention) -> str:
    the_day = long_date(day) if mention.inferred else mention.date
    return f"{shown(words)}: {the_day} is a {WEEKDAYS[day.weekday()]}"


def _fix(day: datetime.date, said: Said) -> str:
    ahead = (said.weekday - day.weekday() + 3) % 7 - 3
    near = day + datetime.timedelta(days=ahead)
    return f"Write {weekday_date(day)} or, if the weekday is right, {weekday_date(near)}."


RULE = Rule("weekday-mismatch", Level.ERROR, find, english=True)
