"""Who it is for: networks with somebody in them, and news for everyone."""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.subject import Subject
from composer.model import Audience, News, within
from composer.problems import Level, Problem


def targets_reach_somebody(subject: Subject) -> Iterator[Problem]:
    """Every network the issue goes to has at least one person."""
    if subject.audience is None:
        return
    networks = subject.programme.networks
    places = {str(name): name.place for name in subject.issue.to or ()}
    for name, count in subject.audience.networks.items():
        if not count:
            place = places.get(name) or networks[name].place
            lists = frozenset(f"recipients/{part}.csv" for part in within(name, networks))
            fix = f"Add people to recipients/{name}.csv, or leave the network out of `to`."
            yield Problem(place, "network-empty", f"nobody is on the network {name}", fix, unless=lists)


def included_lists_have_somebody(subject: Subject) -> Iterator[Problem]:
    """A list that an issue reaches through another network is not missing: nobody would notice who got nothing."""
    if subject.audience is None:
        return
    networks = subject.programme.networks
    reached = {part for name, count in subject.audience.networks.items() if count for part in within(name, networks)}
    on_a_list = {name for person in subject.audience.people for name in person.networks}
    for name in networks:
        if name in reached - on_a_list and name not in subject.audience.networks and not networks[name].includes:
            lists = frozenset({f"recipients/{name}.csv"})
            fix = f"Add people to recipients/{name}.csv, or take the network out of the includes."
            yield Problem(networks[name].place, "network-empty", f"nobody is on the network {name}", fix, unless=lists)


def items_reach_somebody(subject: Subject) -> Iterator[Problem]:
    """An item with networks of its own is seen by somebody who gets the issue."""
    if subject.audience is None or not subject.audience.people:
        return
    for entry in _unseen(subject, subject.audience):
        networks = entry.item.networks or ()
        if all(name in subject.programme.networks for name in networks):
            lists = frozenset(f"recipients/{name}.csv" for name in networks)
            fix = "Add people to the network's list, or correct the item's `networks`."
            message = f"nobody who gets this issue is on {', '.join(networks)}"
            place = networks[0].place
            yield Problem(place, "network-empty", message, fix, item=entry.item.id, unless=lists)


def _unseen(subject: Subject, audience: Audience) -> list[News]:
    """The new items with networks of their own that nobody sees."""
    seen = {key for keys in audience.variants for key in keys}
    return [entry for entry in subject.edition.news if entry.key not in seen and entry.item.networks]


def everybody_sees_news(subject: Subject) -> Iterator[Problem]:
    """Somebody who gets the edition sees at least one new item."""
    audience = subject.audience
    if audience is None or not subject.edition.news or _unseen(subject, audience):
        return
    news = {entry.key for entry in subject.edition.news}
    without = [number for number, keys in enumerate(audience.variants) if not keys & news]
    count = sum(1 for person in audience.people if person.variant in without)
    if count:
        fix = "Add an item for everyone, or send the issue only `to` the networks it is for."
        message = f"{count} of {len(audience.people)} people see no new item"
        yield Problem(subject.issue.place, "news-unseen", message, fix, Level.WARNING)
