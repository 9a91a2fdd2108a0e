"""No person of that id is in `recipients/contacts.yaml`. A contact is written by the id, not by the name. An error, as
readers would look in vain for how to reach them.

```yaml
# wrong
contacts: [Chris Owen]
# right
contacts: [chris-owen]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.names.unknown import unknown
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model.names import Names
from composer.problems import Level, shown
from composer.text import Place

_CONTACTS = "recipients/contacts.yaml"
_ID = re.compile("[a-z0-9][a-z0-9._-]*")


def find(subject: Subject) -> Iterator[Found]:
    """Whom a printed item names and who is not in contacts.yaml; one word where nobody is there at all."""
    known = subject.programme.contacts
    names = Names((contact.id, contact.name) for contact in known.values())
    for item, _ in subject.printed:
        for name in item.contacts:
            if not known:
                yield _nobody(name)
                return
            if name not in known:
                fix = f"Add the person to {_CONTACTS} under an id, and write the id here."
                yield unknown("contact", name, names.remedy(name, fix), item.id)


def _nobody(name: str) -> Found:
    message = f"issues name {shown(name)} and others, and there is nobody here"
    example = f"{name}: {{name: …}}" if _ID.fullmatch(name) else "chris-owen: {name: Chris Owen}"
    fix = f"Write a line for each person, like {example}."
    return Found(Place(_CONTACTS, 1, 1), message, fix, unless=frozenset({_CONTACTS}))


RULE = Rule("contact-unknown", Level.ERROR, find, firm=True)
