"""What becomes of a list when somebody's spreadsheet takes its place: judged first, done only when that is meant.

Rule: who has left or was erased is known from the ledger alone; no file brings anybody back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from composer.intake import MOST_BYTES, read_sheet
from composer.lists import Diff, Doing, Edit, compare, replaced
from composer.mailbox import canonical
from composer.model import EMAIL, Sheet, Suppression, Table
from composer.pipeline.advice import Remark, likely_typos, repeated, usual_domains, warning
from composer.pipeline.another_network import likely_of_another
from composer.pipeline.edition import UnreadableError
from composer.pipeline.kept_out import KeptOut, forgotten_now, kept_out
from composer.pipeline.listing import Lists
from composer.pipeline.newer import Newer, newer_than_file
from composer.pipeline.unseen import as_list_has, with_names
from composer.problems import ComposerError, Problem, has_errors
from composer.text import Cell, Place
from composer.typos import likely_meant

__all__ = ["MOST_BYTES", "Incoming", "Plan", "ShrinksTooMuch", "WhichSheet", "apply", "plan", "shrinking", "shrinks"]


@dataclass(frozen=True)
class Incoming:
    """A spreadsheet as it was read, with what there is to say of it. `name`: the sheet's, where a file has several."""

    file: str
    name: str
    sheet: Sheet
    told: tuple[Problem, ...]
    remarks: tuple[Remark, ...]

    @property
    def people(self) -> Iterator[str]:
        """Everybody in it, by canonical address."""
        return map(self.sheet.table.who, self.sheet.table.rows)


@dataclass(frozen=True)
class Plan:
    """What a spreadsheet would make of a list. `forgotten` are those of it (canonical addresses) who stay out, `newer`
    is what it would take back of what was done of late."""

    network: str
    incoming: Incoming
    before: Table
    after: Table
    diff: Diff
    forgotten: frozenset[str]
    newer: Newer

    @property
    def changes_nothing(self) -> bool:
        """Whether the list would be as it is."""
        return self.before == self.after


class WhichSheet(UnreadableError):
    """The spreadsheet has several sheets with people; `sheets` are their names, one of which is to be read."""

    def __init__(self, problems: list[Problem], sheets: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.sheets = sheets


class NotAsShown(ComposerError):
    """The list was changed since somebody was shown what the spreadsheet would do; nothing was changed by it."""


class ShrinksTooMuch(ComposerError):
    """More people would leave than anybody takes off a list without noticing."""


def plan(lists: Lists, network: str, path: Path, sheet: str, doing: Doing) -> Plan:
    """What somebody's spreadsheet would make of a network's list as it is now. `sheet`: which of the file's; or empty.

    Raises:
        UnreadableError: the spreadsheet has errors, or the list; the problems tell every one of them.
        WhichSheet: it has several sheets.
        LedgerError: who has left is not known here.
    """
    before = lists.read(network)
    taken = read_sheet(path, sheet, before.columns)
    if taken.sheets:
        raise WhichSheet(list(taken.problems), taken.sheets)
    if taken.sheet is None or has_errors(taken.problems):
        raise UnreadableError(list(taken.problems))
    out, others = kept_out(lists.root), lists.readable(but=network)
    remarks = (
        *repeated(taken.sheet),
        *likely_typos(taken.sheet, likely_meant(usual_domains([taken.sheet.table, before, *others.values()]))),
        *_of_kept_out(taken.sheet, out, network),
    )
    other = likely_of_another(taken.sheet, Cell(path.name, 1, 1, taken.name), before, others)
    incoming = Incoming(path.name, taken.name, taken.sheet, (*taken.problems, *other), remarks)
    forgotten = out.forgotten_of(incoming.people)
    after = _after(before, incoming, forgotten)
    diff = compare(before, after)
    return Plan(network, incoming, before, after, diff, forgotten, newer_than_file(lists, network, diff, doing))


def _of_kept_out(sheet: Sheet, out: KeptOut, network: str) -> Iterator[Remark]:
    """Those of the spreadsheet who have left or were erased."""
    for row, place in zip(sheet.table.rows, sheet.places, strict=True) if out else ():
        who, address = sheet.table.who(row), sheet.table.address(row)
        if out.forgotten(who):
            yield Remark(_told_forgotten(place, address), address)
        elif suppression := out.by(network, who):
            yield Remark(_told_left(place, suppression, address), address)


def _told_forgotten(place: Place, address: str) -> Problem:
    fix = "They are left out. If they ask to come back themselves: composer lists restore ADDRESS and import again."
    return warning(place, "list-forgotten", "this person was erased, and is to stay out", fix, address)


def _told_left(place: Place, left: Suppression, address: str) -> Problem:
    by, of = (f" by {left.network}", f" --network {left.network}") if left.network else ("", "")
    message = f"this person gets nothing{by} since {left.at:%-d %B %Y}: {left.reason}"
    fix = f"That stays so, whatever lists say. If they ask to come back: composer lists restore ADDRESS{of}"
    return warning(place, "list-left", message, fix, address)


def _after(before: Table, incoming: Incoming, forgotten: frozenset[str]) -> Table:
    return replaced(before, as_list_has(with_names(incoming.sheet, before), before), forgotten)


def _whatever(_: Diff) -> bool:
    return True


def apply(
    lists: Lists, planned: Plan, doing: Doing, *, may_shrink: bool, was_shown: Callable[[Diff], bool] = _whatever
) -> Edit:
    """Have the spreadsheet take the list's place: judged by, and made of, what the list holds at that very moment.

    Raises:
        NotAsShown: this is not what `was_shown`; nothing was changed.
        ShrinksTooMuch: many would leave, and nobody said that this is meant; nothing was changed.
        LedgerError: who was erased is not known any more.
    """

    def alter(current: Table) -> Table:
        forgotten = frozenset(filter(forgotten_now(lists.root), planned.incoming.people))
        as_planned = (current, forgotten) == (planned.before, planned.forgotten)
        after = planned.after if as_planned else _after(current, planned.incoming, forgotten)
        diff = planned.diff if as_planned else compare(current, after)
        if not was_shown(diff):
            raise NotAsShown("the list was changed meanwhile, so nothing was changed by the spreadsheet")
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


def shrinks(incoming: Incoming, words: str) -> Problem:
    """That an import needs somebody to say that so many are meant to leave."""
    place = Cell(incoming.file, 1, 1, incoming.name)
    return Problem(place, "list-shrinks", words, "Add --shrink if that is meant.")
