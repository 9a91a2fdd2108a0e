"""No workstream of that id is in `newsletter.yaml`. A workstream is written by its id, not by its name. An error, as
the item would stand under no section.

```yaml
# wrong
workstream: Education
# right
workstream: education
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.names.unknown import unknown
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model.names import Names
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Workstreams of printed items that newsletter.yaml does not have."""
    known = subject.programme.settings.workstreams
    names = Names((id_, workstream.name) for id_, workstream in known.items())
    fix = f"The workstreams are {', '.join(known)}; others go into newsletter.yaml."
    fix = fix if known else "Add it to workstreams in newsletter.yaml."
    for item, _ in subject.printed:
        if item.workstream is not None and item.workstream not in known:
            yield unknown("workstream", item.workstream, names.remedy(item.workstream, fix), item.id)


RULE = Rule("workstream-unknown", Level.ERROR, find, firm=True)
