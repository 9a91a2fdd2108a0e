"""A tenth or more of the people on a network's list, and at least two, get nothing any more: they unsubscribed, their
letters came back, or a manager said so. Either the list is out of date, or something made people leave. A warning, as
everybody else gets the issue. Ask the network's lead to go through the list; `composer audience` says who gets nothing
and why. It is told where the ledger is, on the machine that sends.

```text
# wrong
recipients/send.csv has 30 rows, and 4 of these people unsubscribed
# right
recipients/send.csv has 26 rows: composer lists remove send ADDRESS
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Networks of whose people many have left."""
    for name, share in subject.left.items():
        if share.left >= _FEWEST and share.left * _TENTH >= share.people:
            message = f"{share.left:,} of the {share.people:,} people on the network {name} get nothing any more"
            fix = f"Have its lead bring the list up to date; composer lists show {name} says who they are."
            yield Found(subject.programme.networks[name].place, message, fix)


_TENTH = 10
_FEWEST = 2  # of ten people, one who leaves is no sign of anything

RULE = Rule("network-suppressed", Level.WARNING, find)
