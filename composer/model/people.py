"""People: networks, their lists, contacts, and the audience they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from composer.settings import Settings
from composer.text import Place, Text


@dataclass(frozen=True, slots=True)
class Contact:
    """A named person of the programme, printed in the edition."""

    id: str
    name: Text
    role: Text | None = None
    organisation: Text | None = None
    email: Text | None = None
    phone: Text | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """A distribution list with leads; it may include other networks."""

    id: str
    name: Text
    place: Place
    leads: tuple[Text, ...] = ()
    includes: tuple[Text, ...] = ()
    description: Text | None = None


def within(start: str, networks: Mapping[str, Network]) -> Iterator[str]:
    """A network and all it includes, at any depth; a ring of includes ends where it closes."""
    met: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in networks and name not in met:
            met.add(name)
            yield name
            waiting += map(str, networks[name].includes)


@dataclass(frozen=True, slots=True)
class Programme:
    """What does not change from week to week: settings, networks and contacts by id, in file order."""

    settings: Settings
    networks: Mapping[str, Network]
    contacts: Mapping[str, Contact]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row of a network's list."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class RecipientList:
    """A network's own CSV file; the rows of the networks it includes are not among them."""

    network: str
    rows: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One person of an audience: one address, however many lists it is on.

    `networks` are those of the lists concerned that the person is directly on; `variant` counts from 0.
    """

    canonical: str
    address: str
    name: str
    networks: tuple[str, ...]
    variant: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Everyone an edition is meant for, the suppressed included.

    `lists` counts the rows of each list concerned, `networks` the people each network reaches, `left` those who have
    left a list concerned and are reached by another; `variants` holds for each variant the keys of the entries its
    people see.
    """

    people: tuple[Person, ...]
    suppressed: frozenset[str]
    lists: Mapping[str, int]
    networks: Mapping[str, int]
    left: Mapping[str, int]
    variants: tuple[frozenset[str], ...]

    @property
    def rows(self) -> int:
        """How many rows the lists concerned have together."""
        return sum(self.lists.values())

    @property
    def copies_saved(self) -> int:
        """Letters not sent because people are on several lists."""
        return self.rows - len(self.people)
