"""Make the ledger again from its receipts, when it is lost.

Rule: only what is missing, damaged, or does not hold what is known is lost. What cannot be read for now, or by this
program, stays where it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from composer.ledger.database import FILE, connect, judge, judge_file, told
from composer.ledger.making import Material, Source, make
from composer.ledger.opening import is_there, judge_runs
from composer.ledger.putting import put
from composer.ledger.receipts import journals, path_of
from composer.ledger.seals import DamagedError
from composer.ledger.staging import staging, turn
from composer.ledger.told import Addresses
from composer.problems import LedgerError


def rebuild(var: Path, fingerprint: str, known: Mapping[str, str], addresses: Addresses) -> list[str]:
    """Make the ledger again, and set the one that is lost aside. Returns what a human should know, in sentences.

    Approvals are not in the receipts. People in doubt are settled by `composer resolve`.

    Raises:
        LedgerError: the ledger is not lost, or the receipts do not tell of a known run.
    """
    with told("rebuilt"), turn(var):
        if not is_lost(var, fingerprint, known):
            raise LedgerError("The ledger can be read, so nothing was done: `composer status` shows it.")
        with staging(var, "rebuild") as folder:
            sources = {name: Source((path_of(var, name),)) for name in journals(var)}
            remarks = make(made := folder / "made", Material(fingerprint, sources, addresses), known)
            put(made, var, "before-rebuild")
    return remarks


def is_lost(var: Path, fingerprint: str, known: Mapping[str, str]) -> bool:
    """Whether the ledger is missing, damaged, or does not hold what is known; False where it can be used.

    Raises:
        LedgerError: it cannot be read now, was kept with another secret, or by a newer Composer: nothing is lost.
    """
    if not is_there(var / FILE):
        return True
    try:
        with told():
            judge_file(var / FILE)
            with closing(connect(var / FILE, writing=False)) as reading:
                judge(reading, fingerprint)
                return not _holds(reading, var, known)
    except DamagedError:
        return True


def _holds(reading: sqlite3.Connection, var: Path, known: Mapping[str, str]) -> bool:
    try:
        judge_runs(reading, var, known)
    except LedgerError:
        return False
    return True
