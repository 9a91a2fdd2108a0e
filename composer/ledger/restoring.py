"""Put a backup back where the ledger is lost: unpack it, judge all of it, make the ledger, and only then put that.

Rule: what a backup says is a past. Receipts here that tell at least as much go before its own; where there are none,
what it has as still to send is in doubt. An opt-out that either knows of holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from composer.ledger.comparing import covers, goes_on_from, still_says
from composer.ledger.copies import people_of, unpack_backup
from composer.ledger.database import FILE, connect, judge_file, told
from composer.ledger.making import Material, Source, make
from composer.ledger.opening import is_there
from composer.ledger.putting import SIGNER, put, put_secret
from composer.ledger.rebuilding import is_lost
from composer.ledger.receipts import SUPPRESSIONS, journals, path_of
from composer.ledger.seals import DamagedError
from composer.ledger.staging import staging, turn
from composer.ledger.statements import SQL
from composer.ledger.told import Addresses, beginning, run_in
from composer.problems import LedgerError
from composer.tokens import Secret

_WHO_LEFT = "Who has left since the backup was made may not be known: watch for mails that say so."
_ADDED = (
    "Whoever was added with `--late` since the backup was made is not known in run {run}: sending it with `--late` "
    "again would send to them again."
)


def restore(var: Path, file: Path, known: Mapping[str, str], on_lists: Callable[[Secret], Addresses]) -> list[str]:
    """Put the backup in `file` in the place of a ledger that is lost. Returns what a human should know, in sentences.

    `on_lists` says for the backup's secret whom keys stand for by today's lists.

    Raises:
        LedgerError: the ledger here is not lost, or the backup cannot be read or is of another workspace. Nothing has
            been changed then.
        UsageError: there is no such file.
    """
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with told("restored"), turn(var):
        _refuse_if_in_use(var, known)
        with staging(var, "restore") as folder:
            unpack_backup(file, kept := folder / "kept")
            secret = Secret((kept / SIGNER).read_bytes())
            people = people_of(kept, secret.fingerprint, file.name)
            _judge_workspace(var, secret.fingerprint, file.name)
            if _has_only_lost_its_secret(var, secret.fingerprint, known):
                put_secret(kept / SIGNER, var, "before-restore")
                return ["The ledger here is whole and knows more than the backup: only var/secret was put back."]
            sources = dict(_sources(kept, var))
            material = Material(secret.fingerprint, sources, {**on_lists(secret), **people}, people.keys())
            remarks = make(made := folder / "made", material, known)
            put_secret(kept / SIGNER, var, "before-restore")
            put(made, var, "before-restore")
    return [*remarks, *_remarks(sources)]


def _has_only_lost_its_secret(var: Path, fingerprint: str, known: Mapping[str, str]) -> bool:
    """Whether there is a ledger here that can be used, if only its secret were here too."""
    return is_there(var / FILE) and not is_lost(var, fingerprint, known)


def _refuse_if_in_use(var: Path, known: Mapping[str, str]) -> None:
    """Never put an old ledger in the place of one that is in use.

    Raises:
        LedgerError: the one here is not lost.
    """
    kept_with = _workspace_of(var / FILE)
    if kept_with is None or kept_with != _fingerprint_here(var):
        return
    if not is_lost(var, kept_with, known):
        raise LedgerError("The ledger here can be read, and knows more than a backup. Nothing was done.")


def _fingerprint_here(var: Path) -> str | None:
    """What tells the secret here from others; None where there is none."""
    with suppress(FileNotFoundError):
        return Secret((var / SIGNER).read_bytes()).fingerprint
    return None


def _workspace_of(path: Path) -> str | None:
    """The secret that a ledger was kept with; None where it is missing or damaged.

    Raises:
        LedgerError: it cannot be read for now.
    """
    if not is_there(path):
        return None
    try:
        with told():
            judge_file(path)
            with closing(connect(path, writing=False)) as reading:
                return _fingerprint_in(reading)
    except DamagedError:
        return None


def _fingerprint_in(reading: sqlite3.Connection) -> str | None:
    found = reading.execute(SQL["workspace.all"]).fetchone()
    return None if found is None else str(found[0])


def _judge_workspace(var: Path, fingerprint: str, backup: str) -> None:
    """See that the backup belongs to whatever is here."""
    for here, what in _workspaces(var):
        if here != fingerprint:
            raise LedgerError(
                f"{backup} is a backup of another workspace than the {what} in var/. Nothing was changed. Take a "
                "backup of this one; or, if it is the right one, move var/ away first."
            )


def _workspaces(var: Path) -> Iterator[tuple[str, str]]:
    """The secrets that what is here was kept with."""
    if (kept_with := _workspace_of(var / FILE)) is not None:
        yield kept_with, "ledger"
    for name in journals(var):
        if name != SUPPRESSIONS and (first := beginning(path_of(var, name))):
            yield str(first.get("workspace")), f"receipts of run {name}"


def _sources(kept: Path, var: Path) -> Iterator[tuple[str, Source]]:
    """By which files each run, and who wants nothing more, is to be made again."""
    there, here = set(journals(kept)), set(journals(var))
    for name in sorted(there | here):
        if name not in there:
            yield name, Source((path_of(var, name),))
        elif name not in here:
            yield name, Source((path_of(kept, name),), may_have_gone_on=True)
        else:
            yield name, _of_both(name, path_of(kept, name), path_of(var, name))


def _of_both(name: str, kept: Path, here: Path) -> Source:
    if goes_on_from(kept, here):
        return Source((here,))
    if name == SUPPRESSIONS:
        return Source((here,)) if still_says(kept, here) else Source((kept, here), may_have_gone_on=True)
    _judge_run(name, kept, here)
    if run_in(here) is None:
        return Source((kept, here), may_have_gone_on=True)
    if run_in(kept) is None:
        return Source((here,), may_have_gone_on=True)
    return Source((here,)) if covers(kept, here) else Source((kept, here), may_have_gone_on=True)


def _judge_run(name: str, kept: Path, here: Path) -> None:
    """See that both tell of the same run, where either tells of any."""
    runs = {(run.content, run.began) for run in map(run_in, (kept, here)) if run is not None}
    if len(runs) > 1:
        raise LedgerError(
            f"The backup's run {name} is another one than that of the receipts in var/. Nothing was changed. Move "
            "away what is not to count, var/ or the backup."
        )


def _remarks(sources: Mapping[str, Source]) -> Iterator[str]:
    for name, source in sources.items():
        if source.may_have_gone_on:
            yield _WHO_LEFT if name == SUPPRESSIONS else _ADDED.format(run=name)
