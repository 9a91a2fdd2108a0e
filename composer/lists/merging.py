"""When somebody saves an older copy of a list over a newer one: noticing it, and putting back what they did not know.

Rule: a file saved by hand stems from version k if all that the changes after k touched stands in it exactly as in k,
and something else does not. Of the versions of the hour before it was saved, that one counts from which it differs
least; if there is one from which it does not differ, they were taken back on purpose. A file that has what a change did
knows of all before it. Whoever saves a file by hand knows what was saved by hand before: that a save as it stood is the
first they did not know of is not taken for likely.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from itertools import islice

from composer.lists.altering import with_people
from composer.lists.comparing import People, Row, Said, address_of, compare, people, people_said, rows_by_name, said
from composer.lists.history import BY_HAND, MERGE, Entry
from composer.mailbox import canonical
from composer.model.tables import Table

RECENT = datetime.timedelta(hours=1)
_MOST = 1_000  # changes looked back upon


class _Back:
    """A walk back through the versions: what the people touched so far said in the one arrived at."""

    def __init__(self, found: Table, newest: Table) -> None:
        self.columns = found.columns
        self.rows = people(found)
        self.was: dict[str, Said] = {}
        diff = compare(newest, found)
        rows = (*diff.joins, *diff.leaves, *(row for pair in diff.changes for row in pair))
        self.differing = {canonical(address_of(row)) for row in rows}

    def stands(self, who: str) -> Said:
        """What somebody's rows in the file say."""
        return said(dict(zip(self.columns, row, strict=True)) for row in self.rows.get(who, ()))

    def knows(self, entry: Entry) -> bool:
        """Whether the file has all that a change did; a merge tells nothing, as it only repeats what was there."""
        touched = entry.touched if entry.doing.how != MERGE else {}
        return bool(touched) and all(self.stands(who) == after for who, (_, after) in touched.items())

    def over(self, entry: Entry) -> None:
        """One version further back."""
        for who, (old, _) in entry.touched.items():
            self.was[who] = old
            (self.differing.discard if old == self.stands(who) else self.differing.add)(who)


def stems_from(found: Table, newest: Table, entries: Iterable[Entry], saved: datetime.datetime) -> People:
    """What those said in the version that a file stems from whom later changes touched; nobody: it is of the newest.

    `entries` are the changes, newest first; `saved` is when the file was.
    """
    back = _Back(found, newest)
    least, best = len(back.differing) + 1, {}
    for entry in islice(entries, _MOST):
        if entry.doing.at < saved - RECENT or back.knows(entry):
            break
        back.over(entry)
        if not back.differing:
            return {}
        by_hand = entry.doing.how == BY_HAND and not entry.merged
        if not by_hand and len(back.differing) < least and back.differing.isdisjoint(back.was):
            least, best = len(back.differing), dict(back.was)
    return best


def not_known(found: Table, newest: Table, entries: Iterable[Entry], saved: datetime.datetime, unseen: int) -> People:
    """For a save that change `unseen` displaced, what those said before whom it or a later change touched.

    What the save says of somebody as an earlier version of the hour before had it is no news: it is an old copy's.
    """
    back = _Back(found, newest)
    now = people_said(newest)
    base: dict[str, Said] = {}
    for entry in islice(entries, _MOST):
        if entry.number < unseen and entry.doing.at < saved - RECENT:
            break
        for who, states in entry.touched.items():
            stands = back.stands(who)
            if stands in states and stands != now.get(who, ()):
                base[who] = stands
            elif entry.number >= unseen and base.get(who) != stands:
                base[who] = states[0]
    return base


def merged(base: People, ours: Table, theirs: Table) -> Table:
    """Their table with what ours has otherwise than `base`: the later wins where both changed the same cell."""
    our_rows, their_rows = (
        {who: rows_by_name(table, rows) for who, rows in people(table, base).items()} for table in (ours, theirs)
    )
    wanted = {
        who: _of_one(was, our_rows.get(who, ()), their_rows.get(who, ()), theirs.columns) for who, was in base.items()
    }
    return with_people(theirs, wanted)


def _of_one(was: Said, ours: Sequence[Row], theirs: Sequence[Row], columns: Sequence[str]) -> Sequence[Row]:
    if said(theirs) == was:
        return ours
    if len(was) == len(ours) == len(theirs) == 1:
        old, our, their = dict(was[0]), ours[0], theirs[0]
        names = dict.fromkeys((*columns, *our))
        return [
            {name: our.get(name, "") if their.get(name, "") == old.get(name, "") else their[name] for name in names}
        ]
    return theirs
