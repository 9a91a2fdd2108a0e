"""What the rules are told of the lists an edition goes to: how many have left them, and who shares an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from composer.text import Place


@dataclass(frozen=True, slots=True)
class ShareLeft:
    """How many people are on a network's own list, and how many of them it sends nothing."""

    people: int
    left: int


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """An address that stands on the lists with a name and, further down, with another.

    `places` looks up where the two rows stand, the first first: it takes longer than all else, and hardly any is told.
    """

    places: Callable[[], tuple[Place, Place]] = field(repr=False, compare=False)
    address: str = field(repr=False)
    name: str = field(repr=False)
    other: str = field(repr=False)
