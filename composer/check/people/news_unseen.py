"""Some people are on none of the networks that the new items are for, and would get an edition without news. A warning:
they may want the reminders all the same.

```yaml
# wrong
networks: [data]
# right
networks: [data, send]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.people.unseen import unseen_news
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """The issue, where somebody who gets the edition sees no new item."""
    audience = subject.audience
    if audience is None or not subject.edition.news or unseen_news(subject, audience):
        return
    news = {entry.key for entry in subject.edition.news}
    without = [number for number, keys in enumerate(audience.variants) if not keys & news]
    count = sum(1 for person in audience.people if person.variant in without)
    if count:
        fix = "Add an item for everyone, or send the issue only `to` the networks it is for."
        yield Found(subject.issue.place, f"{count} of {len(audience.people)} people see no new item", fix)


RULE = Rule("news-unseen", Level.WARNING, find)
