"""An issue cannot both keep and drop the same reminder: an error.

```yaml
# wrong: issue
reminders: {drop: [old], keep: [old]}
# right: issue
reminders: {keep: [old]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, shown


def find(subject: Subject) -> Iterator[Found]:
    """What is both kept and dropped."""
    for name in subject.issue.keep:
        if name in subject.issue.drop:
            message = f"{shown(name)} is both kept and dropped"
            yield Found(name.place, message, "Take it out of one of the two.", str(name))


RULE = Rule("keep-drop", Level.ERROR, find, firm=True)
