"""How many of each network's people have left, as far as this machine knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from composer.address import WhoLeft, nobody_left
from composer.model import Audience

if TYPE_CHECKING:
    from composer.check.membership import ShareLeft


def who_left_if_known(root: Path) -> WhoLeft:
    """For a canonical address, the networks it has left, by a workspace's ledger, which is only read.

    Nobody has, where there is none or it refuses: `check` is about what is written, and `doctor` and `send` say so.
    """
    if not any((root / "var").glob("ledger.*")):
        return nobody_left  # before anything of the ledger is imported, which takes its time
    from composer.pipeline.books import reading_books, secret_of, who_left
    from composer.problems import ComposerError

    try:
        with reading_books(root) as ledger:
            return who_left(ledger, secret_of(root)) if ledger else nobody_left
    except ComposerError:
        return nobody_left


def shares_left(audience: Audience) -> Mapping[str, ShareLeft]:
    """Of the networks whose lists an issue goes to, those that somebody has left."""
    from composer.check.membership import ShareLeft

    if not audience.suppressed and not audience.left:
        return MappingProxyType({})
    people, left = Counter(audience.left), Counter(audience.left)
    for person in audience.people:
        people.update(person.networks)
        if person.canonical in audience.suppressed:
            left.update(person.networks)
    return MappingProxyType({name: ShareLeft(people[name], left[name]) for name in audience.lists if left[name]})
