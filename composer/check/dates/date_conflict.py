"""One item gives one day in two ways: a year in its title and another in its text or its `dates`, or a day in the text
and, in `dates`, one that is a slip of the hand away, where the text speaks of a meeting or names what the date line
(or, where it says nothing, the title) is about. An error, as readers would come on the wrong day. Correct the one that
is wrong. Days on which something was published or began are not compared, nor is anything where one part of the item
has both years: then it speaks of two occasions, say this year's and last year's.

```yaml
# wrong
title: Public law seminar 11 May 2019
update: The seminar takes place in Maidstone on 11 May 2020.
# right
title: Public law seminar 11 May 2020
update: The seminar takes place in Maidstone on 11 May 2020, as the last one did on 11 May 2019.
dates: [2020-05-11]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.calendar_names import weekday_date
from composer.check.dates.disagreeing import disagreements, in_words
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Each day that its item gives otherwise in another part."""
    for story in subject.stories:
        for found in disagreements(story):
            fix = f"Write {weekday_date(found.other)} here too, or correct it in {found.where}."
            yield Found(found.place, in_words(found), fix, story.id)


RULE = Rule("date-conflict", Level.ERROR, find, english=True)
