"""The text promises somebody's contact details – “(details below)”, “contact details at the end”, “see contacts
below”, “her number is listed below” – and that person is not among the contacts at the foot of the edition. An error:
whoever wants to get in touch looks for something that is not there. Add the person to recipients/contacts.yaml, or say
in the text how they are reached. Meant is whoever is named last before the promise, or everybody where it says “for
both”; a first name will do where an earlier sentence gives the full one. Capitals, accents, initials and short forms
such as Mike make no difference. Details of events, places and offices are not looked for, nor those that the item
itself gives further on.

A warning where readers are asked to contact, ring, write to or book with somebody by name, who is not among the
contacts, and the item has neither an address nor a number nor a link. Colleagues may know how; others do not.

```yaml
# wrong
update: Please ring Ann Birch (details below) to book a place.
# right
update: Please ring Chris Owen (details below) to book a place.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from composer.check.given_names import plain
from composer.check.personal_names import PersonalName, name_of, same_person
from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.check.words.promises import promised
from composer.check.words.requests import requested
from composer.markdown import Passage
from composer.problems import Level, shown

_CONTACTS = "recipients/contacts.yaml"


def find(subject: Subject) -> Iterator[Found]:
    """Each person whose details are promised and not there, or are needed and not given, where the name stands."""
    known = [name for name in map(name_of, _names(subject)) if name]
    for story in subject.stories:
        passages = tuple(story.passages)
        promises = [*_promised(passages, known, story.id)]
        yield from promises
        told = {found.place for found in promises}
        unreached = _unreached(story, known, subject.stories)
        yield from (found for found in unreached if found.place not in told)


def _names(subject: Subject) -> Iterator[str]:
    """Who is printed at the foot of the edition."""
    return (str(contact.name) for contact in subject.edition.contacts)


def _promised(passages: Sequence[Passage], known: Sequence[PersonalName], item: str | None) -> Iterator[Found]:
    texts = [passage.words for passage in passages]
    for number, passage in enumerate(passages):
        for person, end in promised(passage.words, texts[:number]):
            if not _is_known(person, known) and not _given(person, passage, end, passages[number + 1 :]):
                yield _missing(person, passage, item)


def _is_known(person: PersonalName, known: Sequence[PersonalName]) -> bool:
    return any(same_person(person, contact) for contact in known)


def _missing(person: PersonalName, passage: Passage, item: str | None) -> Found:
    name = shown(person.written)
    message = f"the details of {name} are promised, and are not among the contacts"
    fix = f"Add them to {_CONTACTS}, or write here how {name} is reached."
    return Found(passage.at(person.start), message, fix, item, unless=frozenset({_CONTACTS}))


def _unreached(story: Story, known: Sequence[PersonalName], stories: Sequence[Story]) -> Iterator[Found]:
    """Whom readers are asked to contact in a story without address or number, and with no link near the name."""
    asked = [(at, person) for at, passage in enumerate(story.prose) for person in requested(passage.words)]
    if not asked or any(map(_is_reached, story.passages)) or (story.tool and story.tool.url):
        return
    met: list[PersonalName] = []
    for at, person in asked:
        beside = story.prose[max(at - 1, 0) : at + 2]
        if any(map(_leads_somewhere, beside)) or _is_known(person, [*known, *met]) or _is_elsewhere(person, stories):
            continue
        met.append(person)
        yield _not_told(person, story.prose[at], story.id)


def _is_elsewhere(person: PersonalName, stories: Sequence[Story]) -> bool:
    """Whether a passage with an address or a number has the family name."""
    passages = (passage for story in stories for passage in story.passages)
    return any(plain(person.family) in plain(passage.words) for passage in passages if _is_reached(passage))


def _not_told(person: PersonalName, passage: Passage, item: str | None) -> Found:
    name = shown(person.written)
    message = f"readers are asked to contact {name}, and are not told how"
    fix = f"Write an address or a number, or add {name} to {_CONTACTS}."
    return Found(passage.at(person.start), message, fix, item, Level.WARNING, unless=frozenset({_CONTACTS}))


def _is_reached(passage: Passage) -> bool:
    """Whether there is an address or a number in a passage, or behind a link of it."""
    mailed = any(anchor.href.startswith(("mailto:", "tel:")) for anchor in passage.anchors)
    return mailed or _REACHED.search(passage.words) is not None


def _leads_somewhere(passage: Passage) -> bool:
    """Whether there is a link, an extension or the address of a house in a passage."""
    return bool(passage.anchors) or _SHORT.search(passage.words) is not None


_SHORT = re.compile(r"\b(?:ext(?:ension)?|tel|x)\.?:?\s?\d{3,}|https?://|www\.|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b")
_REACHED = re.compile(r"[^\s@]@[^\s@]|(?:\+|\b0|\(0)\d(?:[\s().-]{0,2}\d){8,}")


def _given(person: PersonalName, passage: Passage, end: int, later: Sequence[Passage]) -> bool:
    """Whether the story itself tells further on how the person is reached."""
    if _REACHED.search(passage.words, end) or any(_REACHED.search(next_.words) for next_ in later[:1]):
        return True
    names = {plain(person.given), plain(person.family)} - {""}
    reached = (other.words for other in later if _REACHED.search(other.words))
    return any(name in plain(words) for words in reached for name in names)


RULE = Rule("details-missing", Level.ERROR, find, english=True)
