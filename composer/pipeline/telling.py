"""What is held about a person, for whoever asks about themselves: everything, in words that they understand.

Rule: looking changes nothing that is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from composer.deliver import letters_to
from composer.ledger import Ledger, holds_person
from composer.lists import Doing, Holding, ListKeeper, ListUnreadable
from composer.load import load_lists
from composer.mailbox import canonical
from composer.model import Delivery, RecipientList, Run, Suppression
from composer.pipeline.backups import known_backups
from composer.pipeline.books import reading_books, var_of
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import Unreached, prints, unread, whose
from composer.pipeline.networks import programme_of
from composer.pipeline.rehearsal import outbox_of
from composer.pipeline.traces import Spellings, Trace, search
from composer.problems import ComposerError, nearest


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list or its history holds of them; `doing`: who changed it, when and how, where it is of the history."""

    holding: Holding
    doing: Doing | None


@dataclass(frozen=True, slots=True)
class InBackup:
    """A backup that was made here, and whether it says who the person is; why not known, where it is not."""

    file: str
    holds: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held about a person. `mentions` are places in files that people write."""

    key: str
    lists: tuple[Listed, ...]
    suppressions: tuple[Suppression, ...]
    letters: tuple[tuple[Run, Delivery], ...]
    approved: tuple[int, ...]
    rehearsals: tuple[str, ...]
    mentions: tuple[Trace, ...]
    printed: tuple[str, ...]
    backups: tuple[InBackup, ...]
    unreached: tuple[Unreached, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all is held, in no form."""
        in_backups = any(backup.holds or backup.fault for backup in self.backups)
        return not in_backups and not any((
            self.lists, self.suppressions, self.letters, self.approved, self.rehearsals, self.mentions, self.printed,
        ))  # fmt: skip


def about(workspace: Workspace, address: str) -> Held:
    """All that is held about whoever has this address.

    Raises:
        UsageError: it is none.
        LedgerError: the ledger refuses.
    """
    root = workspace.root
    spellings, key = whose(workspace, address)
    lists, faulty = _on_lists(root, spellings.canonical)
    found = search(root, spellings)
    with ExitStack() as until_done:
        ledger = until_done.enter_context(reading_books(root))
        return Held(
            key=key,
            lists=lists,
            suppressions=tuple(ledger.suppressions(key)) if ledger else (),
            letters=tuple(ledger.letters(key)) if ledger else (),
            approved=tuple(one.issue for one in ledger.approvals() if key in one.people) if ledger else (),
            rehearsals=tuple(_within(root, path) for path in letters_to(outbox_of(root), key, spellings.canonical)),
            mentions=tuple(trace for trace in found.traces if faulty or not _is_ours(trace.file)),
            printed=tuple(_printed(ledger, spellings)) if ledger else (),
            backups=tuple(_backups(root, key)),
            unreached=(*faulty, *unread(found)),
        )


def _on_lists(root: Path, who: str) -> tuple[tuple[Listed, ...], tuple[Unreached, ...]]:
    """What lists and their history hold; where one has faults, that it does."""
    try:
        return tuple(_listed(ListKeeper(root), who)), ()
    except ListUnreadable as fault:
        return (), (Unreached("the lists", str(fault)),)


def _listed(keeper: ListKeeper, who: str) -> Iterator[Listed]:
    for network, holdings in groupby(keeper.holding(who), lambda holding: holding.network):
        by_number = {change.number: change.doing for change in keeper.history(network)}
        for holding in holdings:
            yield Listed(holding, None if holding.number is None else by_number.get(holding.number))


def _within(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _is_ours(file: str) -> bool:
    """Whether Composer keeps the file: what is in it is told as what it is."""
    return file.startswith("var/") or (file.startswith("recipients/") and file.endswith(".csv"))


def _printed(ledger: Ledger, spellings: Spellings) -> Iterator[str]:
    return (run.name for run in ledger.runs() if prints(ledger, run, spellings))


def _backups(root: Path, key: str) -> Iterator[InBackup]:
    for file in known_backups(root):
        try:
            yield InBackup(str(file), holds_person(var_of(root), file, key))
        except ComposerError as error:
            yield InBackup(str(file), holds=False, fault=str(error))


def near(workspace: Workspace, address: str) -> str | None:
    """The address of somebody on a list that may be meant; not for everybody's eyes."""
    wanted = canonical(address)
    lists, _ = load_lists(workspace.root, programme_of(workspace).networks)
    return nearest(wanted, dict.fromkeys(_alike(wanted, lists.values())))


def _alike(wanted: str, lists: Iterable[RecipientList]) -> Iterator[str]:
    """The addresses that have the part before the @ or the one behind it in common."""
    local, _, domain = wanted.rpartition("@")
    for listed in lists:
        for row in listed.rows:
            who = canonical(row.address)
            if who != wanted and (who.startswith(f"{local}@") or who.endswith(f"@{domain}")):
                yield row.address
