"""What is held about a person, for whoever asks about themselves: everything, in words that they understand.

Rule: looking changes nothing that is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from composer.deliver import letters_to
from composer.ledger import Ledger, holds_person
from composer.lists import Holding, ListKeeper
from composer.load import load_lists
from composer.model import Delivery, Run, Suppression
from composer.pipeline.books import reading_books, secret_if_made, var_of
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import Unreached, backups_made, fault_of, prints, unread
from composer.pipeline.networks import programme_of
from composer.pipeline.rehearsal import outbox_of
from composer.pipeline.traces import Spellings, Trace, search, within
from composer.pipeline.typed import likely_meant_of, person_of
from composer.problems import ComposerError

__all__ = ["Held", "Holding", "InBackup", "about", "near"]


@dataclass(frozen=True, slots=True)
class InBackup:
    """A backup that was made here, and whether it says who the person is; why not known, where it is not."""

    file: str
    holds: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held about a person. `mentions` are places in files that people write.

    `key` is empty where nothing ever needed keys.
    """

    key: str
    lists: tuple[Holding, ...]
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
    who, secret = person_of(address), secret_if_made(root)
    key = secret.person_key(who) if secret else ""
    spellings = Spellings(address, key)
    lists, faulty = _on_lists(root, spellings.canonical)
    found = search(root, spellings)
    backups, unread_notes = backups_made(root)
    with ExitStack() as until_done:
        ledger = until_done.enter_context(reading_books(root))
        return Held(
            key=key,
            lists=lists,
            suppressions=tuple(ledger.suppressions(key)) if ledger else (),
            letters=tuple(ledger.letters(key)) if ledger else (),
            approved=tuple(one.issue for one in ledger.approvals() if key in one.people) if ledger else (),
            rehearsals=tuple(within(root, path) for path in letters_to(outbox_of(root), key, spellings.canonical)),
            mentions=tuple(trace for trace in found.traces if faulty or not _is_ours(trace.file)),
            printed=tuple(_printed(ledger, spellings)) if ledger else (),
            backups=tuple(_in_backup(root, file, key) for file in backups),
            unreached=(*faulty, *unread_notes, *unread(found)),
        )


def _on_lists(root: Path, who: str) -> tuple[tuple[Holding, ...], tuple[Unreached, ...]]:
    """What lists and their history hold; where one cannot be read, that it cannot."""
    try:
        held = ListKeeper(root).holding(who)
        return held.found, tuple(Unreached(f"the list of {network}", why) for network, why in held.unread.items())
    except ComposerError as fault:
        return (), (Unreached("the lists and their history", str(fault)),)


def _is_ours(file: str) -> bool:
    """Whether Composer keeps the file: what is in it is told as what it is."""
    return file.startswith("var/") or (file.startswith("recipients/") and file.endswith(".csv"))


def _printed(ledger: Ledger, spellings: Spellings) -> Iterator[str]:
    return (run.name for run in ledger.runs() if prints(ledger, run, spellings))


def _in_backup(root: Path, file: Path, key: str) -> InBackup:
    try:
        return InBackup(str(file), holds_person(var_of(root), file, key))
    except (ComposerError, OSError, ValueError) as error:
        return InBackup(str(file), holds=False, fault=fault_of(error))


def near(workspace: Workspace, address: str) -> str | None:
    """The address of somebody on a list that may be meant; not for everybody's eyes."""
    lists, _ = load_lists(workspace.root, programme_of(workspace).networks)
    return likely_meant_of(address, (row.address for listed in lists.values() for row in listed.rows))
