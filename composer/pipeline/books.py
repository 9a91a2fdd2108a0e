"""The books of a workspace: its ledger opened, the runs that issues/sent/ knows, and one sender at a time.

Rule: where a run is known and the ledger does not know it, nothing is sent (exit 4).
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import socket
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from composer.address import WhoLeft, nobody_left
from composer.files import write_whole
from composer.ledger import Books, Ledger, has_ledger, open_ledger, read_ledger
from composer.locks import Held, has_holder_told, hold, holder_of
from composer.model import State, Suppression
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.problems import LedgerError
from composer.tokens import Secret, load_secret


def var_of(root: Path) -> Path:
    """Where the machine keeps its state."""
    return root / "var"


def secret_of(root: Path) -> Secret:
    """The workspace's secret; made where nothing was ever sent.

    Raises:
        LedgerError: runs are known, and the secret that their links were made with is not here.
    """
    path = var_of(root) / "secret"
    if not path.exists() and (known_runs(root) or has_ledger(var_of(root))):
        sent = f"Run {', '.join(known_runs(root))}" if known_runs(root) else "Something"
        raise LedgerError(
            f"{sent} was sent from here, and var/secret is missing: without it nobody's links work, and nobody is "
            "known again. Put it back with `composer restore FILE` from a backup, or send from the machine that has it."
        )
    return load_secret(path)


def secret_if_made(root: Path) -> Secret | None:
    """The workspace's secret to look with; None where nothing ever needed one. Raises as `secret_of` does."""
    needed = (var_of(root) / "secret").exists() or known_runs(root) or has_ledger(var_of(root))
    return secret_of(root) if needed else None


def open_books(root: Path) -> Ledger:
    """The ledger, to write in; made where nothing was ever sent.

    Raises:
        LedgerError: it is missing though runs are known, damaged, or of another secret.
    """
    secret = secret_of(root)
    return open_ledger(var_of(root), secret.fingerprint, known_runs(root))


@contextlib.contextmanager
def reading_books(root: Path) -> Iterator[Ledger | None]:
    """The ledger, to read in; None where nothing was ever sent.

    Raises:
        LedgerError: it refuses, or is not here though runs are known.
    """
    if not has_ledger(var_of(root)) and not known_runs(root):
        yield None
        return
    with read_ledger(var_of(root), secret_of(root).fingerprint, known_runs(root)) as ledger:
        yield ledger


def reading_books_of(root: Path, secret: Secret) -> Ledger:
    """The ledger, to read in; an empty one where nothing was ever sent. Raises as `reading_books` does."""
    return read_ledger(var_of(root), secret.fingerprint, known_runs(root))


def suppressed_by_key(ledger: Ledger) -> Mapping[str, tuple[Suppression, ...]]:
    """Everybody who is sent nothing by a network or by `EVERY` one, by their key; each with what keeps them out.

    A person is forgotten where any of theirs has `why` FORGOTTEN: no import or addition takes them in again.
    """
    found: dict[str, list[Suppression]] = defaultdict(list)
    for suppression in ledger.suppressions():
        found[suppression.key].append(suppression)
    return {key: tuple(suppressions) for key, suppressions in found.items()}


def who_left(ledger: Ledger, secret: Secret) -> WhoLeft:
    """For a canonical address, the networks it has left."""
    left: dict[str, set[str]] = defaultdict(set)
    for suppression in ledger.suppressions():
        left[suppression.key].add(suppression.network)
    return (lambda canonical: left.get(secret.person_key(canonical), ())) if left else nobody_left


def address_for_sending(workspace: Workspace, number: int | None) -> Addressed:
    """The issue with its audience, those who have left taken off their lists. Raises as `address_issue` does.

    Where there is no ledger, nobody is known to have left.
    """
    if not has_ledger(var_of(workspace.root)):
        return address_issue(workspace, number)
    with reading_books(workspace.root) as ledger:
        left = who_left(ledger, secret_of(workspace.root)) if ledger else nobody_left
        return address_issue(workspace, number, left)


def knows_who_left(root: Path) -> bool:
    """False where runs are known, and the ledger that holds who has left since is not here."""
    return has_ledger(var_of(root)) or not known_runs(root)


def known_runs(root: Path) -> dict[str, str]:
    """The runs that issues/sent/ tells of, each with the hash of what it said.

    Raises:
        LedgerError: a file there cannot be read.
    """
    folder = root / "issues" / "sent"
    return {path.stem: _content(path) for path in sorted(folder.glob("*.json"))} if folder.is_dir() else {}


def _content(path: Path) -> str:
    try:
        # A pipe would be waited for, and /dev/zero never ends.
        plain = path.is_file() and not path.is_symlink() and path.stat().st_size < _LARGEST_SENT
        return str(json.loads(path.read_bytes() if plain else b"")["content"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise LedgerError(
            f"issues/sent/{path.name} cannot be read: it tells of a run that was begun. Put it back from git."
        ) from error


_LARGEST_SENT = 100_000  # bytes; we write some 300


def write_sent(root: Path, books: Books) -> Path:
    """issues/sent/391-1.json: that the run was begun, kept in git with the issue; no addresses. Never changed later."""
    run = books.run
    path = root / "issues" / "sent" / f"{run.name}.json"
    if path.exists():
        return path
    path.parent.mkdir(exist_ok=True)
    counts = books.counts()
    told: Mapping[str, object] = {
        "run": run.name,
        "issue": run.issue,
        "revision": run.revision,
        "began": run.began.isoformat(),
        "content": run.content,
        "audience": sum(counts.values()),
        "suppressed": counts[State.SUPPRESSED],
    }
    write_whole(path, json.dumps(told, indent=2).encode() + b"\n")
    return path


@contextlib.contextmanager
def only_sender(root: Path, issue: int, now: datetime.datetime, at: str = "") -> Iterator[None]:
    """Hold the issue: nobody else sends, cancels or resolves it meanwhile. `at`: what of this process does.

    Raises:
        LedgerError: somebody does; the message says who.
    """
    lock = _lock_of(root, issue)
    process = f"process {os.getpid()} on {socket.gethostname()}"
    who = f"{f'{at}, {process}' if at else process}, since {now:%d %B %H:%M} UTC"
    with contextlib.ExitStack() as holding:
        try:
            for folder in (var_of(root), lock.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            holding.enter_context(hold(lock, who))
        except Held as held:
            raise LedgerError(
                f"issue {issue} is being sent by {held.holder}. Watch it with `composer status {issue}`, or "
                "stop it there with Ctrl-C"
            ) from held
        except OSError as error:
            raise LedgerError(
                f"var/locks cannot be written: {error.strerror}. Nothing was sent; mend that, then try again"
            ) from error
        yield


def sender_of(root: Path, issue: int) -> str:
    """Who sends, cancels or resolves the issue at this moment; empty: nobody."""
    lock = _lock_of(root, issue)
    # Pages look once a second, and taking a lock to see whether it is free is in the way of whoever wants it.
    return holder_of(lock) if has_holder_told(lock) else ""


def _lock_of(root: Path, issue: int) -> Path:
    return var_of(root) / "locks" / f"send-{issue}.lock"


def open_letters(counts: Mapping[State, int]) -> int:
    """How many letters may still be sent without anybody's decision."""
    return sum(counts[state] for state in (State.QUEUED, State.CLAIMED, State.HANDED_OVER, State.DEFERRED))


def recovered(counts: Mapping[State, int]) -> dict[State, int]:
    """How the letters stand once it is known that nobody sends them: what a sender that died had begun is settled."""
    ended = {State.CLAIMED: State.QUEUED, State.HANDED_OVER: State.IN_DOUBT}
    settled = dict.fromkeys(State, 0)
    for state, letters in counts.items():
        settled[ended.get(state, state)] += letters
    return settled
