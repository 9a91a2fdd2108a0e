"""The lists of a workspace, to read and to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from composer.lists.comparing import Diff, Row, together
from composer.lists.desk import Desk
from composer.lists.erasing import Erased, Holding, erase_from, holding_in
from composer.lists.history import Change, Doing
from composer.lists.place import ListPlace
from composer.lists.undoing import to_undo, undone
from composer.lists.written import NO_FILE, ListFile, ListUnreadable, arranged, read_soundly, rewritten
from composer.model.tables import Table


@dataclass(frozen=True)
class Edit:
    """What an edit did; `change` is None where there was nothing to change. `table` is the list afterwards.

    `by_hand` is a hand edit that was noticed and recorded on the way, `kept` what was put back as it had been saved
    over by somebody who had an older copy. `untouched` are rows that an undo left alone, as others changed them since.
    """

    change: Change | None
    by_hand: Change | None
    table: Table
    kept: Diff | None = None
    untouched: tuple[Row, ...] = ()


class ListKeeper:
    """The only writer of recipients/*.csv. Any number of processes may have one."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, network: str) -> Table:
        """The list as it is; a network without a file has one without people.

        Raises:
            ListUnreadable: it has faults.
        """
        place = ListPlace(self.root, network)
        found = place.found()
        return NO_FILE.table if found is None else read_soundly(found, place.file).table

    def edit(self, network: str, doing: Doing, alter: Callable[[Table], Table]) -> Edit:
        """Change the list to what `alter` makes of the newest one; it is asked again when somebody saved meanwhile.

        Raises:
            ListUnreadable: the list has faults; nothing was changed.
            Unlistable: a row cannot stand in a list; nothing was changed.
            UsageError: the list is gone, a link, or cannot be written.
        """
        desk = Desk(self.root, network)
        with desk.turn():
            change = desk.change(doing, lambda file: _altered(file, alter))
            return _edited(desk, change)

    def history(self, network: str) -> list[Change]:
        """The changes of the list, newest first. Raises UsageError where one cannot be read."""
        desk = Desk(self.root, network)
        if desk.needs_settling:
            with desk.turn():
                return [entry.change for entry in desk.history.entries()]
        return [entry.change for entry in desk.history.entries()]

    def by_hand(self, network: str) -> Diff | None:
        """What was changed by hand since the last change known, and is not in the history yet.

        Raises as `edit` does.
        """
        desk = Desk(self.root, network)
        if desk.history.last() is None:
            return None
        with desk.turn():
            return desk.by_hand() or None

    def undo(self, network: str, number: int | None, doing: Doing) -> Edit:
        """Take back a change; None: the newest that is not an undo and was not undone, one by hand included.

        Raises:
            UsageError: there is no such change, or it was undone; and what `edit` raises.
        """
        desk = Desk(self.root, network)
        with desk.turn():
            desk.current()
            entry = to_undo(desk.history.entries(), number)
            untouched: tuple[Row, ...] = ()

            def alter(file: ListFile) -> ListFile:
                nonlocal untouched
                after, untouched = undone(file, entry)
                return after

            change = desk.change(doing, alter, undoes=entry.number)
            return replace(_edited(desk, change), untouched=untouched)

    def erase(self, who: str) -> Erased:
        """Take a person (a canonical address) out of every list, its history, and what killed writers left.

        Killed on the way, the same call completes it. Raises UsageError where something cannot be written.
        """
        networks: list[str] = []
        unread: list[str] = []
        entries = 0
        for network in self._networks():
            desk = Desk(self.root, network)
            try:
                with desk.turn():
                    was, of_history = erase_from(desk, who)
            except ListUnreadable:
                unread.append(network)
            else:
                networks += [network] if was else []
                entries += of_history
        return Erased(tuple(networks), entries, tuple(unread))

    def holding(self, who: str) -> list[Holding]:
        """What the lists and their histories hold of a person (a canonical address), others' rows that name them too.

        Raises:
            ListUnreadable: a list has faults.
        """
        return [held for network in self._networks() for held in holding_in(Desk(self.root, network), who)]

    def _networks(self) -> Sequence[str]:
        """Those that have a list, or a history of one."""
        lists = {path.stem for path in (self.root / "recipients").glob("*.csv")}
        histories = {path.name for path in (self.root / "var" / "lists").glob("*/")}
        return sorted(name for name in lists | histories if not name.startswith("."))


def _altered(file: ListFile, alter: Callable[[Table], Table]) -> ListFile:
    table = alter(file.table)
    if table == file.table and file.head:
        return file
    return rewritten(file, arranged(table, file.table.columns if file.head else table.columns))


def _edited(desk: Desk, change: Change | None) -> Edit:
    by_hand = desk.noticed.changes[-1] if desk.noticed.changes else None
    return Edit(change, by_hand, desk.known().table, together(desk.noticed.kept))
