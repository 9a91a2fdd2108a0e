"""What becomes of a list when somebody's spreadsheet takes its place: judged first, done only when that is meant.

Rule: who has left or was erased is known from the ledger alone; no file brings anybody back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from composer.intake import read_sheet
from composer.lists import Change, Diff, Doing, Edit, compare, replaced
from composer.mailbox import canonical
from composer.model import EMAIL, Sheet, Suppression, Table
from composer.pipeline.advice import Remark, likely_typos, repeated, usual_domains, warning
from composer.pipeline.edition import UnreadableError
from composer.pipeline.kept_out import KeptOut, kept_out
from composer.pipeline.listing import Lists
from composer.pipeline.unseen import as_list_has
from composer.problems import ComposerError, Problem, has_errors
from composer.text import Cell, Place
from composer.typos import likely_meant


@dataclass(frozen=True)
class Incoming:
    """A spreadsheet as it was read, with what there is to say of it. `name`: the sheet's, where a file has several."""

    file: str
    name: str
    sheet: Sheet
    told: tuple[Problem, ...]
    remarks: tuple[Remark, ...]
    forgotten: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """What a spreadsheet would make of a list. `newer`: the recent change that added each of those who would leave."""

    network: str
    incoming: Incoming
    before: Table
    after: Table
    diff: Diff
    newer: Mapping[str, Change]

    @property
    def changes_nothing(self) -> bool:
        """Whether the list would be as it is."""
        return self.before == self.after


class ShrinksTooMuch(ComposerError):
    """More people would leave than anybody takes off a list without noticing."""


def plan(lists: Lists, network: str, path: Path, sheet: str, doing: Doing) -> Plan:
    """What somebody's spreadsheet would make of a network's list as it is now. `sheet`: which of the file's; or empty.

    Raises:
        UnreadableError: the spreadsheet has errors, or the list; the problems tell every one of them.
        LedgerError: who has left is not known here.
    """
    before = lists.read(network)
    taken = read_sheet(path, sheet, before.columns)
    if taken.sheet is None or has_errors(taken.problems):
        raise UnreadableError(list(taken.problems))
    out = kept_out(lists.root)
    remarks = (
        *repeated(taken.sheet),
        *likely_typos(taken.sheet, _meant(lists, network, before, taken.sheet.table)),
        *_of_kept_out(taken.sheet, out, network),
    )
    forgotten = out.forgotten_of(map(taken.sheet.table.who, taken.sheet.table.rows))
    incoming = Incoming(path.name, taken.name, taken.sheet, taken.problems, remarks, forgotten)
    after = _after(before, incoming)
    diff = compare(before, after)
    return Plan(network, incoming, before, after, diff, _newer(lists, network, diff, doing))


def _meant(lists: Lists, network: str, before: Table, table: Table) -> Mapping[str, str]:
    """The domain likely meant for each that is likely mistyped, beside what all lists and the spreadsheet have."""
    return likely_meant(usual_domains([table, before, *lists.readable(but=network)]))


def _of_kept_out(sheet: Sheet, out: KeptOut, network: str) -> Iterator[Remark]:
    """Those of the spreadsheet who have left or were erased."""
    for row, place in zip(sheet.table.rows, sheet.places, strict=True) if out else ():
        who = sheet.table.who(row)
        if out.forgotten(who):
            yield Remark(_told_forgotten(place), sheet.table.address(row))
        elif suppression := out.by(network, who):
            yield Remark(_told_left(place, suppression), sheet.table.address(row))


def _told_forgotten(place: Place) -> Problem:
    fix = "They are left out. If they ask to come back themselves: composer lists restore ADDRESS and import again."
    return warning(place, "list-forgotten", "this person was erased, and is to stay out", fix)


def _told_left(place: Place, left: Suppression) -> Problem:
    by, of = (f" by {left.network}", f" --network {left.network}") if left.network else ("", "")
    message = f"this person gets nothing{by} since {left.at:%-d %B %Y}: {left.reason}"
    fix = f"That stays so, whatever lists say. If they ask to come back: composer lists restore ADDRESS{of}"
    return warning(place, "list-left", message, fix)


def _after(before: Table, incoming: Incoming) -> Table:
    return replaced(before, as_list_has(incoming.sheet.table, before), incoming.forgotten)


def apply(lists: Lists, planned: Plan, doing: Doing, *, may_shrink: bool) -> Edit:
    """Have the spreadsheet take the list's place: judged by, and made of, what the list holds at that very moment.

    Raises:
        ShrinksTooMuch: many would leave, and nobody said that this is meant; nothing was changed.
    """

    def alter(current: Table) -> Table:
        as_planned = current == planned.before
        after = planned.after if as_planned else _after(current, planned.incoming)
        diff = planned.diff if as_planned else compare(current, after)
        if not may_shrink and (words := shrinking(current, diff)):
            raise ShrinksTooMuch(f"{words}. Nothing was changed; add --shrink if that is meant")
        return after

    return lists.edit(planned.network, doing, alter)


def shrinking(before: Table, diff: Diff) -> str:
    """By how much a list shrinks, where that is so much that it must be meant; empty where it is not."""
    people = len({before.who(row) for row in before.rows})
    leaving = len({canonical(row[EMAIL]) for row in diff.leaves})
    many = leaving > _SOME and leaving * 100 > people * _MOST_PERCENT
    if not leaving or not (many or leaving == people):
        return ""
    percent = leaving * 100 // people
    return f"this removes {percent} % ({leaving:,} of {people:,})"


_SOME = 2  # people may always leave
_MOST_PERCENT = 20


def _newer(lists: Lists, network: str, diff: Diff, doing: Doing) -> Mapping[str, Change]:
    """For those who would leave though they were added only recently, the change that did it, by canonical address.

    Somebody's own import does not count: they know what was in their spreadsheet.
    """
    leaving = {canonical(row[EMAIL]) for row in diff.leaves}
    found: dict[str, Change] = {}
    for change in _recent(lists.history(network), doing.at) if leaving else ():
        if (change.doing.who, change.doing.how) != (doing.who, doing.how):
            for row in change.diff.joins:
                if (who := canonical(row[EMAIL])) in leaving:
                    found.setdefault(who, change)
    return found


_RECENTLY = timedelta(days=60)


def _recent(history: Iterable[Change], now: datetime) -> Iterator[Change]:
    return (change for change in history if now - change.doing.at <= _RECENTLY)


def shrinks(incoming: Incoming, words: str) -> Problem:
    """That an import needs somebody to say that so many are meant to leave."""
    place = Cell(incoming.file, 1, 1, incoming.name)
    return Problem(place, "list-shrinks", words, "Add --shrink if that is meant.")
