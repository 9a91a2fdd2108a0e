"""What is wrong with a list, and what may be: its file's faults, slips, people twice, nobody to lead it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from composer.lists import Diff
from composer.model import Network
from composer.pipeline.advice import Remark, likely_typos, namesakes, repeated, usual_domains, warning
from composer.pipeline.edition import UnreadableError
from composer.pipeline.kept_out import KeptOut, kept_out_if_known
from composer.pipeline.listing import Lists, file_of
from composer.pipeline.newer import newer_than_copy
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
    is_readable: bool = True


def check_lists(lists: Lists, networks: tuple[str, ...]) -> list[Checked]:
    """These networks' lists, judged beside all there are."""
    meant = likely_meant(usual_domains(lists.readable().values()))
    out = kept_out_if_known(lists.root)
    return [_checked(lists, name, meant, out) for name in networks]


def _checked(lists: Lists, network: str, meant: dict[str, str], out: KeptOut) -> Checked:
    about = tuple(_of_network(lists.networks[network]))
    try:
        sheet = lists.placed(network)
    except UnreadableError as error:
        return Checked(network, 0, 0, (*about, *error.problems), (), is_readable=False)
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
        fix = _of_an_older_copy(lists, network, diff) or _KEPT
        yield warning(Place(file_of(network), 1, 1), "list-by-hand", message, fix)


_KEPT = "That is kept, and is told in the history with the next change by Composer."


def _of_an_older_copy(lists: Lists, network: str, diff: Diff) -> str:
    """What to do where it looks as if an older copy was saved; empty where it does not."""
    try:
        saved = datetime.fromtimestamp((lists.root / file_of(network)).stat().st_mtime, UTC)
    except FileNotFoundError:  # an editor is about to save it again
        return ""
    newer = newer_than_copy(lists, network, diff, saved).all_changes
    if not newer:
        return ""
    numbers = ", ".join(str(number) for number in sorted({change.number for change in newer}))
    return (
        f"It takes back change {numbers}: if an older copy was saved, what was done in the hour before is put back "
        "with the next change by Composer, and is missing until then; what is older, put back yourself."
    )
