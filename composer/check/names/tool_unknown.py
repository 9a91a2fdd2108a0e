"""`retire` names a tool by its id, and none of that id was ever announced. An error, as what was to go would stay.

```yaml
# wrong: issue
tools: [{id: mou-2020, title: Memorandum}]
retire: [mou-2002]
# right: issue
tools: [{id: mou-2020, title: Memorandum}]
retire: []
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.names.announced import announced
from composer.check.names.unknown import missing
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model.names import Names
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """What is retired and was never announced."""
    issues = [subject.issue, *reversed(subject.earlier)]
    known = {id_ for issue in issues for id_, _ in announced(issue)}
    names = Names(tool for issue in issues for tool in announced(issue))
    yield from missing("tool", subject.issue.retire, known, names)


RULE = Rule("tool-unknown", Level.ERROR, find, firm=True)
