"""One network's list: its turn under a lock, settling what a killed process left, changing it.

Rule: a save that a change displaced is merged into it, as if it had come after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from composer.lists.comparing import Diff, compare
from composer.lists.history import Change, Doing, Entry, digest, entry_of
from composer.lists.looking import MOST_TRIES, Looking
from composer.lists.merging import not_known
from composer.lists.place import saved_at
from composer.lists.written import ListFile, ListUnreadable, SavedWithFaults, read_soundly
from composer.locks import Turns
from composer.problems import UsageError

_MOST_DISPLACED = 20


class Unwritable(UsageError):
    """A list or its history cannot be written."""


class Desk(Looking):
    """A list at which one process at a time works."""

    def __init__(self, root: Path, network: str) -> None:
        super().__init__(root, network)
        self._locks = root / "var" / "locks"

    @contextmanager
    def turn(self, *, settles: bool = True) -> Iterator[None]:
        """Hold the list's lock, once everybody before has let go of it, and settle what a killed process left.

        Raises:
            SavedWithFaults: what is to be settled is a save with faults.
            Unwritable: something cannot be written; what was begun is settled by whoever comes next.
        """
        try:
            self.history.make_ready()
            self._locks.mkdir(mode=0o700, exist_ok=True)
            turns = Turns(self._locks / f"list-{self.place.path.stem}.lock")
            try:
                with turns:
                    self.history.clear()
                    if settles:
                        self.settle_held()
                    yield
            finally:
                turns.close()
        except OSError as error:
            raise Unwritable(
                f"{self.place.file}, or its history in var/lists, cannot be written: {error.strerror}. The list is "
                "whole, as before or as it was to be; mend that, then look with: composer lists history"
            ) from error

    @property
    def needs_settling(self) -> bool:
        """Whether somebody is at work on the list, or was killed at it."""
        return self.history.is_pending or bool(self.place.left_behind())

    def settle(self) -> bool:
        """Settle what a killed process left, if there is anything; False: it has to be looked at unsettled."""
        if not self.needs_settling:
            return True
        try:
            with self.turn():
                return True
        except (Unwritable, SavedWithFaults):
            return False

    def settle_held(self) -> None:
        """Finish what was begun by a process that was killed, or take it back, while the lock is held."""
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

    def by_hand(self) -> Diff | None:
        """What was changed by hand and is not in the history yet. Nothing is written.

        Raises:
            ListUnreadable: the list has faults.
            UsageError: it is gone.
        """
        for _ in range(MOST_TRIES):
            could_settle = self.settle()
            last = self.history.last()
            diff = self._by_hand_since(last)
            if not could_settle or (last == self.history.last() and not self.needs_settling):
                return diff
        raise self.busy()

    def change(self, doing: Doing, alter: Callable[[ListFile], ListFile], undoes: int | None = None) -> Change | None:
        """Change the list; None where that changes nothing. `alter` is asked again when somebody saved meanwhile.

        Raises what `current` does, SavedWithFaults and OSError.
        """
        for _ in range(MOST_TRIES):
            file = self.current()
            after = alter(file)
            if not compare(file.table, after.table) and file.records[:1] == after.records[:1]:
                return None
            entry = replace(entry_of(self.history.next_number, doing, file, after, stood=file.data), undoes=undoes)
            if self._made(entry, after.data, file.data if file.head else None):
                self._parsed = after
                self.take_in_displaced()
                return entry.change
        raise self.busy()

    def take_in_displaced(self) -> None:
        """Merge saves that our changes displaced: whoever saved knew nothing of these.

        Merging may displace another. An editor that saves without end is left to whoever comes next.

        Raises:
            SavedWithFaults: the list, or what was displaced, has faults.
        """
        for _ in range(_MOST_DISPLACED):
            aside = self.place.displaced()
            for number, path in aside:
                if self._taken_in_or_told(number, path):
                    path.unlink()
            if not aside:
                return

    def _taken_in_or_told(self, number: int, path: Path) -> bool:
        try:
            return any(self._taken_in(number, path) for _ in range(MOST_TRIES))
        except ListUnreadable as unreadable:
            raise SavedWithFaults(self.place.file, number, unreadable.problems) from unreadable

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
