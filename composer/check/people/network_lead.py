"""Nobody is named in networks.yaml who keeps the list of a network that gets the issue, so nobody would notice that it
is out of date. A warning: the issue arrives all the same. Name one or more by their address. A network that has no list
of its own, being made up of others, needs nobody.

```yaml
# wrong: recipients/networks.yaml
send: {name: SEND Network}
data: {name: Data Network, leads: [chris.owen@example.org]}
# right: recipients/networks.yaml
send: {name: SEND Network, leads: [chris.owen@example.org]}
data: {name: Data Network, leads: [chris.owen@example.org]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Networks without a lead of whose lists people get the issue."""
    rows = subject.audience.lists if subject.audience else {}
    for name in rows:
        network = subject.programme.networks[name]
        if rows[name] and not network.leads:
            fix = "Name one who keeps its list: leads: [name@example.org]."
            # An address there that is none is told already.
            yield Found(network.place, f"the network {name} has no lead", fix, unless=_FILE)


_FILE = frozenset({"recipients/networks.yaml"})

RULE = Rule("network-lead", Level.WARNING, find)
