"""Addresses that stand on the lists with two names; whether these are two people's is for a rule to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from composer.check.membership import SharedAddress
from composer.mailbox import canonical
from composer.model import Recipient, RecipientList
from composer.pipeline.gone import file_of
from composer.text import Place


def shared_addresses(
    root: Path, lists: Mapping[str, RecipientList], concerned: Iterable[str]
) -> tuple[SharedAddress, ...]:
    """Each row with an address that one further up has by another name, on the lists of the networks concerned."""
    lines = _Lines(root)
    return tuple(
        SharedAddress(partial(lines.of_both, first, again), again.row.address, first.row.name, again.row.name)
        for first, again in _clashes(lists, concerned)
    )


class _On(NamedTuple):
    """A row of a network's list."""

    network: str
    row: Recipient


def _clashes(lists: Mapping[str, RecipientList], concerned: Iterable[str]) -> Iterator[tuple[_On, _On]]:
    met: dict[str, _On] = {}
    told: set[tuple[str, str]] = set()
    for network in concerned:
        for row in lists[network].rows if network in lists else ():
            if not row.name:
                continue
            who = canonical(row.address)
            first = met.setdefault(who, _On(network, row))
            if first.row.name != row.name and (who, row.name) not in told:
                told.add((who, row.name))
                yield first, _On(network, row)


class _Lines:
    """On which lines rows stand. A list is read for it once, and only when somebody asks: hardly anybody does."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Mapping[tuple[str, str], Place]] = {}

    def of_both(self, first: _On, again: _On) -> tuple[Place, Place]:
        """The places of two rows."""
        return self.of(first), self.of(again)

    def of(self, wanted: _On) -> Place:
        """The place of a row; its file, where that has changed or has faults."""
        if wanted.network not in self._known:
            self._known[wanted.network] = dict(_placed(self._root, wanted.network))
        who = canonical(wanted.row.address), wanted.row.name
        return self._known[wanted.network].get(who) or Place(file_of(wanted.network), 1, 1)


def _placed(root: Path, network: str) -> Iterator[tuple[tuple[str, str], Place]]:
    from composer.lists import ListKeeper, ListUnreadable

    try:
        sheet = ListKeeper(root).placed(network)
    except (ListUnreadable, OSError):
        return
    table = sheet.table
    for row, place in zip(reversed(table.rows), reversed(sheet.places), strict=True):  # the first of two counts
        yield (table.who(row), table.cell(row, "name").strip()), place
