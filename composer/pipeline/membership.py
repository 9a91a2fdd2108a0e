"""One person joins a list, or leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from composer.lists import Doing, Edit, joined, left
from composer.model import EMAIL, Suppression, Table
from composer.pipeline.advice import typo_of
from composer.pipeline.kept_out import forgotten_now, kept_out
from composer.pipeline.listing import Lists
from composer.pipeline.typed import likely_meant_of, person_of
from composer.problems import ComposerError


@dataclass(frozen=True)
class Added:
    """Somebody was put on a list, or was on it. `meant`: the address that was likely meant by theirs, if any."""

    edit: Edit
    was_there: bool
    suppression: Suppression | None
    meant: str | None


class StaysOut(ComposerError):
    """The person was erased, and is not put on any list again."""

    def __init__(self, erased: Suppression) -> None:
        super().__init__(
            f"this person was erased on {erased.at:%-d %B %Y} and is to stay out. If they ask to come back themselves: "
            "composer lists restore ADDRESS, then add them again"
        )


class NotListed(ComposerError):
    """Nobody of this address is on the list. `near`: the address that may be meant; not for everybody's eyes."""

    def __init__(self, network: str, near: str | None) -> None:
        super().__init__(f"nobody of this address is on the list of {network}; nothing was changed")
        self.near = near


def likely_typo(lists: Lists, address: str) -> str | None:
    """The address likely meant by one, beside all that the lists have; None if it looks sound."""
    return typo_of(address, lists.readable().values())


def add(lists: Lists, network: str, row: Mapping[str, str], doing: Doing) -> Added:
    """Put somebody on a list; who is there gets the cells of `row`, but for the address, which stays as it is spelt.

    Raises:
        UsageError: this is no address, or a cell is none that a list can have.
        StaysOut: the person was erased.
        LedgerError: who has left is not known here.
    """
    who, was_there = person_of(row[EMAIL]), False

    def alter(current: Table) -> Table:
        nonlocal was_there
        if erased := forgotten_now(lists.root)(who):
            raise StaysOut(erased)
        known = next((other for other in current.rows if current.who(other) == who), None)
        was_there = known is not None
        return joined(current, {**row, EMAIL: current.address(known)} if known else row)

    edit = lists.edit(network, doing, alter)
    return Added(edit, was_there, kept_out(lists.root).by(network, who), likely_typo(lists, row[EMAIL]))


def remove(lists: Lists, network: str, address: str, doing: Doing) -> Edit:
    """Take somebody off a list.

    Raises:
        UsageError: this is no address.
        NotListed: they are not on it.
    """
    who = person_of(address)

    def alter(current: Table) -> Table:
        after = left(current, who)
        if len(after.rows) == len(current.rows):
            raise NotListed(network, likely_meant_of(address, map(current.address, current.rows)))
        return after

    return lists.edit(network, doing, alter)
