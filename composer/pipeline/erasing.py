"""Forget a person: erase them wherever Composer writes, and tell what is left for people to do.

Rule: what keeps them out comes first and holds whatever happens after; every step done again completes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from composer.deliver import erase_letters, is_rehearsing
from composer.ledger import ErasedLetter, Ledger, erase_backup, erase_set_aside
from composer.lists import Erased as TakenOff
from composer.lists import ListKeeper
from composer.model import EVERY, Run, Suppression, Why
from composer.pipeline.backups import known_backups, unknown_entries
from composer.pipeline.books import only_sender, open_books, secret_of, var_of
from composer.pipeline.edition import Workspace
from composer.pipeline.git_history import GitHistory, commits_with
from composer.pipeline.link_answers import erase_answers
from composer.pipeline.rehearsal import outbox_of
from composer.pipeline.traces import Searched, Spellings, Trace, is_in_message, search
from composer.pipeline.typed import person_of
from composer.problems import ComposerError, LedgerError
from composer.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: from which networks' lists, how many entries of their history, letters in the books and in
    rehearsals, ledgers and receipts that were set aside, and backups."""

    lists: tuple[str, ...]
    history: int
    letters: tuple[ErasedLetter, ...]
    rehearsals: int
    set_aside: tuple[str, ...]
    backups: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of the person was here."""
        return not (self.lists or self.history or self.letters or self.rehearsals or self.set_aside)


@dataclass(frozen=True, slots=True)
class Unreached:
    """What may hold the person still and was not looked into, and why. `is_gone`: nothing is there any more."""

    what: str
    why: str
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done for a person who is forgotten, and what is left: by people's hands, in git, and out of reach."""

    key: str
    already: bool
    erased: Erased
    left: tuple[Trace, ...]
    git: GitHistory
    printed: tuple[str, ...]
    unreached: tuple[Unreached, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing that is here may hold them still."""
        return not self.left and all(one.is_gone for one in self.unreached)


def forget(workspace: Workspace, address: str, now: datetime) -> Forgotten:
    """Erase a person, and keep them out for good. Done again, it completes what was begun.

    Raises:
        UsageError: this is no address.
        LedgerError: a letter of theirs, or a rehearsal, is being sent or written at the moment; they get nothing more
            all the same.
    """
    root = workspace.root
    who = person_of(address)  # first: where it is none, nothing is made
    key = secret_of(root).person_key(who)
    spellings = Spellings(address, key)
    with open_books(root) as ledger:
        is_new = ledger.suppress(key, EVERY, Why.FORGOTTEN, now)
        with _nobody_sending(root, ledger, key, now):
            from_lists, unlisted = _erase_lists(root, spellings.canonical)
            letters = ledger.erase(key, now)
            rehearsals = erase_letters(outbox_of(root), key, spellings.canonical)
        [since] = [one.at for one in ledger.suppressions(key) if is_forgotten(one)]
        printed = tuple(run.name for run in ledger.runs() if prints(ledger, run, spellings))
    set_aside = erase_set_aside(var_of(root), key, spellings.spans)
    signed_in = _erase_sign_ins(root, key)
    backups, unreached = _erase_backups(root, key, since)
    erase_answers(root)
    found = search(root, spellings)
    erased = Erased(
        from_lists.networks,
        from_lists.entries,
        tuple(letters),
        rehearsals,
        tuple(path.name for path in set_aside),
        tuple(map(str, backups)),
    )
    git = commits_with(root, spellings)
    left = tuple(trace for trace in found.traces if trace.file not in _of_runs(printed))
    beyond = (*unlisted, *signed_in, *unreached, *unread(found), *_unsearched(git))
    return Forgotten(key, not is_new, erased, left, git, printed, beyond)


def _erase_lists(root: Path, who: str) -> tuple[TakenOff, list[Unreached]]:
    """What was taken out of lists and their history; what could not be is no reason to leave the rest."""
    try:
        done = ListKeeper(root).erase(who)
    except ComposerError as error:
        return TakenOff((), 0), [Unreached("the lists and their history", str(error))]
    return done, [Unreached(f"the list of {network}", why) for network, why in done.unread.items()]


def _erase_sign_ins(root: Path, key: str) -> list[Unreached]:
    """Sessions and links under the person's key go; what cannot be is no reason to leave the rest."""
    try:
        Sessions(var_of(root)).forget(key)
    except ComposerError as error:
        return [Unreached("sessions and links to sign in", str(error))]
    return []


def _of_runs(printed: tuple[str, ...]) -> frozenset[str]:
    """The files that keep, word for word, what these runs said."""
    receipts = (f"var/receipts/{run}.jsonl" for run in printed)
    return frozenset({"var/ledger.db", *receipts} if printed else ())


def is_forgotten(suppression: Suppression) -> bool:
    """Whether this is what is kept of who is forgotten."""
    return suppression.network == EVERY and suppression.why is Why.FORGOTTEN


@contextmanager
def _nobody_sending(root: Path, ledger: Ledger, key: str, now: datetime) -> Iterator[None]:
    """Hold every issue of which the person has a letter. In the issues' order, and nobody who holds one waits."""
    with ExitStack() as holding:
        try:
            for issue in sorted({run.issue for run, _ in ledger.letters(key)}):
                holding.enter_context(only_sender(root, issue, now))
            _refuse_rehearsing(root)
        except LedgerError as refusal:
            raise LedgerError(
                f"{refusal}. The person gets nothing more already; to erase them, run the same command again when "
                "that has ended."
            ) from refusal
        yield


def _refuse_rehearsing(root: Path) -> None:
    if is_rehearsing(outbox_of(root)):
        raise LedgerError("a rehearsal is being written")


def prints(ledger: Ledger, run: Run, spellings: Spellings) -> bool:
    """Whether what a run said to everybody has the address: as that of a contact, or for replies."""
    head = run.letterhead
    if any(any(spellings.in_text(words or "")) for words in (head.sender, head.answers_to, run.return_path)):
        return True
    said = (rendered.letter(dict.fromkeys(rendered.names, "")) for rendered in ledger.renderings(run.name))
    return any(is_in_message(message, spellings) for message in said)


def _erase_backups(root: Path, key: str, since: datetime) -> tuple[list[Path], list[Unreached]]:
    """The backups that were written anew, and those that were not reached."""
    done: list[Path] = []
    unreached: list[Unreached] = []
    known, faults = backups_made(root)
    for file in known:
        try:
            erase_backup(var_of(root), file, key, since)
            done.append(file)
        except (ComposerError, OSError, ValueError) as error:  # a name may be such that no file has it
            unreached.append(Unreached(str(file), fault_of(error), is_gone=not os.path.lexists(file)))
    return done, [*faults, *unreached]


def backups_made(root: Path) -> tuple[list[Path], list[Unreached]]:
    """Where backups were put; where that cannot be read, or not all of it, that it cannot."""
    try:
        odd = [Unreached(f"{entry}, a line of var/backups", _NO_PATH) for entry in unknown_entries(root)]
        return known_backups(root), odd
    except OSError as error:
        return [], [Unreached("var/backups, where backups were put", fault_of(error))]


_NO_PATH = "it is no file's absolute path, as Composer notes where a backup is; take the line out, and look yourself"


def fault_of(error: ComposerError | OSError | ValueError) -> str:
    """What an error says, without the path that it is about."""
    said = error.strerror if isinstance(error, OSError) else str(error)
    return said or "it cannot be read or written"


def unread(found: Searched) -> Iterator[Unreached]:
    """What could not be looked through."""
    return (Unreached(path, why) for path, why in found.unreadable)


def _unsearched(git: GitHistory) -> Iterator[Unreached]:
    if git.fault:
        yield Unreached("the git history", git.fault)
