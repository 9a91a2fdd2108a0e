"""The lists of a workspace: what every command about them begins with, and what there is to show of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from composer.lists import Change, Diff, Doing, Edit, ListKeeper, ListUnreadable, Row
from composer.load import load_lists
from composer.mailbox import canonical
from composer.model import EMAIL, Network, Sheet, Suppression, Table
from composer.pipeline.acting import user
from composer.pipeline.edition import UnreadableError, Workspace
from composer.pipeline.gone import file_of, list_gone
from composer.pipeline.kept_out import KeptOut, forgotten_now, kept_out_if_known
from composer.pipeline.networks import programme_of, refuse_without_list
from composer.problems import Level, Problem, UsageError

__all__ = [
    "Change",
    "Diff",
    "Doing",
    "Edit",
    "ListStanding",
    "Listed",
    "Lists",
    "Row",
    "doing",
    "file_of",
    "people_of",
    "standings",
]


@dataclass(frozen=True)
class Lists:
    """The networks of a workspace, and the keeper of their lists. `zone`: in which times are told.

    `answers_to`: where whoever manages the newsletter is reached.
    """

    root: Path
    networks: Mapping[str, Network]
    zone: ZoneInfo
    keeper: ListKeeper
    answers_to: str = ""

    @classmethod
    def open(cls, workspace: Workspace) -> Lists:
        """Those of a workspace.

        Raises:
            UnreadableError: newsletter.yaml cannot be read.
        """
        programme = programme_of(workspace)
        zone, answers_to = ZoneInfo(programme.settings.timezone), programme.settings.answers_to
        return cls(workspace.root, programme.networks, zone, ListKeeper(workspace.root), answers_to)

    def only(self, keeps: Callable[[str], bool]) -> Lists:
        """These lists, of the networks that somebody keeps: of others nothing is told, not even that they are."""
        return replace(self, networks={name: one for name, one in self.networks.items() if keeps(name)})

    def known(self, network: str) -> str:
        """The network, if it may have a list of its own.

        Raises:
            UsageError: there is no such network, or it is made up of others.
        """
        refuse_without_list(network, self.networks, has_list=network in self.with_lists())
        return network

    def with_lists(self) -> tuple[str, ...]:
        """The networks that have a list of their own, or would have if anybody were on it."""
        return tuple(name for name, network in self.networks.items() if self._has_file(name) or not network.includes)

    def read(self, network: str) -> Table:
        """The people of a network's own list.

        Raises:
            UnreadableError: the list has faults, or is gone.
        """
        self._refuse_gone(network)
        with _faults_told():
            return self.keeper.read(network)

    def placed(self, network: str) -> Sheet:
        """The same, each row with its line. Raises as `read` does."""
        self._refuse_gone(network)
        with _faults_told():
            return self.keeper.placed(network)

    def readable(self, but: str = "") -> dict[str, Table]:
        """The addresses on the lists of all networks, except one's: of those lists that have no faults."""
        others = {name: network for name, network in self.networks.items() if name != but}
        lists, problems = load_lists(self.root, others)
        faulty = {problem.place.file for problem in problems if problem.level is Level.ERROR}
        return {
            name: Table((EMAIL,), tuple((row.address,) for row in found.rows))
            for name, found in lists.items()
            if f"recipients/{name}.csv" not in faulty
        }

    def edit(self, network: str, doing: Doing, alter: Callable[[Table], Table]) -> Edit:
        """Change a list to what `alter` makes of the newest. Raises as `read` and `ListKeeper.edit` do."""
        with _faults_told():
            return self.keeper.edit(network, doing, alter)

    def to_undo(self, network: str, number: int | None) -> Change:
        """The change that is to be undone: that of this number, or the newest of somebody's doing, by hand included.

        Raises as `read` and `ListKeeper.to_undo` do.
        """
        with _faults_told():
            return self.keeper.to_undo(network, number)

    def undo(self, network: str, number: int | None, doing: Doing) -> Edit:
        """Take back a change; who was erased since does not come back by it, and is told as untouched.

        Raises as `read` and `ListKeeper.undo` do, and LedgerError where it is not known who was erased.
        """
        forgotten = forgotten_now(self.root)
        with _faults_told():
            return self.keeper.undo(network, number, doing, lambda who: forgotten(who) is not None)

    def changes(self, network: str) -> Iterator[Change]:
        """The changes of a list, newest first, read as they are asked for. Raises as `read` does."""
        with _faults_told():
            yield from self.keeper.changes(network)

    def newest_about(self, network: str, who: str) -> Change | None:
        """The newest change that tells of a person (a canonical address), of some that are looked through."""
        return next((one for one in islice(self.changes(network), _LOOKED_THROUGH) if who in _told_of(one.diff)), None)

    def by_hand(self, network: str) -> Diff | None:
        """What was changed in an editor and is not in the history yet. Raises as `read` does."""
        with _faults_told():
            return self.keeper.by_hand(network)

    def _refuse_gone(self, network: str) -> None:
        """Object to a list that is known and not there: sent to, it would be one of nobody."""
        try:
            if not self._has_file(network):
                self.keeper.by_hand(network)
        except UsageError as gone:
            raise UnreadableError([list_gone(network)]) from gone

    def _has_file(self, network: str) -> bool:
        return (self.root / file_of(network)).exists()


_LOOKED_THROUGH = 200  # changes


def _told_of(diff: Diff) -> frozenset[str]:
    rows = (*diff.joins, *diff.leaves, *(row for pair in diff.changes for row in pair))
    return frozenset(canonical(row[EMAIL]) for row in rows)


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except ListUnreadable as error:
        raise UnreadableError(list(error.problems)) from error


def doing(how: str, now: datetime, source: str = "") -> Doing:
    """What somebody does to a list: they, as this machine knows them."""
    return Doing(user(), how, now, source)


@dataclass(frozen=True)
class ListStanding:
    """How it stands with a list. `by_hand`: it was changed in an editor, which its history does not tell yet.

    `problems` are why it cannot be read, if it cannot.
    """

    network: Network
    people: int = 0
    suppressed: int = 0
    changed: Change | None = None
    by_hand: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Listed:
    """Somebody on a list, and what keeps them from getting anything."""

    cells: Row
    suppression: Suppression | None


def standings(lists: Lists, networks: Iterable[str] | None = None) -> Iterator[ListStanding]:
    """How it stands with these networks; None: with every one that has a list."""
    out = kept_out_if_known(lists.root)
    for name in lists.with_lists() if networks is None else networks:
        try:
            yield _standing(lists, name, out)
        except UnreadableError as error:
            yield ListStanding(lists.networks[name], problems=tuple(error.problems))


def _standing(lists: Lists, name: str, out: KeptOut) -> ListStanding:
    table = lists.read(name)
    suppressed = sum(out.by(name, table.who(row)) is not None for row in table.rows)
    newest = next(lists.changes(name), None)
    by_hand = lists.by_hand(name) is not None
    return ListStanding(lists.networks[name], len(table.rows), suppressed, newest, by_hand)


def people_of(lists: Lists, network: str, out: KeptOut) -> list[Listed]:
    """Everybody on a network's own list, as the file has them. Raises as `Lists.read` does."""
    table = lists.read(network)
    return [Listed(dict(zip(table.columns, row, strict=True)), out.by(network, table.who(row))) for row in table.rows]
