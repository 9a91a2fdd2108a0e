"""An issue cannot announce a tool and retire it at once: an error.

```yaml
# wrong: issue
tools: [{id: mou-2020, title: Memorandum}]
retire: [mou-2020]
# right: issue
tools: [{id: mou-2020, title: Memorandum}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.names.announced import announced
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """What is both announced and retired."""
    here = {id_ for id_, _ in announced(subject.issue)}
    for name in subject.issue.retire:
        if name in here:
            fix = "Take it out of `retire`, or do not announce it."
            yield Found(name.place, f"{name} is announced and retired here", fix, str(name))


RULE = Rule("retire-announced", Level.ERROR, find, firm=True)
