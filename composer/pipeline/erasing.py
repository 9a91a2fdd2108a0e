"""Forget a person: erase them wherever Composer writes, and tell what is left for people to do.

Rule: what keeps them out comes first and holds whatever happens after; every step done again completes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from composer import lists
from composer.deliver import erase_letters, is_rehearsing
from composer.ledger import ErasedLetter, Ledger, erase_backup, erase_set_aside
from composer.lists import ListKeeper
from composer.mailbox import address_fault, canonical
from composer.model import EVERY, Run, Suppression, Why
from composer.pipeline.backups import known_backups
from composer.pipeline.books import only_sender, open_books, secret_of, var_of
from composer.pipeline.edition import Workspace
from composer.pipeline.git_history import History, commits_with
from composer.pipeline.rehearsal import outbox_of
from composer.pipeline.traces import Searched, Spellings, Trace, is_in_message, search
from composer.problems import ComposerError, LedgerError, UsageError


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
    """What may hold the person still and was not looked into, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done for a person who is forgotten, and what is left: by people's hands, in git, and out of reach."""

    key: str
    already: bool
    erased: Erased
    left: tuple[Trace, ...]
    git: History
    printed: tuple[str, ...]
    unreached: tuple[Unreached, ...]


def whose(workspace: Workspace, address: str) -> tuple[Spellings, str]:
    """The ways to write an address, and the key of the person.

    Raises:
        UsageError: it is no address.
        LedgerError: the secret that keys are made with is not here.
    """
    if why := address_fault(address):
        raise UsageError(f"this is not an e-mail address. {why}")
    key = secret_of(workspace.root).person_key(canonical(address))
    return Spellings(address, key), key


def forget(workspace: Workspace, address: str, now: datetime) -> Forgotten:
    """Erase a person, and keep them out for good. Done again, it completes what was begun.

    Raises:
        UsageError: this is no address.
        LedgerError: a letter of theirs, or a rehearsal, is being sent or written at the moment; they get nothing more
            all the same.
    """
    root = workspace.root
    spellings, key = whose(workspace, address)
    with open_books(root) as ledger:
        is_new = ledger.suppress(key, EVERY, Why.FORGOTTEN, now)
        with _nobody_sending(root, ledger, key, now):
            from_lists, unlisted = _erase_lists(root, spellings.canonical)
            letters = ledger.erase(key, now)
            rehearsals = erase_letters(outbox_of(root), key, spellings.canonical)
        [since] = [one.at for one in ledger.suppressions(key) if is_forgotten(one)]
        printed = tuple(run.name for run in ledger.runs() if prints(ledger, run, spellings))
    set_aside = erase_set_aside(var_of(root), key, spellings.forms)
    backups, unreached = _erase_backups(root, key, since)
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
    beyond = (*unlisted, *unreached, *unread(found), *_unsearched(git))
    return Forgotten(key, not is_new, erased, left, git, printed, beyond)


def _erase_lists(root: Path, who: str) -> tuple[lists.Erased, list[Unreached]]:
    """What was taken out of lists and their history; what could not be is no reason to leave the rest."""
    try:
        done = ListKeeper(root).erase(who)
    except ComposerError as error:
        return lists.Erased((), 0), [Unreached("the lists and their history", str(error))]
    return done, [Unreached(f"recipients/{network}.csv", _FAULTY) for network in done.unread]


_FAULTY = "it has faults, so nothing was taken out of it; mend it as `composer lists check` says, then do this again"


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
    try:
        known = known_backups(root)
    except OSError as error:
        return [], [Unreached("var/backups, where backups were put", error.strerror or "it cannot be read")]
    for file in known:
        try:
            erase_backup(var_of(root), file, key, since)
            done.append(file)
        except ComposerError as error:
            unreached.append(Unreached(str(file), str(error)))
        except OSError as error:
            unreached.append(Unreached(str(file), error.strerror or "it cannot be read or written"))
    return done, unreached


def unread(found: Searched) -> Iterator[Unreached]:
    """What could not be looked through."""
    return (Unreached(path, why) for path, why in found.unreadable)


def _unsearched(git: History) -> Iterator[Unreached]:
    if git.fault:
        yield Unreached("the git history", git.fault)
