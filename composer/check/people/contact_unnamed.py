"""A person in contacts.yaml is printed in every edition, and no item has named them for a year: neither under
`contacts` nor in its text. Perhaps they have left, and people ring a number that nobody answers. It is for information
only, because some people are printed every week on purpose, as who edits the update. It is told once at least twelve
issues have been written in that year.

```text
# wrong
chris-owen stands in contacts.yaml, and under no item of the last 12 issues
# right
contacts: [chris-owen]
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Contact, Issue, Item
from composer.problems import Level


def find(subject: Subject) -> Iterator[Found]:
    """Contacts whom nothing names."""
    issues = [issue for issue in subject.earlier if subject.issue.date - issue.date <= _LONG]
    if len(issues) < _MANY:
        return
    named = {str(name) for item in _items(subject, issues) for name in item.contacts}
    unnamed = [one for id_, one in subject.programme.contacts.items() if id_ not in named]
    words = "\n".join(_words(subject, issues)) if unnamed else ""
    for contact in unnamed:
        if not _stands_in(contact, words):
            message = f"no item has named the contact {contact.id} for a year"
            fix = "If they have left, take them out of contacts.yaml; if they are to be printed always, leave it."
            yield Found(contact.name.place, message, fix)


_LONG = timedelta(days=366)
_MANY = 12  # issues: with fewer, most contacts simply had no turn yet


def _items(subject: Subject, issues: Iterable[Issue]) -> Iterator[Item]:
    yield from (item for issue in (*issues, subject.issue) for item in issue.items)
    yield from subject.edition.items


def _words(subject: Subject, issues: Iterable[Issue]) -> Iterator[str]:
    for item in _items(subject, issues):
        yield from (item.title, item.update, item.action or "")
    yield from (issue.intro for issue in (*issues, subject.issue) if issue.intro)
    yield subject.edition.intro or ""


def _stands_in(contact: Contact, words: str) -> bool:
    return contact.name in words or (contact.email is not None and contact.email in words)


RULE = Rule("contact-unnamed", Level.INFO, find)
