"""One address stands on the lists with the names of two people. It gets one letter, so one of them has perhaps never
seen an update, and when either unsubscribes, both have left. A warning, as two people may share a mailbox on purpose.
Ask for an address of their own, or write the office's name for both. Two ways to write one name are not minded: a first
name or a surname in common, an initial or a title is enough.

```yaml
# wrong: recipients/send.csv
email,name
office@example.org,Ann Heath
office@example.org,Bilal Khan
# right: recipients/send.csv
email,name
office@example.org,Ann Heath
bilal.khan@example.org,Bilal Khan
```
"""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.membership import SharedAddress
from composer.check.people.two_people import are_two_people
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.mailbox import canonical
from composer.problems import Level, shown


def find(subject: Subject) -> Iterator[Found]:
    """Rows with an address that another row has for somebody else, once for each address."""
    told: set[str] = set()
    for shared in subject.shared:
        who = canonical(shared.address)
        if who not in told and are_two_people(shared.name, shared.other):
            told.add(who)
            yield _found(shared)


def _found(shared: SharedAddress) -> Found:
    first, place = shared.places()
    where = f" of {first.file}" if first.file != place.file else ""
    message = f"this address stands on line {first.line}{where} with another name"
    fix = "If they are two people, ask for an address of their own; if one, write the name alike."
    about = f"{shared.address}, {shown(shared.name)} and {shown(shared.other)}"
    return Found(place, message, fix, about=about)


RULE = Rule("address-shared", Level.WARNING, find)
