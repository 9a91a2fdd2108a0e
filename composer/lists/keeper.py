"""The lists of a workspace, to read and to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from composer.lists.comparing import Diff, Row, together
from composer.lists.desk import Desk
from composer.lists.erasing import Erased, erase_from
from composer.lists.history import Change, Doing
from composer.lists.holding import Holding, Holdings, holding_in
from composer.lists.place import ListPlace
from composer.lists.undoing import to_undo, undone
from composer.lists.written import NO_FILE, ListFile, arranged, read_soundly, refuse_unseen, rewritten, with_lines
from composer.model.tables import Sheet, Table
from composer.problems import ComposerError


@dataclass(frozen=True)
class Edit:
    """What an edit did; `change` is None where there was nothing to change. `table` is the list afterwards.

    `by_hand` is a hand edit that was noticed and recorded on the way, `kept` what was put back as it had been saved
    over by somebody who had an older copy. `untouched` are rows that an undo left alone, as others
    changed them since, or as they were to stay out.
    """

    change: Change | None
    by_hand: Change | None
    table: Table
    kept: Diff | None = None
    untouched: tuple[Row, ...] = ()


def _nobody(_: str) -> bool:
    return False


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

    def placed(self, network: str) -> Sheet:
        """The list as `read` has it, with the line on which each row stands. Raises as `read` does."""
        place = ListPlace(self.root, network)
        found = place.found()
        return Sheet(NO_FILE.table, ()) if found is None else with_lines(read_soundly(found, place.file), place.file)

    def edit(self, network: str, doing: Doing, alter: Callable[[Table], Table]) -> Edit:
        """Change the list to what `alter` makes of the newest one; it is asked again when somebody saved meanwhile.

        Raises:
            ListUnreadable: the list has faults; nothing was changed.
            Unlistable: a row cannot stand in a list, or a column cannot be called so; nothing was changed.
            SavedWithFaults: somebody saved faults meanwhile; its text tells which change was made.
            UsageError: the list is gone, a link, or cannot be written.
        """
        desk = Desk(self.root, network)
        with desk.turn():
            change = desk.change(doing, lambda file: _altered(file, alter))
            return _edited(desk, change)

    def history(self, network: str) -> list[Change]:
        """The changes of the list, newest first. Raises UsageError where one cannot be read."""
        return list(self.changes(network))

    def changes(self, network: str) -> Iterator[Change]:
        """The changes of the list, newest first, each read when it is asked for. Raises as `history` does."""
        desk = Desk(self.root, network)
        desk.settle()
        return (entry.change for entry in desk.history.entries())

    def newest(self, network: str) -> Change | None:
        """The newest change of the list; None where there is none. Raises as `history` does."""
        return next(self.changes(network), None)

    def to_undo(self, network: str, number: int | None) -> Change:
        """The change that `undo` would take back; what was changed by hand becomes a change before it is looked for.

        Undo it by its number, and no other is taken back, whatever comes between. Raises as `undo` does.
        """
        desk = Desk(self.root, network)
        with desk.turn():
            desk.current()
            return to_undo(network, desk.history.entries(), number).change

    def by_hand(self, network: str) -> Diff | None:
        """What was changed by hand since the last change known, and is not in the history yet.

        Raises:
            ListUnreadable: the list has faults.
            UsageError: the list is gone.
        """
        return Desk(self.root, network).by_hand()

    def undo(self, network: str, number: int | None, doing: Doing, stays_out: Callable[[str], bool] = _nobody) -> Edit:
        """Take back a change; None: the newest that is not an undo and was not undone, one by hand included.

        `stays_out` is asked under the list's lock of everybody (a canonical address) who would come back.

        Raises:
            UsageError: there is no such change, or it was undone; and what `edit` raises.
        """
        desk = Desk(self.root, network)
        with desk.turn():
            desk.current()
            entry = to_undo(network, desk.history.entries(), number)
            untouched: tuple[Row, ...] = ()

            def alter(file: ListFile) -> ListFile:
                nonlocal untouched
                after, untouched = undone(file, entry, stays_out)
                return after

            change = desk.change(doing, alter, undoes=entry.number)
            return replace(_edited(desk, change), untouched=untouched)

    def erase(self, who: str) -> Erased:
        """Take a person (a canonical address) out of every list, its history, and what killed writers left.

        Each network by itself: what is wrong with one is told in `Erased.unread`, and is no hindrance to the others.
        Killed on the way, the same call completes it.
        """
        networks: list[str] = []
        unread: dict[str, str] = {}
        entries = 0
        for network in self._networks():
            was, of_history, why = self._erase_one(network, who)
            networks += [network] if was else []
            entries += of_history
            unread |= {network: why} if why else {}
        return Erased(tuple(networks), entries, unread)

    def _erase_one(self, network: str, who: str) -> tuple[bool, int, str]:
        try:
            desk = Desk(self.root, network)
            with desk.turn(settles=False):
                return erase_from(desk, who)
        except ComposerError as error:
            return False, 0, str(error)

    def holding(self, who: str) -> Holdings:
        """What the lists and their histories hold of a person (a canonical address), others' rows that name them too.

        Each network by itself: what cannot be read of one is told in `Holdings.unread`, and hides no other.
        """
        found: list[Holding] = []
        unread: dict[str, str] = {}
        for network in self._networks():
            held, why = self._holding_in_one(network, who)
            found += held
            unread |= {network: why} if why else {}
        return Holdings(tuple(found), unread)

    def _holding_in_one(self, network: str, who: str) -> tuple[list[Holding], str]:
        try:
            return holding_in(Desk(self.root, network), who)
        except ComposerError as error:
            return [], str(error)

    def _networks(self) -> Sequence[str]:
        """Those that have a list, or a history of one."""
        lists = {path.stem for path in (self.root / "recipients").glob("*.csv")}
        histories = {path.name for path in (self.root / "var" / "lists").glob("*/")}
        return sorted(name for name in lists | histories if not name.startswith("."))


def _altered(file: ListFile, alter: Callable[[Table], Table]) -> ListFile:
    table = alter(file.table)
    if table == file.table and file.head:
        return file
    refuse_unseen(name for name in table.columns if name not in file.table.columns)
    return rewritten(file, arranged(table, file.table.columns if file.head else table.columns))


def _edited(desk: Desk, change: Change | None) -> Edit:
    by_hand = desk.noticed.changes[-1] if desk.noticed.changes else None
    return Edit(change, by_hand, desk.known().table, together(desk.noticed.kept))
