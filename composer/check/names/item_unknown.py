"""`replaces`, `drop` and `keep` name an item of an earlier issue by its id, not by its title, and there is none of that
id. An error, as what was to go would stay.

```yaml
# wrong: issue
reminders: {drop: [older]}
# right: issue
reminders: {drop: [old]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.names.unknown import missing
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model.names import Names
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """What is dropped, kept or replaced and was no item of an earlier issue (or, dropped, of this one)."""
    issues = [subject.issue, *reversed(subject.earlier)]
    known = {item.id for issue in issues for item in issue.items}
    names = Names((item.id, item.title) for issue in issues for item in issue.items)
    yield from missing("item", subject.issue.drop, known, names)
    yield from missing("item", subject.issue.keep, known, names)
    for item in subject.issue.items:
        yield from missing("item", item.replaces, known, names, item.id)


RULE = Rule("item-unknown", Level.ERROR, find, firm=True)
