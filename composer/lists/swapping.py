"""A list while its lock is held: how a new one takes the place of the one that is there.

Rule: a change is announced in the history, then the list takes its place in one step, then the change is kept. Killed
anywhere, it was made or it was not.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from composer.lists.history import Doing, Entry, History, digest
from composer.lists.place import ListPlace
from composer.lists.written import NO_FILE, ListFile, read_known
from composer.problems import UsageError


class Swapping:
    """A list, its history, and what it was known to be last."""

    def __init__(self, root: Path, network: str) -> None:
        self.place = ListPlace(root, network)
        self.history = History(root / "var" / "lists" / network)
        self._parsed: ListFile | None = None  # the newest list taken apart

    def known(self) -> ListFile:
        """The list as it was known last."""
        return self._read_last(self.history.last() or b"")

    def _read_last(self, last: bytes) -> ListFile:
        if self._parsed is None or self._parsed.data != last:
            self._parsed = read_known(last, self.place.file) if last else NO_FILE
        return self._parsed

    def _inode(self) -> int:
        """That of the list's file as known last, or 0: an editor that writes into that very file is waited for."""
        try:
            return next((entry.inode for entry in self.history.entries()), 0)
        except UsageError:
            return 0

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
