"""The workspace's own names: what newsletter.yaml, the networks and the contacts call people and things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from composer.check.subject import Subject
from composer.check.words.spoken import words_in


@dataclass(frozen=True, slots=True)
class House:
    """Names as the workspace writes them, and all words of them, in lower case."""

    people: tuple[str, ...]
    names: tuple[str, ...]
    words: frozenset[str]


def house_of(subject: Subject) -> House:
    """The names of a workspace, and who published what the edition lists."""
    contacts = subject.programme.contacts.values()
    people = tuple(dict.fromkeys(str(contact.name) for contact in contacts))
    names = tuple(dict.fromkeys(_names(subject)))
    roles = (str(contact.role) for contact in contacts if contact.role)
    words = (word.bare.lower() for name in (*people, *names, *roles) for word in words_in(name))
    return House(people, names, frozenset(words))


def _names(subject: Subject) -> Iterator[str]:
    """Of networks, organisations, publishers, sections and the programme itself."""
    settings = subject.programme.settings
    yield settings.name
    yield settings.sender.name
    yield from (str(network.name) for network in subject.programme.networks.values())
    yield from (str(contact.organisation) for contact in subject.programme.contacts.values() if contact.organisation)
    yield from (str(workstream.name) for workstream in settings.workstreams.values())
    yield from (str(tool.publisher) for tool in subject.edition.tools if tool.publisher)
