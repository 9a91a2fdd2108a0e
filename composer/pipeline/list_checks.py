"""What is wrong with a list, and what may be: its file's faults, slips, people twice, nobody to lead it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.lists.written import read_soundly
from composer.model import Network, Sheet
from composer.pipeline.advice import Remark, likely_typos, namesakes, repeated, usual_domains, warning
from composer.pipeline.edition import UnreadableError
from composer.pipeline.kept_out import KeptOut, kept_out_if_known
from composer.pipeline.listing import Lists
from composer.problems import Problem
from composer.text import Place
from composer.typos import likely_meant


@dataclass(frozen=True)
class Checked:
    """What there is to say of a network's list. `suppressed`: how many on it are sent nothing."""

    network: str
    people: int
    suppressed: int
    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]


def check_lists(lists: Lists, networks: tuple[str, ...]) -> list[Checked]:
    """These networks' lists, judged beside all there are."""
    meant = likely_meant(usual_domains(lists.readable()))
    out = kept_out_if_known(lists.root)
    return [_checked(lists, name, meant, out) for name in networks]


def _faults(lists: Lists, network: str) -> list[Problem]:
    try:
        lists.read(network)
    except UnreadableError as error:
        return error.problems
    return []


def _checked(lists: Lists, network: str, meant: dict[str, str], out: KeptOut) -> Checked:
    about = [*_of_network(lists.networks[network])]
    if faults := _faults(lists, network):
        return Checked(network, 0, 0, (*about, *faults), ())
    sheet = _placed(lists, network)
    remarks = (*repeated(sheet), *likely_typos(sheet, meant), *namesakes(sheet))
    suppressed = sum(out.by(network, sheet.table.who(row)) is not None for row in sheet.table.rows)
    return Checked(network, len(sheet.table.rows), suppressed, (*about, *_by_hand(lists, network)), remarks)


def _of_network(network: Network) -> Iterator[Problem]:
    if not network.leads:
        message = f"the network {network.id} has no lead"
        yield warning(network.place, "network-lead", message, "Name one who keeps its list: leads: [name@example.org].")


def _by_hand(lists: Lists, network: str) -> Iterator[Problem]:
    if diff := lists.by_hand(network):
        joins, leaves, changes = len(diff.joins), len(diff.leaves), len(diff.changes)
        message = f"the list was changed in an editor: {joins:,} joined, {leaves:,} left, {changes:,} changed"
        fix = "That is kept, and is told in the history with the next change by Composer."
        yield warning(Place(_file(network), 1, 1), "list-by-hand", message, fix)


def _file(network: str) -> str:
    return f"recipients/{network}.csv"


def _placed(lists: Lists, network: str) -> Sheet:
    """The list with the line of each row."""
    path = lists.root / _file(network)
    if not path.exists():
        return Sheet(lists.read(network), ())
    written = read_soundly(path.read_bytes(), _file(network))
    places: list[Place] = []
    line = 1 + _lines(written.head)
    for raw in written.raws:
        places.append(Place(_file(network), line, 1))
        line += _lines(raw)
    return Sheet(written.table, tuple(places))


def _lines(text: str) -> int:
    return len(_LINE_END.findall(text))


_LINE_END = re.compile("\r\n|\r|\n")
