"""A list while its lock is held: what it is now, with what was changed by hand taken into the history.

Rule: a save of an older copy is merged with what came after that copy; what it took back unknowingly is put back.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path

from composer.lists.comparing import Diff, People, compare
from composer.lists.history import BY_HAND, MERGE, Change, Doing, entry_of
from composer.lists.merging import merged, stems_from
from composer.lists.swapping import Swapping
from composer.lists.written import NO_FILE, ListFile, read_soundly, rewritten
from composer.problems import UsageError

MOST_TRIES = 50  # somebody saved the list each time


@dataclass
class Noticed:
    """What was found to be changed by hand, on the way of an edit."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Diff] = field(default_factory=list)


class Looking(Swapping):
    """A list at which is looked."""

    def __init__(self, root: Path, network: str) -> None:
        super().__init__(root, network)
        self.noticed = Noticed()

    def current(self) -> ListFile:
        """The list as it is, with what was changed by hand in the history.

        Raises:
            ListUnreadable: it has faults.
            UsageError: it is gone, or a link.
        """
        self.place.check()
        for _ in range(MOST_TRIES):
            file = self._look()
            if file is not None:
                return file
        raise self.busy()

    def _look(self) -> ListFile | None:
        """The list; None where somebody saved it meanwhile."""
        last, found = self.history.last(), self.place.found()
        if last is None:
            file = NO_FILE if found is None else read_soundly(found, self.place.file)
            self.history.know(file.data)
            return file
        known = last or None  # an empty file is no list, and was never known
        if found != known:
            found = self.place.found_quiet(self._inode())
        if found == known:
            return self._read_last(last)
        if found is None:
            raise self._gone()
        return self._by_hand(self._read_last(last), read_soundly(found, self.place.file), found)

    def _by_hand_since(self, last: bytes | None) -> Diff | None:
        if last is None or self.place.found() == (last or None):
            return None
        found = self.place.found_quiet(self._inode())
        if found is None:
            raise self._gone()
        return compare(self._read_last(last).table, read_soundly(found, self.place.file).table) or None

    def _by_hand(self, ours: ListFile, theirs: ListFile, found: bytes) -> ListFile | None:
        """Record a hand edit; what it took back unknowingly is put back. None where the list is gone meanwhile."""
        saved = self.place.saved()
        base = stems_from(theirs.table, ours.table, self.history.entries(), saved)
        if base:
            return self._merged(base, ours, theirs, saved, found)
        if not compare(ours.table, theirs.table):  # other quotes, another order
            self.history.know(found)
        else:
            doing = Doing("", BY_HAND, saved)
            entry = entry_of(self.history.next_number, doing, ours, theirs, stood=found)
            entry = replace(entry, inode=self.place.inode)
            self.history.announce(entry)
            self._finish(entry, found)
            self.noticed.changes.append(entry.change)
        self._parsed = theirs
        return theirs

    def _merged(
        self, base: People, ours: ListFile, theirs: ListFile, saved: datetime.datetime, stood: bytes
    ) -> ListFile | None:
        """Record somebody's save and, in one step with it, put back what it had taken back unknowingly."""
        after = self._merge(base, ours, theirs)
        number = self.history.next_number
        first = entry_of(number, Doing("", BY_HAND, saved), ours, theirs, stood=stood)
        entry = entry_of(number + 1, Doing("", MERGE, saved), theirs, after, stood=stood)
        if not self._made(replace(entry, first=replace(first, merged=True)), after.data, stood):
            return None
        self._parsed = after
        self.noticed.changes.append(first.change)
        if kept := compare(theirs.table, after.table):
            self.noticed.kept.append(kept)
        return after

    def _merge(self, base: People, ours: ListFile, theirs: ListFile) -> ListFile:
        table = merged(base, ours.table, theirs.table)
        known = zip(ours.table.rows, ours.raws, strict=True) if ours.table.columns == table.columns else ()
        return rewritten(theirs, table, known)

    def busy(self) -> UsageError:
        """Somebody saves the list again and again."""
        return UsageError(
            f"{self.place.file} is saved by somebody again and again. Try again when they are done, and see what was "
            "changed with: composer lists history"
        )

    def _gone(self) -> UsageError:
        return UsageError(
            f"{self.place.file} is gone. Nothing was changed. Put it back: var/lists/{self.place.path.stem}/last.csv "
            "is the list as it was last; or begin an empty one, with the line email,name,organisation,role"
        )
