"""The issue has no items, so people would get reminders only. A warning: a week without news may be meant.

```yaml
# wrong: issue
items: []
# right: issue
items: [{title: News, update: Something new.}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """The issue, where it has no items."""
    if not subject.issue.items:
        place = subject.issue.place
        yield Found(place, "the issue has no items", "Add an item under `items`.", unless=frozenset([place.file]))


RULE = Rule("news-none", Level.WARNING, find)
