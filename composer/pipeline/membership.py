"""One person joins a list, leaves it, or is told of otherwise on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from composer.lists import Doing, Edit, Row, joined, left, with_row, without_row
from composer.mailbox import canonical
from composer.model import EMAIL, USUAL, Suppression, Table
from composer.pipeline.advice import typo_of
from composer.pipeline.kept_out import forgotten_now, kept_out
from composer.pipeline.listing import Lists
from composer.pipeline.typed import likely_meant_of, person_of
from composer.problems import ComposerError, UsageError


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


class AlreadyListed(ComposerError):
    """Somebody of this address is on the list; `row` is what it says of them."""

    def __init__(self, row: Row) -> None:
        super().__init__("this person is on the list already; nothing was changed")
        self.row = row


class NoSuchColumn(UsageError):
    """Something was said in a column that the list does not have."""

    def __init__(self) -> None:
        super().__init__("the list has no such column; nothing was changed")


class ChangedMeanwhile(ComposerError):
    """The row is not the one that was shown: `row` is what stands there now, None where nobody does any more."""

    def __init__(self, row: Row | None) -> None:
        super().__init__("somebody changed this row meanwhile; nothing was changed")
        self.row = row


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


def add_new(lists: Lists, network: str, row: Row, doing: Doing) -> Edit:
    """Put somebody on a list who is not on it.

    Raises what `add` does, AlreadyListed, and NoSuchColumn: only a spreadsheet brings columns to a list.
    """
    who = person_of(row[EMAIL])

    def alter(current: Table) -> Table:
        _refuse_unknown(current, row)
        _refuse_taken(lists, current, who)
        return joined(current, row)

    return lists.edit(network, doing, alter)


def amend(lists: Lists, network: str, shown: Row, row: Row, doing: Doing) -> Edit:
    """Have a row of a list say otherwise, its address included; `shown` is the row that this is made of.

    Raises what `add_new` does, and ChangedMeanwhile.
    """
    who = person_of(row[EMAIL])

    def alter(current: Table) -> Table:
        at = _place_of(current, shown)
        _refuse_unknown(current, row)
        if canonical(shown[EMAIL]) != who:
            _refuse_taken(lists, current, who)
        return with_row(current, at, row)

    return lists.edit(network, doing, alter)


def take_off(lists: Lists, network: str, shown: Row, doing: Doing) -> Edit:
    """Take a row off a list, if it is the one that was shown. Raises ChangedMeanwhile."""
    return lists.edit(network, doing, lambda current: without_row(current, _place_of(current, shown)))


def _refuse_unknown(current: Table, row: Row) -> None:
    """Object to what would make a column that is none of the usual ones."""
    if any(cell and name not in current.columns and name not in USUAL for name, cell in row.items()):
        raise NoSuchColumn


def _refuse_taken(lists: Lists, current: Table, who: str) -> None:
    """Object to somebody who is on the list, or is to stay out."""
    if erased := forgotten_now(lists.root)(who):
        raise StaysOut(erased)
    known = next((row for row in current.rows if current.who(row) == who), None)
    if known is not None:
        raise AlreadyListed(dict(zip(current.columns, known, strict=True)))


def _place_of(current: Table, shown: Row) -> int:
    """Where the row stands that was shown. Columns that came since do not count, nor does their order."""
    who, other = canonical(shown[EMAIL]), None
    for at, cells in enumerate(current.rows):
        if current.who(cells) == who:
            row = dict(zip(current.columns, cells, strict=True))
            if all(row.get(name, "") == cell for name, cell in shown.items()):
                return at
            other = other or row
    raise ChangedMeanwhile(other)


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
