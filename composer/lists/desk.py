"""One network's list while its lock is held: settling what a killed process left, noticing hand edits, changing it.

Rule: a change is announced in the history, then the list takes its place in one step, then the change is kept. Killed
anywhere, it was made or it was not. A save that a change displaced is merged into it, as if it had come after.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from composer.lists.comparing import Diff, People, compare
from composer.lists.history import BY_HAND, MERGE, Change, Doing, Entry, History, digest, entry_of
from composer.lists.merging import merged, not_known, stems_from
from composer.lists.place import ListPlace, saved_at
from composer.lists.written import NO_FILE, ListFile, ListUnreadable, read_known, read_soundly, rewritten
from composer.locks import Turns
from composer.problems import UsageError

_MOST_DISPLACED = 20


@dataclass
class Noticed:
    """What was found to be changed by hand, on the way of an edit."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Diff] = field(default_factory=list)


class Desk:
    """A list under its lock."""

    def __init__(self, root: Path, network: str) -> None:
        self.place = ListPlace(root, network)
        self.history = History(root / "var" / "lists" / network)
        self._locks = root / "var" / "locks"
        self.noticed = Noticed()
        self._parsed: ListFile | None = None  # the newest list taken apart

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the list's lock, once everybody before has let go of it, and settle what a killed process left.

        Raises:
            UsageError: something cannot be written; what was begun is settled by whoever comes next.
        """
        try:
            self.history.make_ready()
            self._locks.mkdir(mode=0o700, exist_ok=True)
            turns = Turns(self._locks / f"list-{self.place.path.stem}.lock")
            try:
                with turns:
                    self.history.clear()
                    self._settle()
                    yield
            finally:
                turns.close()
        except OSError as error:
            raise UsageError(
                f"{self.place.file}, or its history in var/lists, cannot be written: {error.strerror}. The list is "
                "whole, as before or as it was to be; mend that, then look with: composer lists history"
            ) from error

    @property
    def needs_settling(self) -> bool:
        """Whether somebody is at work on the list, or was killed at it."""
        return self.history.is_pending or bool(self.place.left_behind())

    def _settle(self) -> None:
        """Finish what was begun by a process that was killed, or take it back."""
        pending = self.history.pending()
        if pending and self.place.happened(pending.after):
            self._finish(pending, self._afterwards(pending))
        elif pending:
            self.history.withdraw()
        self.place.clear()
        self.take_in_displaced()

    def _afterwards(self, pending: Entry) -> bytes | None:
        """The list after a change that was made; None where it cannot be told any more."""
        last = self.history.last()
        if last is None or not pending.number or digest(last) == pending.after:
            return None
        try:
            return pending.applied_to(self._read_last(last))
        except ValueError:  # last.csv is not what the change was made of: it was put back from elsewhere
            return None

    def _read_last(self, last: bytes) -> ListFile:
        if self._parsed is None or self._parsed.data != last:
            self._parsed = read_known(last, self.place.file) if last else NO_FILE
        return self._parsed

    def current(self) -> ListFile:
        """The list as it is, with what was changed by hand in the history.

        Raises:
            ListUnreadable: it has faults.
            UsageError: it is gone, or a link.
        """
        self.place.check()
        while True:
            file = self._look()
            if file is not None:
                return file

    def known(self) -> ListFile:
        """The list as it was known last."""
        return self._read_last(self.history.last() or b"")

    def by_hand(self) -> Diff:
        """What was changed by hand and is not in the history yet. Raises as `current` does."""
        found = self.place.found_quiet(self._inode()) or b""
        theirs = read_soundly(found, self.place.file) if found else NO_FILE
        return compare(self.known().table, theirs.table)

    def _look(self) -> ListFile | None:
        """The list; None where somebody saved it meanwhile."""
        last, found = self.history.last(), self.place.found()
        if last is None:
            file = NO_FILE if found is None else read_soundly(found, self.place.file)
            self.history.know(file.data)
            return file
        if (found or b"") == last and (found is None) == (not last):
            return self._read_last(last)
        found = self.place.found_quiet(self._inode())
        if found is None:
            raise self._gone()
        if found == last:
            return self._read_last(last)
        return self._by_hand(self._read_last(last), read_soundly(found, self.place.file), found)

    def _inode(self) -> int:
        """That of the list's file as it was known last: an editor that writes into that file is waited for."""
        return next((entry.inode for entry in self.history.entries()), 0)

    def _gone(self) -> UsageError:
        return UsageError(
            f"{self.place.file} is gone. Nothing was changed. Put it back: var/lists/{self.place.path.stem}/last.csv "
            "is the list as it was last; or begin an empty one, with the line email,name,organisation,role"
        )

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

    def change(self, doing: Doing, alter: Callable[[ListFile], ListFile], undoes: int | None = None) -> Change | None:
        """Change the list; None where that changes nothing. `alter` is asked again when somebody saved meanwhile.

        Raises what `current` does, and OSError.
        """
        while True:
            file = self.current()
            after = alter(file)
            if not compare(file.table, after.table) and file.records[:1] == after.records[:1]:
                return None
            entry = replace(entry_of(self.history.next_number, doing, file, after, stood=file.data), undoes=undoes)
            if self._made(entry, after.data, file.data if file.head else None):
                self._parsed = after
                self.take_in_displaced()
                return entry.change

    def _made(self, entry: Entry, data: bytes, stood: bytes | None) -> bool:
        """Make the change; False, and nothing has happened: somebody saved the list meanwhile."""
        entry = replace(entry, inode=self.place.stage(data))
        self.history.announce(entry)
        if not self.place.swap(stood):
            self.history.withdraw()
            self.place.clear()
            return False
        self._finish(entry, data)
        return True

    def _finish(self, entry: Entry, data: bytes | None) -> None:
        """The list has taken its place: keep the change, and whatever it displaced that nobody knew of."""
        if data is not None:
            self.history.know(data)
        if self.place.was_another(entry.stood, self._inode()):
            unseen = entry.first.number if entry.first else entry.number
            self.place.set_aside(unseen or self.history.next_number)
        if entry.number:
            self.history.keep(entry)
        else:
            self.history.withdraw()
        self.place.clear()

    def put_without_history(self, data: bytes, stood: bytes) -> bool:
        """Let other bytes take the place of what `stood` there, and keep no history of it; False: somebody saved."""
        inode = self.place.stage(data, as_of_before=True)
        doing = Doing("", "forget", self.place.saved())
        entry = Entry(0, doing, ("", ""), (), after=digest(data), stood=digest(stood), inode=inode)
        self.history.announce(entry)
        if self.place.swap(stood):
            self._finish(entry, None)
            return True
        self.history.withdraw()
        self.place.clear()
        return False

    def take_in_displaced(self) -> None:
        """Merge saves that our changes displaced: whoever saved knew nothing of these.

        Merging may displace another. An editor that saves without end is left to whoever comes next.
        """
        for _ in range(_MOST_DISPLACED):
            aside = self.place.displaced()
            for number, path in aside:
                while not self._taken_in(number, path):
                    pass
                path.unlink()
            if not aside:
                return

    def _taken_in(self, number: int, path: Path) -> bool:
        """Merge what change `number` displaced; False where somebody saved the list meanwhile."""
        ours = self.current()
        try:
            theirs = read_soundly(path.read_bytes(), self.place.file)
        except ListUnreadable:
            self.place.put_back(path, ours.data)
            raise
        saved = saved_at(path)
        base = not_known(theirs.table, ours.table, self.history.entries(), saved, number)
        if not compare(ours.table, self._merge(base, ours, theirs).table):
            return True
        return self._merged(base, ours, theirs, saved, ours.data) is not None
