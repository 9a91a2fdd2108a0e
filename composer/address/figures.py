"""What there is to count of an audience: who is on several networks, and which copies that saves. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from composer.model import Audience, Network, Person, within

Together = tuple[str, ...]  # the lists somebody is on, in the order of networks.yaml


@dataclass(frozen=True)
class Figures:
    """Counts of an audience; a million people are gone through once for all of them."""

    audience: Audience
    networks: Mapping[str, Network]

    @cached_property
    def together(self) -> Counter[Together]:
        """How many people are on just these lists."""
        return _together(self.audience.people)

    @cached_property
    def several(self) -> list[tuple[Together, int]]:
        """Those of several lists, what saves most copies first."""
        several = [(names, people) for names, people in self.together.items() if len(names) > 1]
        return sorted(several, key=lambda one: (-copies_saved(*one), one[0]))

    @cached_property
    def overlap(self) -> Mapping[str, Mapping[str, int]]:
        """For each list, how many people it shares with each other one; those it shares nobody with aside."""
        shared: dict[str, Counter[str]] = {name: Counter() for name in self.audience.lists}
        for names, people in self.several:
            for one, other in combinations(names, 2):
                shared[one][other] += people
                shared[other][one] += people
        return shared

    @cached_property
    def suppressed(self) -> Mapping[str, int]:
        """How many of the people each network reaches are suppressed."""
        suppressed = self.audience.suppressed
        together = _together(person for person in self.audience.people if person.canonical in suppressed)
        return {network: self._reached(network, together) for network in self.audience.networks}

    @cached_property
    def twice(self) -> Mapping[str, int]:
        """Rows of each list beyond one for each person on it; lists without any aside."""
        spare = Counter(self.audience.lists)
        spare.subtract(self.audience.left)
        for names, people in self.together.items():
            spare.subtract(dict.fromkeys(names, people))
        return {name: rows for name, rows in spare.items() if rows}

    def _reached(self, network: str, together: Mapping[Together, int]) -> int:
        lists = frozenset(within(network, self.networks))
        return sum(people for names, people in together.items() if not lists.isdisjoint(names))


def copies_saved(names: Together, people: int) -> int:
    """Copies that so many people save by being on all of these lists."""
    return people * (len(names) - 1)


def _together(people: Iterable[Person]) -> Counter[Together]:
    return Counter(person.networks for person in people)
