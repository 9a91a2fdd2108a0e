"""No network of that id is in `recipients/networks.yaml`: it is misspelt, has yet to be added, or its printed name was
written. The remedy names the id where it can be told. An error, as nobody knows whom it is for.

```yaml
# wrong: issue
to: [SEND Network]
# right: issue
to: [send]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.names.unknown import unknown
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model.names import Names
from composer.problems import Level
from composer.text import Text

_NETWORKS = "recipients/networks.yaml"


def find(subject: Subject) -> Iterator[Found]:
    """Whom the issue, and everything an earlier one left in the edition, is for, and who is no network."""
    known = subject.programme.networks
    names = Names((network.id, network.name) for network in known.values())
    listed = f"The networks are {', '.join(known)}." if known else f"Add it to {_NETWORKS}."
    for name, item in _whom(subject):
        if name not in known:
            # Where there are none at all, an error in their file explains it.
            yield unknown("network", name, names.remedy(name, listed), item, () if known else (_NETWORKS,))


def _whom(subject: Subject) -> Iterator[tuple[Text, str | None]]:
    """Each network that decides who sees something, each time it is written once; and the item that names it."""
    edition = subject.edition
    numbers = [*(tool.issue for tool in edition.tools), *(date.issue for date in edition.dates)]
    numbers += [reminder.issue for reminder in edition.reminders]
    for number in dict.fromkeys([subject.issue.number, *numbers]):
        yield from ((name, None) for name in subject.issues[number].to or ())
    items = [item for item, _ in subject.printed] + [date.item for date in edition.dates]
    tools = [(tool, subject.issues[tool.issue]) for tool in edition.tools]
    items += [item for tool, issue in tools for item in issue.items if item.id == tool.id]
    for item in {item.place: item for item in items}.values():
        yield from ((name, item.id) for name in item.networks or ())


RULE = Rule("network-unknown", Level.ERROR, find, firm=True)
