"""Names that stand for something: networks, contacts, workstreams, earlier items, tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from composer.check.subject import Subject, unknown
from composer.model import Issue
from composer.problems import Problem
from composer.text import Place, Text

_CONTACTS = "recipients/contacts.yaml"


def networks_exist(subject: Subject) -> Iterator[Problem]:
    """Whom the issue and each printed item are for are networks of networks.yaml."""
    known = subject.programme.networks
    listed = f"The networks are {', '.join(known)}." if known else "Add it to recipients/networks.yaml."
    named: list[tuple[Text, str | None]] = [(name, None) for name in subject.issue.to or ()]
    for item, issue in subject.printed:
        named += [(name, item.id) for name in item.networks or ()]
        if issue is not subject.issue and item.networks is None:
            named += [(name, item.id) for name in issue.to or ()]
    for name, item_id in named:
        if name not in known:
            yield unknown("network", name, known, listed, item_id, "recipients/networks.yaml")


def contacts_exist(subject: Subject) -> Iterator[Problem]:
    """Whom a printed item names is in contacts.yaml."""
    known = subject.programme.contacts
    for item, _ in subject.printed:
        for name in item.contacts:
            if not known:  # one word about the file, and none about everybody who is not in it
                start = Place(_CONTACTS, 1, 1)
                message = f"issues name {name} and others, and there is nobody here"
                fix = f"Write a line for each person, like {name}: {{name: …}}."
                yield Problem(start, "contact-unknown", message, fix, unless=frozenset({_CONTACTS}))
                return
            if name not in known:
                fix = f"Add the person to {_CONTACTS}."
                yield unknown("contact", name, known, fix, item.id, _CONTACTS)


def workstreams_exist(subject: Subject) -> Iterator[Problem]:
    """The workstream of a printed item is one of newsletter.yaml."""
    known = subject.programme.settings.workstreams
    for item, _ in subject.printed:
        if item.workstream is not None and item.workstream not in known:
            fix = "Add it to workstreams in newsletter.yaml."
            yield unknown("workstream", item.workstream, known, fix, item.id)


def earlier_items_exist(subject: Subject) -> Iterator[Problem]:
    """What is dropped, kept or replaced was an item of an earlier issue (or, dropped, of this one)."""
    earlier = {item.id for issue in subject.earlier for item in issue.items}
    here = {item.id for item in subject.issue.items}
    yield from _missing("item", subject.issue.drop, earlier | here)
    yield from _missing("item", subject.issue.keep, earlier | here)
    for item in subject.issue.items:
        yield from _missing("item", item.replaces, earlier | here, item.id)


def tools_exist(subject: Subject) -> Iterator[Problem]:
    """What is retired was announced."""
    issues = [*subject.earlier, subject.issue]
    yield from _missing("tool", subject.issue.retire, {name for issue in issues for name in _announced(issue)})


def orders_agree(subject: Subject) -> Iterator[Problem]:
    """No issue says both of one id: keep and drop, or announce and retire."""
    issue = subject.issue
    for name in issue.keep:
        if name in issue.drop:
            fix = "Take it out of one of the two."
            yield Problem(name.place, "keep-drop", f"{name} is both kept and dropped", fix, item=str(name))
    announced = set(_announced(issue))
    for name in issue.retire:
        if name in announced:
            fix = "Take it out of `retire`, or do not announce it."
            yield Problem(name.place, "retire-announced", f"{name} is announced and retired here", fix, item=str(name))


def _announced(issue: Issue) -> Iterator[str]:
    yield from (item.id for item in issue.items if item.resource)
    yield from (tool.id for tool in issue.tools)


def _missing(kind: str, names: Iterable[Text], known: set[str], item: str | None = None) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield unknown(kind, name, sorted(known), f"Look up the id in the issue where the {kind} stood.", item)
