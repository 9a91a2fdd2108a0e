"""The people of an edition's audience, to look at the letter of any of them.

Rule: a person is named by key, so that no page's address and no log says who they are.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Self

from composer.model import Person
from composer.pipeline.books import secret_if_made
from composer.pipeline.edition import Addressed
from composer.problems import LedgerError, UsageError
from composer.tokens import Secret

MOST_FOUND = 20


class Keys:
    """The keys of people: of the workspace's secret, under which sending knows them as well.

    Where there is none yet, or it cannot be read, of one that is forgotten with this process: looking makes no files.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._own = Secret(secrets.token_bytes(32))
        self._made: Secret | None = None

    def of(self, canonical: str) -> str:
        """The key of a canonical address."""
        return (self._made or self._own).person_key(canonical)

    def look(self) -> None:
        """Take the workspace's secret, if it has been made by now."""
        if self._made is None:
            with suppress(LedgerError, UsageError):
                self._made = secret_if_made(self._root)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the audience. `networks`: what the lists they are on are called; `variant` counts from 0."""

    key: str
    address: str = field(repr=False)
    name: str = field(repr=False)
    networks: tuple[str, ...]
    variant: int

    @classmethod
    def of(cls, person: Person, addressed: Addressed, key: str) -> Self:
        """The person with this key."""
        known = addressed.composed.programme.networks
        names = tuple(str(known[name].name) if name in known else name for name in person.networks)
        return cls(key, person.address, person.name, names, person.variant)


@dataclass(frozen=True, slots=True)
class Found:
    """The first people that were looked for; `more`: whether there are others."""

    readers: tuple[Reader, ...]
    more: bool


def people_like(addressed: Addressed, words: str, keys: Keys) -> Found:
    """Who of the audience has each of these words in name or address, whatever their case; nobody without words."""
    wanted = words.casefold().split()
    found = list(islice(_matching(addressed, wanted), MOST_FOUND + 1)) if wanted else []
    readers = (Reader.of(person, addressed, keys.of(person.canonical)) for person in found[:MOST_FOUND])
    return Found(tuple(readers), len(found) > MOST_FOUND)


def _matching(addressed: Addressed, wanted: list[str]) -> Iterator[Person]:
    for person in addressed.audience.people:
        told = f"{person.name} {person.address}".casefold()
        if all(word in told for word in wanted):
            yield person


def person_of(addressed: Addressed, key: str, keys: Keys) -> Person | None:
    """Who of the audience has this key."""
    return next((person for person in addressed.audience.people if keys.of(person.canonical) == key), None)
