"""Numbers and dates rise together: an issue with a larger number has a later date. An error, as what counts as an
earlier issue depends on both.

```yaml
# wrong: issue
date: 2020-02-07
# right: issue
date: 2020-02-21
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """The last issue before it that is not of an earlier date."""
    issue = subject.issue
    before = [other for number, other in sorted(subject.issues.items()) if number < issue.number]
    for other in [other for other in before if other.date >= issue.date][-1:]:
        message = f"issue {issue.number} is dated {issue.date}, issue {other.number} {other.date}"
        yield Found(issue.place, message, "Correct the date or the number: both rise from issue to issue.")


RULE = Rule("issue-order", Level.ERROR, find, firm=True)
