"""What was done to a list of late that an older copy of it would take back: told, never decided.

Rule: a change counts by what it did to a person, whoever made it; what one's own spreadsheet of the same name did, and
the undoing of that, does not: whoever has that file knows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from composer.lists import BY_HAND, Change, Diff, Doing, Row
from composer.mailbox import canonical
from composer.model import EMAIL
from composer.pipeline.listing import Lists

NOT_YET = 0  # the number of a change by hand that the history does not tell yet


@dataclass(frozen=True)
class Newer:
    """By canonical address, the recent change that would be taken back: which added somebody who leaves, removed
    somebody who joins, or changed a cell that becomes again what it was.
    """

    leaves: Mapping[str, Change] = field(default_factory=dict)
    joins: Mapping[str, Change] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)

    def __len__(self) -> int:
        """Of how many people something newer is known."""
        return len(self.leaves) + len(self.joins) + len(self.changes)

    @property
    def all_changes(self) -> list[Change]:
        """Every change that would be taken back."""
        return [change for told in (self.leaves, self.joins, self.changes) for change in told.values()]


def newer_than_file(lists: Lists, network: str, diff: Diff, doing: Doing) -> Newer:
    """What a spreadsheet would take back of what was done within some weeks, in an editor just now included."""
    if not diff:
        return Newer()
    by_hand = lists.by_hand(network)
    pending = [Change(NOT_YET, Doing("", BY_HAND, doing.at), by_hand)] if by_hand else []
    return _taken_back(diff, [*pending, *_of_others(list(_since(lists.changes(network), doing.at, _RECENTLY)), doing)])


_RECENTLY = timedelta(days=60)


def newer_than_copy(lists: Lists, network: str, diff: Diff, saved: datetime, before: int | None = None) -> Newer:
    """What a save by hand took back wholly of what was done in the days before it: its copy was likely older.

    `before`: only changes of a lower number.
    """
    known = _since(lists.changes(network), saved, _OPEN) if diff else ()
    of_composer = (change for change in known if change.doing.how != BY_HAND and (not before or change.number < before))
    return _taken_back(diff, [change for change in of_composer if _is_lacking(change.diff, diff)])


_OPEN = timedelta(days=7)  # an editor is rarely open longer


def _since(history: Iterable[Change], now: datetime, within: timedelta) -> Iterator[Change]:
    # Not only until the first that is older: a change by hand is as old as its file, which may have been copied.
    return (change for change in history if now - change.doing.at <= within)


def _of_others(changes: list[Change], doing: Doing) -> Iterator[Change]:
    """Those that are not somebody's own doing by the same file."""
    what = doing.who, doing.how, doing.source
    own = {one.number for one in changes if (one.doing.who, one.doing.how, one.doing.source) == what}
    for change in changes:
        undone = change.doing.who == doing.who and change.undoes in own
        if change.number not in own and not undone:
            yield change


def _is_lacking(done: Diff, diff: Diff) -> bool:
    """Whether a difference has nothing of what a change did: somebody who means it rarely takes back just that."""
    leaving, joining, changing = _who(diff.leaves), _who(diff.joins), _who(was for was, _ in diff.changes)
    changed = _who(was for was, _ in done.changes)
    return _who(done.joins) <= leaving and _who(done.leaves) <= joining and changed <= changing | leaving


def _taken_back(diff: Diff, recent: Sequence[Change]) -> Newer:
    """What a difference takes back of these changes, which are newest first."""
    return Newer(
        _first(_who(diff.leaves), ((change, change.diff.joins) for change in recent)),
        _first(_who(diff.joins), ((change, change.diff.leaves) for change in recent)),
        dict(_changed_back(diff, recent)),
    )


def _first(people: frozenset[str], told: Iterable[tuple[Change, Iterable[Row]]]) -> dict[str, Change]:
    """For each of the people, the first change that tells of them."""
    found: dict[str, Change] = {}
    for change, rows in told if people else ():
        for who in _who(rows) & people:
            found.setdefault(who, change)
    return found


def _changed_back(diff: Diff, recent: Iterable[Change]) -> Iterator[tuple[str, Change]]:
    """Who has a cell that a change altered and that becomes again what it was."""
    due = {canonical(was[EMAIL]): (was, becomes) for was, becomes in diff.changes}
    for change in recent if due else ():
        for old, new in change.diff.changes:
            who = canonical(new[EMAIL])
            if who in due and _goes_back(old, new, *due[who]):
                yield who, change
                del due[who]


def _goes_back(old: Row, new: Row, was: Row, becomes: Row) -> bool:
    altered = (name for name in old if old[name] != new.get(name, ""))
    return any(becomes.get(name, "") == old[name] != was.get(name, "") for name in altered)


def _who(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(canonical(row[EMAIL]) for row in rows)
