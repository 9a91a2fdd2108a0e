"""Make the ledger again from its receipts, when it is lost.

Rule: nobody is sent a letter twice by it. Whoever may have got one, for all that the receipts can tell, is in doubt.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Container, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from composer.ledger import renewal
from composer.ledger.database import BESIDE, FAULTS, FILE, LOCK, create, told, transaction
from composer.ledger.opening import is_there, sound
from composer.ledger.receipts import SUPPRESSIONS, Entry, Found, entries, journals, path_of, set_aside
from composer.ledger.replay import suppression
from composer.ledger.rows import found_run
from composer.ledger.statements import SQL
from composer.ledger.told import Addresses, RunReceipts, run_told
from composer.ledger.transaction import remember
from composer.locks import Turns
from composer.problems import LedgerError


def rebuild(
    var: Path,
    fingerprint: str,
    known: Mapping[str, str],
    addresses: Addresses,
    may_have_gone_on: Container[str] = frozenset(),
) -> list[str]:
    """Make the ledger again, and set the one that cannot be read aside. Returns what a human should know, in sentences.

    Approvals are not in the receipts. People in doubt are settled by `composer resolve`. `may_have_gone_on` holds the
    runs of which more may have been sent than their receipts tell, as these come out of a backup.

    Raises:
        LedgerError: the ledger can be read, or the receipts do not tell of a known run.
    """
    with told("rebuilt"), closing(Turns(var / LOCK)) as turns, turns:
        if is_there(var / FILE) and _is_sound(var, fingerprint, known):
            raise LedgerError("The ledger can be read, so nothing was done: `composer status` shows it.")
        fresh = var / f".{FILE}.rebuilt"
        fresh.unlink(missing_ok=True)
        create(fresh, fingerprint)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            with transaction(connection):
                remarks = _Rebuilding(var, fingerprint, addresses, connection, may_have_gone_on).everything(known)
        _put_in_place(fresh, var / FILE)
    return [*remarks, "Approvals are not in the receipts: approve again what is still to be sent."]


def _is_sound(var: Path, fingerprint: str, known: Mapping[str, str]) -> bool:
    try:
        sound(var, fingerprint, known).close()
    except (LedgerError, *FAULTS):
        return False
    return True


def _put_in_place(fresh: Path, path: Path) -> None:
    for end in ("", *BESIDE):
        beside = path.with_name(path.name + end)
        if os.path.lexists(beside):
            set_aside(beside, "damaged")
    fresh.rename(path)


class _Rebuilding:
    def __init__(
        self,
        var: Path,
        fingerprint: str,
        addresses: Addresses,
        connection: sqlite3.Connection,
        may_have_gone_on: Container[str],
    ) -> None:
        self._var = var
        self._fingerprint = fingerprint
        self._addresses = addresses
        self._connection = connection
        self._may_have_gone_on = may_have_gone_on
        self._remarks: list[str] = []

    def everything(self, known: Mapping[str, str]) -> list[str]:
        """All runs and suppressions. Returns what a human should know."""
        for _, name in sorted(self._beginnings(known)):
            self._run(name)
        self._judge(known)
        if SUPPRESSIONS in journals(self._var):
            self._suppressions()
        return self._remarks

    def _beginnings(self, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """When each run began, and its name."""
        for name in journals(self._var):
            if name == SUPPRESSIONS:
                continue
            first = next(entries(path_of(self._var, name)), Found(None, 0)).entry
            if first is not None and "run" in first:
                self._judge_workspace(first)
                yield str(run_told(first).began), name
            elif name in known or _has_lines(path_of(self._var, name)):
                raise LedgerError(
                    f"The first line of the receipts of run {name} cannot be read, so the ledger cannot be made again "
                    "from them. Put back a backup with `composer restore FILE`."
                )

    def _judge_workspace(self, first: Entry) -> None:
        if first.get("workspace") != self._fingerprint:
            raise LedgerError(
                "The receipts were written with another var/secret than the one that is there now. Put var/secret "
                "back from a backup; `composer restore FILE` does."
            )

    def _judge(self, known: Mapping[str, str]) -> None:
        held = {row.run: row.content for row in map(found_run, self._connection.execute(SQL["runs.all"]))}
        for run, content in known.items():
            if held.get(run) != content:
                raise LedgerError(
                    f"There are no receipts of run {run}, though issues/sent/ tells of it. Put back a backup with "
                    "`composer restore FILE`. If there is none, and its issue is never to be sent again, remove "
                    f"issues/sent/{run}.json, then run `composer rebuild` again."
                )

    def _run(self, name: str) -> None:
        path = path_of(self._var, name)
        told = RunReceipts(self._connection, name, self._addresses)
        for entry, end in entries(path):
            told.take(entry, end)
        told.finish(path.stat().st_size, may_have_gone_on=name in self._may_have_gone_on)
        self._remarks += told.remarks
        remember(self._connection, name, renewal.renew(self._connection, path, name, "before-rebuild"))

    def _suppressions(self) -> None:
        path = path_of(self._var, SUPPRESSIONS)
        lost = 0
        for entry, _ in entries(path):
            if entry is None:
                lost += 1
            else:
                suppression(self._connection, entry)
        if lost:
            self._remarks.append(
                f"{lost} of the receipts of who has unsubscribed cannot be read: look through the mails that asked for "
                "it, and suppress again who is missing in `composer lists show`."
            )
        remember(self._connection, SUPPRESSIONS, renewal.renew(self._connection, path, SUPPRESSIONS, "before-rebuild"))


def _has_lines(path: Path) -> bool:
    return any(entry is not None for entry, _ in entries(path))
