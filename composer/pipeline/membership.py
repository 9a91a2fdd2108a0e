"""One person joins a list, or leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from composer.lists import Doing, Edit, joined, left
from composer.mailbox import address_fault, canonical
from composer.model import EMAIL, Suppression, Table
from composer.pipeline.advice import typo_of
from composer.pipeline.kept_out import kept_out
from composer.pipeline.listing import Lists
from composer.problems import ComposerError, UsageError, nearest


@dataclass(frozen=True)
class Added:
    """Somebody was put on a list, or was on it. `meant`: the address that was likely meant by theirs, if any."""

    edit: Edit
    was_there: bool
    suppression: Suppression | None
    meant: str | None


class Erased(ComposerError):
    """The person was erased, and is to stay out."""


class NotListed(ComposerError):
    """Nobody of this address is on the list. `near`: the address that may be meant; not for everybody's eyes."""

    def __init__(self, network: str, near: str | None) -> None:
        super().__init__(f"nobody of this address is on the list of {network}; nothing was changed")
        self.near = near


def likely_typo(lists: Lists, address: str) -> str | None:
    """The address likely meant by one, beside all that the lists have; None if it looks sound."""
    return typo_of(address, lists.readable())


def add(lists: Lists, network: str, row: Mapping[str, str], doing: Doing) -> Added:
    """Put somebody on a list; who is there gets the cells of `row`, but for the address, which stays as it is spelt.

    Raises:
        UsageError: this is no address, or a cell is none that a list can have.
        Erased: the person was erased.
        LedgerError: who has left is not known here.
    """
    refuse_faulty(row[EMAIL])
    out, who = kept_out(lists.root), canonical(row[EMAIL])
    if erased := out.forgotten(who):
        raise Erased(
            f"this person was erased on {erased.at:%-d %B %Y} and is to stay out. If they ask to come back themselves: "
            "composer lists restore ADDRESS, then add them again"
        )
    were: list[bool] = []

    def alter(current: Table) -> Table:
        known = next((other for other in current.rows if current.who(other) == who), None)
        were.append(known is not None)
        return joined(current, {**row, EMAIL: current.address(known)} if known else row)

    edit = lists.edit(network, doing, alter)
    return Added(edit, were[-1], out.by(network, who), likely_typo(lists, row[EMAIL]))


def remove(lists: Lists, network: str, address: str, doing: Doing) -> Edit:
    """Take somebody off a list.

    Raises:
        UsageError: this is no address.
        NotListed: they are not on it.
    """
    refuse_faulty(address)
    who = canonical(address)

    def alter(current: Table) -> Table:
        after = left(current, who)
        if len(after.rows) == len(current.rows):
            raise NotListed(network, _near(address, current))
        return after

    return lists.edit(network, doing, alter)


def refuse_faulty(address: str) -> None:
    """Object to what is no address.

    Raises:
        UsageError: so it is.
    """
    if why := address_fault(address):
        raise UsageError(f"this is not an e-mail address. {why}")


def _near(address: str, table: Table) -> str | None:
    """The address that may be meant: of those that have the part before the @ or the one behind it in common."""
    local, _, domain = canonical(address).rpartition("@")
    addresses = map(table.address, table.rows)
    alike = (
        one for one in addresses if canonical(one).startswith(f"{local}@") or canonical(one).endswith(f"@{domain}")
    )
    return nearest(address, alike)
