"""A day that no calendar has, such as 31 June, or 29 February in a year that is no leap year. An error, as readers
cannot guess which day is meant. Look the day up and correct it.

```yaml
# wrong
update: Answers are due on 31 June 2020.
# right
update: Answers came in until 30 June 2019.
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.calendar_names import MONTHS
from composer.check.dates.mentions import said_in
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, shown


def find(subject: Subject) -> Iterator[Found]:
    """Each day named that is not in the calendar."""
    for story in subject.stories:
        for passage, mention in said_in(story):
            if mention.day is None:
                words = shown(passage.words[mention.start : mention.end])
                fix = f"Write the day that is meant: {MONTHS[mention.month - 1]} has no day {mention.number} then."
                yield Found(passage.at(mention.start), f"there is no such day: {words}", fix, story.id)


RULE = Rule("date-impossible", Level.ERROR, find, english=True)
