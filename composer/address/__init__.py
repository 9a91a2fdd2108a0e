"""Address: who an edition is for. One person, one copy, however many lists the address is on.

Rule: pure, and never half an answer: a network that includes another reaches all of its people, and
rings of includes (a fault that `load` tells) end where they close.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from composer.model import EVERY, Audience, Edition, Issue, Network, Person, RecipientList, Seen, within

__all__ = ["address", "canonical", "concerned_by", "targets_of"]


def canonical(spelling: str) -> str:
    """The form by which two spellings of an address are known to be one person's: case does not count."""
    return unicodedata.normalize("NFC", spelling).casefold()


def address(
    edition: Edition,
    networks: Mapping[str, Network],
    lists: Mapping[str, RecipientList],
    left: Callable[[str], Collection[str]] = lambda _: (),
) -> Audience:
    """The audience of `edition`; `left` tells which networks a canonical address has left, or `EVERY` one.

    Somebody who has left some is as if never on their lists; who has left all that concern the edition is of its
    audience, and suppressed.
    """
    reach = {name: frozenset(within(name, networks)) for name in networks}
    targets = targets_of(edition.issue, networks)
    concerned = concerned_by(edition.issue, networks)
    found = {who: person for who, person in _people(networks, lists).items() if not person.lists.isdisjoint(concerned)}
    suppressed = frozenset(who for who, person in found.items() if _leave(person, set(left(who)), concerned))
    sights = {
        lists: _visible(edition, lists, reach) for lists in {frozenset(person.lists) for person in found.values()}
    }
    variants = _in_order(sights.values())
    people = tuple(
        Person(
            who,
            person.address,
            person.name,
            tuple(name for name in concerned if name in person.lists),
            variants.index(sights[frozenset(person.lists)]),
        )
        for who, person in found.items()
    )
    return Audience(
        people=people,
        suppressed=suppressed,
        rows=sum(len(lists[name].rows) for name in concerned if name in lists),
        networks={
            target: sum(1 for person in people if reach[target].intersection(person.networks)) for target in targets
        },
        variants=variants,
    )


def targets_of(issue: Issue, networks: Mapping[str, Network]) -> list[str]:
    """The networks an issue is sent to, in the order of networks.yaml."""
    return [name for name in networks if issue.to is None or name in issue.to]


def concerned_by(issue: Issue, networks: Mapping[str, Network]) -> list[str]:
    """The networks whose lists an issue is sent to: those it names and all that they include."""
    reached = {name for target in targets_of(issue, networks) for name in within(target, networks)}
    return [name for name in networks if name in reached]


def _visible(edition: Edition, lists: frozenset[str], reach: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The keys of the entries that somebody on these lists sees."""
    return frozenset(entry.key for entry in edition.entries if _sees(entry.seen, lists, reach))


def _sees(seen: Seen, lists: frozenset[str], reach: Mapping[str, frozenset[str]]) -> bool:
    return seen is None or any(lists & reach.get(network, frozenset()) for network in seen)


def _in_order(sights: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Each variant once, the fullest first; nothing about the order depends on people or lists."""
    return tuple(sorted(set(sights), key=lambda keys: (-len(keys), sorted(keys))))


@dataclass(slots=True)
class _Found:
    """A person as first met: that spelling and name are used, and the first name there is."""

    address: str
    name: str
    lists: set[str] = field(default_factory=set)


def _leave(person: _Found, left: set[str], concerned: Sequence[str]) -> bool:
    """Take a person off the lists they have left; True: of those concerned none remains, and all stay as they were."""
    if EVERY in left or not (person.lists - left).intersection(concerned):
        return True
    person.lists -= left
    return False


def _people(networks: Mapping[str, Network], lists: Mapping[str, RecipientList]) -> dict[str, _Found]:
    people: dict[str, _Found] = {}
    for network in networks:  # in the order of networks.yaml: the first list's spelling is used
        for row in lists[network].rows if network in lists else ():
            found = people.setdefault(canonical(row.address), _Found(row.address, row.name))
            found.name = found.name or row.name
            found.lists.add(network)
    return people
