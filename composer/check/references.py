"""Names that stand for something: networks, contacts, workstreams, earlier items, tools."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from composer.check.subject import Subject
from composer.model import Issue
from composer.model.names import Names
from composer.problems import Problem, shown
from composer.text import Place, Text

_CONTACTS = "recipients/contacts.yaml"
_NETWORKS = "recipients/networks.yaml"
_ID = re.compile("[a-z0-9][a-z0-9._-]*")


def networks_exist(subject: Subject) -> Iterator[Problem]:
    """Whom the issue, and everything an earlier one left in the edition, is for are networks of networks.yaml."""
    known = subject.programme.networks
    names = Names((network.id, network.name) for network in known.values())
    listed = f"The networks are {', '.join(known)}." if known else f"Add it to {_NETWORKS}."
    for name, item_id in _whom(subject):
        if name not in known:
            # Where there are none at all, an error in their file explains it.
            yield _unknown("network", name, names.remedy(name, listed), item_id, () if known else (_NETWORKS,))


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


def contacts_exist(subject: Subject) -> Iterator[Problem]:
    """Whom a printed item names is in contacts.yaml."""
    known = subject.programme.contacts
    names = Names((contact.id, contact.name) for contact in known.values())
    for item, _ in subject.printed:
        for name in item.contacts:
            if not known:  # one word about the file, and none about everybody who is not in it
                start = Place(_CONTACTS, 1, 1)
                message = f"issues name {shown(name)} and others, and there is nobody here"
                example = f"{name}: {{name: …}}" if _ID.fullmatch(name) else "chris-owen: {name: Chris Owen}"
                fix = f"Write a line for each person, like {example}."
                yield Problem(start, "contact-unknown", message, fix, unless=frozenset({_CONTACTS}))
                return
            if name not in known:
                fix = f"Add the person to {_CONTACTS} under an id, and write the id here."
                yield _unknown("contact", name, names.remedy(name, fix), item.id)


def workstreams_exist(subject: Subject) -> Iterator[Problem]:
    """The workstream of a printed item is one of newsletter.yaml."""
    known = subject.programme.settings.workstreams
    names = Names((id_, workstream.name) for id_, workstream in known.items())
    fix = f"The workstreams are {', '.join(known)}; others go into newsletter.yaml."
    fix = fix if known else "Add it to workstreams in newsletter.yaml."
    for item, _ in subject.printed:
        if item.workstream is not None and item.workstream not in known:
            yield _unknown("workstream", item.workstream, names.remedy(item.workstream, fix), item.id)


def earlier_items_exist(subject: Subject) -> Iterator[Problem]:
    """What is dropped, kept or replaced was an item of an earlier issue (or, dropped, of this one)."""
    issues = [subject.issue, *reversed(subject.earlier)]
    known = {item.id for issue in issues for item in issue.items}
    names = Names((item.id, item.title) for issue in issues for item in issue.items)
    yield from _missing("item", subject.issue.drop, known, names)
    yield from _missing("item", subject.issue.keep, known, names)
    for item in subject.issue.items:
        yield from _missing("item", item.replaces, known, names, item.id)


def tools_exist(subject: Subject) -> Iterator[Problem]:
    """What is retired was announced."""
    issues = [subject.issue, *reversed(subject.earlier)]
    known = {id_ for issue in issues for id_, _ in _announced(issue)}
    names = Names(tool for issue in issues for tool in _announced(issue))
    yield from _missing("tool", subject.issue.retire, known, names)


def orders_agree(subject: Subject) -> Iterator[Problem]:
    """No issue says both of one id: keep and drop, or announce and retire."""
    issue = subject.issue
    for name in issue.keep:
        if name in issue.drop:
            fix = "Take it out of one of the two."
            yield Problem(name.place, "keep-drop", f"{shown(name)} is both kept and dropped", fix, item=str(name))
    announced = {id_ for id_, _ in _announced(issue)}
    for name in issue.retire:
        if name in announced:
            fix = "Take it out of `retire`, or do not announce it."
            yield Problem(name.place, "retire-announced", f"{name} is announced and retired here", fix, item=str(name))


def _announced(issue: Issue) -> Iterator[tuple[str, str]]:
    """The id and title of each tool the issue announces."""
    yield from ((item.id, item.resource.title) for item in issue.items if item.resource)
    yield from ((tool.id, tool.title) for tool in issue.tools)


def _missing(
    kind: str, written: Iterable[Text], known: Container[str], names: Names, item: str | None = None
) -> Iterator[Problem]:
    for name in written:
        if name not in known:
            fix = names.remedy(name, f"Look up the id in the issue where the {kind} stood.")
            yield _unknown(kind, name, fix, item)


_CODES = {
    "network": "network-unknown",
    "contact": "contact-unknown",
    "workstream": "workstream-unknown",
    "item": "item-unknown",
    "tool": "tool-unknown",
}


def _unknown(kind: str, name: Text, fix: str, item: str | None = None, unless: Iterable[str] = ()) -> Problem:
    """A name that stands for nothing of its kind."""
    message = f"there is no {kind} called {shown(name) or 'nothing'}"
    return Problem(name.place, _CODES[kind], message, fix, item=item, unless=frozenset(unless))
