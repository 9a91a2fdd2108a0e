"""Design section 4, "People" and "Visibility", by brute force, written before looking at composer/address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from composer.model import Edition, Issue, Network, RecipientList, Seen

Networks = Mapping[str, Network]
Lists = Mapping[str, RecipientList]


@dataclass(frozen=True)
class Expected:
    """A person of the audience and what they see."""

    address: str
    name: str
    networks: tuple[str, ...]
    sees: frozenset[str]


def within(name: str, networks: Networks) -> set[str]:
    """A network and all it includes, at any depth: names are added until nothing new turns up."""
    found = {name} & set(networks)
    while True:
        more = {str(included) for here in found for included in networks[here].includes} & set(networks)
        if more <= found:
            return found
        found |= more


def concerned(issue: Issue, networks: Networks) -> list[str]:
    """The lists an issue concerns, in the order of networks.yaml."""
    targets = list(networks) if issue.to is None else [str(name) for name in issue.to]
    found = {name for target in targets for name in within(target, networks)}
    return [name for name in networks if name in found]


def lists_of(person: str, networks: Networks, lists: Lists) -> set[str]:
    """Every list the person is directly on, concerned or not."""
    return {
        name for name in networks if name in lists and any(row.address.lower() == person for row in lists[name].rows)
    }


def may_see(seen: Seen, person: str, networks: Networks, lists: Lists) -> bool:
    """Someone on a network is also one of those for whom a network including it is."""
    on = lists_of(person, networks, lists)
    return seen is None or any(within(name, networks) & on for name in seen)


def people(edition: Edition, networks: Networks, lists: Lists) -> dict[str, Expected]:
    """Everyone of the audience, by address in lower case.

    The spelling is the first list's, concerned or not; the name is the first that any list gives (the
    implementation's reading: a nameless row takes nobody's name away).
    """
    names = concerned(edition.issue, networks)
    found: dict[str, Expected] = {}
    for person in {row.address.lower() for name in names if name in lists for row in lists[name].rows}:
        rows = [row for name in networks if name in lists for row in lists[name].rows if row.address.lower() == person]
        on = lists_of(person, networks, lists)
        found[person] = Expected(
            address=rows[0].address,
            name=next((row.name for row in rows if row.name), ""),
            networks=tuple(name for name in names if name in on),
            sees=frozenset(entry.key for entry in edition.entries if may_see(entry.seen, person, networks, lists)),
        )
    return found


def copies_saved(edition: Edition, networks: Networks, lists: Lists) -> int:
    """Rows of the lists concerned less people."""
    rows = sum(len(lists[name].rows) for name in concerned(edition.issue, networks) if name in lists)
    return rows - len(people(edition, networks, lists))


def reached(network: str, edition: Edition, networks: Networks, lists: Lists) -> int:
    """The people a network reaches, those of the networks it includes among them."""
    return sum(
        1 for person in people(edition, networks, lists).values() if within(network, networks) & set(person.networks)
    )


def targets(issue: Issue, networks: Networks) -> Sequence[str]:
    return list(networks) if issue.to is None else [name for name in networks if name in issue.to]
