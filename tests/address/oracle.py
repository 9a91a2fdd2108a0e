"""Design section 4, "People" and "Visibility", by brute force, written before looking at composer/address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from composer.model import EVERY, Edition, Issue, Network, Recipient, RecipientList, Seen

Networks = Mapping[str, Network]
Lists = Mapping[str, RecipientList]
Gone = Mapping[str, frozenset[str]]  # the networks each person has left, or EVERY one


@dataclass(frozen=True)
class Expected:
    """A person of the audience, what they see, and whether they are sent it."""

    address: str
    name: str
    networks: tuple[str, ...]
    sees: frozenset[str]
    suppressed: bool


def who(row: Recipient) -> str:
    """Whose row it is; of all letters beyond ASCII the rows made here have ß alone, whose capital is SS."""
    return row.address.lower().replace("ß", "ss")


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


def rows_of(person: str, networks: Networks, lists: Lists) -> list[tuple[str, Recipient]]:
    """The person's rows, each with its list, in the order of networks.yaml."""
    return [(name, row) for name in networks if name in lists for row in lists[name].rows if who(row) == person]


def is_suppressed(person: str, edition: Edition, networks: Networks, lists: Lists, gone: Gone) -> bool:
    """Whoever has left every network, or each one concerned that they are on."""
    left = gone.get(person, frozenset())
    on = {name for name, _ in rows_of(person, networks, lists)} & set(concerned(edition.issue, networks))
    return EVERY in left or on <= left


def lists_of(person: str, edition: Edition, networks: Networks, lists: Lists, gone: Gone) -> set[str]:
    """Every list the person is directly on, concerned or not; those they have left only if they are sent nothing."""
    on = {name for name, _ in rows_of(person, networks, lists)}
    kept = is_suppressed(person, edition, networks, lists, gone)
    return on if kept else on - gone.get(person, frozenset())


def may_see(seen: Seen, on: set[str], networks: Networks) -> bool:
    """Someone on a network is also one of those for whom a network including it is."""
    return seen is None or any(within(name, networks) & on for name in seen)


def people(edition: Edition, networks: Networks, lists: Lists, gone: Gone | None = None) -> dict[str, Expected]:
    """The audience by canonical address.

    The spelling is the first list's, concerned or not, that relays take, or the first if they take none; the name is
    the first that any list gives (the implementation's reading: a nameless row takes nobody's name away).
    """
    names = concerned(edition.issue, networks)
    found: dict[str, Expected] = {}
    for person in {who(row) for name in names if name in lists for row in lists[name].rows}:
        rows = [row for _, row in rows_of(person, networks, lists)]
        spellings = [row.address for row in rows]
        on = lists_of(person, edition, networks, lists, gone or {})
        found[person] = Expected(
            address=next((spelling for spelling in spellings if "ß" not in spelling), spellings[0]),
            name=next((row.name for row in rows if row.name), ""),
            networks=tuple(name for name in names if name in on),
            sees=frozenset(entry.key for entry in edition.entries if may_see(entry.seen, on, networks)),
            suppressed=is_suppressed(person, edition, networks, lists, gone or {}),
        )
    return found


def copies_saved(edition: Edition, networks: Networks, lists: Lists) -> int:
    """Rows of the lists concerned less people."""
    rows = sum(len(lists[name].rows) for name in concerned(edition.issue, networks) if name in lists)
    return rows - len(people(edition, networks, lists))


def reached(network: str, edition: Edition, networks: Networks, lists: Lists, gone: Gone) -> int:
    """The people a network reaches, those of the networks it includes among them."""
    everybody = people(edition, networks, lists, gone).values()
    return sum(1 for person in everybody if within(network, networks) & set(person.networks))


def targets(issue: Issue, networks: Networks) -> Sequence[str]:
    return list(networks) if issue.to is None else [name for name in networks if name in issue.to]
