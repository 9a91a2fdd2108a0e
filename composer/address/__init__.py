"""Address: who an edition is for. One person, one copy, however many lists the address is on.

Rule: pure, and never half an answer: a network that includes another reaches all of its people, and
rings of includes (a fault that `load` tells) end where they close.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from composer.mailbox import canonical
from composer.model import EVERY, Audience, Edition, Issue, Network, Person, RecipientList, Seen, within

__all__ = ["WhoLeft", "address", "concerned_by", "nobody_left", "targets_of"]


WhoLeft = Callable[[str], Collection[str]]  # the networks that a canonical address has left, or `EVERY` one


def nobody_left(_: str) -> Collection[str]:
    """The audience as the lists have it, before suppression."""
    return ()


def address(
    edition: Edition,
    networks: Mapping[str, Network],
    lists: Mapping[str, RecipientList],
    left: WhoLeft = nobody_left,
) -> Audience:
    """The audience of `edition`.

    Somebody who has left some is as if never on their lists; who has left all that concern the edition is of its
    audience, and suppressed.
    """
    targets = targets_of(edition.issue, networks)
    concerned = concerned_by(edition.issue, networks)
    people = _people(networks, lists)
    gone = _leave(people, left, frozenset(concerned)) if left is not nobody_left else _Gone()
    memberships = Counter(found.lists for found in people.values() if not found.lists.isdisjoint(concerned))
    reach = {name: frozenset(within(name, networks)) for name in networks}
    sights = _sights(edition, memberships, reach)
    variants = _in_order(sights.values())
    number = {sight: place for place, sight in enumerate(variants)}
    gets = {lists: (tuple(name for name in concerned if name in lists), number[sights[lists]]) for lists in memberships}
    return Audience(
        people=tuple(
            Person(who, found.address, found.name, *gets[found.lists])
            for who, found in people.items()
            if found.lists in gets
        ),
        suppressed=frozenset(gone.suppressed),
        lists={name: len(lists[name].rows) for name in concerned if name in lists},
        networks={
            target: sum(count for lists, count in memberships.items() if not reach[target].isdisjoint(gets[lists][0]))
            for target in targets
        },
        left={name: gone.lists[name] for name in concerned if name in gone.lists},
        variants=variants,
    )


def targets_of(issue: Issue, networks: Mapping[str, Network]) -> list[str]:
    """The networks an issue is sent to, in the order of networks.yaml."""
    return [name for name in networks if issue.to is None or name in issue.to]


def concerned_by(issue: Issue, networks: Mapping[str, Network]) -> list[str]:
    """The networks whose lists an issue is sent to: those it names and all that they include."""
    reached = {name for target in targets_of(issue, networks) for name in within(target, networks)}
    return [name for name in networks if name in reached]


def _sights(
    edition: Edition, memberships: Iterable[frozenset[str]], reach: Mapping[str, frozenset[str]]
) -> dict[frozenset[str], frozenset[str]]:
    """For each set of lists, the keys of the entries that somebody on just these sees."""
    readers = [(entry.key, _readers(entry.seen, reach)) for entry in edition.entries]
    deciding = frozenset[str]().union(*(lists for _, lists in readers if lists is not None))
    sights: dict[frozenset[str], frozenset[str]] = {}  # there are far fewer than sets of lists
    for some in {lists & deciding for lists in memberships}:
        sights[some] = frozenset(key for key, lists in readers if lists is None or not lists.isdisjoint(some))
    return {lists: sights[lists & deciding] for lists in memberships}


def _readers(seen: Seen, reach: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """The lists whose people see an entry; None: everybody does."""
    return None if seen is None else frozenset[str]().union(*(reach.get(name, frozenset()) for name in seen))


def _in_order(sights: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Each variant once, the fullest first; nothing about the order depends on people or lists."""
    return tuple(sorted(set(sights), key=lambda keys: (-len(keys), sorted(keys))))


@dataclass(slots=True)
class _Found:
    """A person as first met: the first name there is, and the first spelling that relays take, if any is."""

    address: str
    name: str
    lists: frozenset[str]


def _people(networks: Mapping[str, Network], lists: Mapping[str, RecipientList]) -> dict[str, _Found]:
    """Everybody on a list, by canonical address; those who are on the same lists share one set of them."""
    people: dict[str, _Found] = {}
    for network in networks:  # in the order of networks.yaml: the first list's spelling is used
        alone = frozenset({network})
        joined: dict[frozenset[str], frozenset[str]] = {}
        for row in lists[network].rows if network in lists else ():
            who = canonical(row.address)
            found = people.get(who)
            if found is None:
                people[who] = _Found(row.address, row.name, alone)
                continue
            found.name = found.name or row.name
            found.address = _mailed(found.address, row.address)
            found.lists = joined.get(found.lists) or joined.setdefault(found.lists, found.lists | alone)
    return people


def _mailed(first: str, other: str) -> str:
    """Which of two spellings is mailed: the first, unless relays take only the other."""
    return first if first.isascii() or _is_plain(first) or not _is_plain(other) else other


def _is_plain(address: str) -> bool:
    """Whether what stands before the @ is ASCII; a domain that is not has a form that is (RFC 5891)."""
    return address.rpartition("@")[0].isascii()


@dataclass(slots=True)
class _Gone:
    """Who gets nothing, and how many have left each list and are reached by another."""

    suppressed: list[str] = field(default_factory=list)
    lists: Counter[str] = field(default_factory=Counter)


def _leave(people: Mapping[str, _Found], left: WhoLeft, concerned: frozenset[str]) -> _Gone:
    """Take people off the lists they have left; those of whose lists concerned none remains stay on all: suppressed."""
    so_far = _Gone()
    for who, found in people.items():
        gone = left(who)
        if not gone or found.lists.isdisjoint(concerned):
            continue
        remaining = found.lists.difference(gone)
        if EVERY in gone or remaining.isdisjoint(concerned):
            so_far.suppressed.append(who)
        else:
            so_far.lists.update(found.lists - remaining)
            found.lists = remaining
    return so_far
