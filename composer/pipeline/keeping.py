"""Keeping the books safe: a backup, putting one back, and making a lost ledger again from its receipts.

Rule: nothing here forgets what was sent. What may have been sent since a backup was made is in doubt afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from composer.ledger import has_ledger, open_ledger, rebuild, restore, write_backup
from composer.load import load_lists, load_programme
from composer.mailbox import canonical
from composer.pipeline.backups import drop_note, note_backup
from composer.pipeline.books import known_runs, secret_of, var_of
from composer.pipeline.edition import UnreadableError, Workspace
from composer.problems import UsageError
from composer.tokens import Secret


def back_up(workspace: Workspace, file: Path) -> None:
    """The ledger, receipts and secret as one file.

    Raises:
        UsageError: there is such a file already, or it cannot be written there.
        LedgerError: there is nothing to back up, or it cannot be read.
    """
    if os.path.lexists(file):
        raise UsageError(f"{file} is there already; a backup overwrites nothing")
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {file.parent} to put a backup in. Make it first")
    root = workspace.root
    if not has_ledger(var_of(root)):
        write_backup(var_of(root), file)  # which says that there is nothing to back up
        return
    open_ledger(var_of(root), secret_of(root).fingerprint, known_runs(root)).close()  # a damaged one makes no backup
    note_backup(root, file)
    try:
        write_backup(var_of(root), file)
    except BaseException:
        drop_note(root, file)
        raise


def rebuild_ledger(workspace: Workspace) -> list[str]:
    """Make the ledger again from its receipts and the lists. Returns what a human should know, in sentences.

    Raises:
        LedgerError: it is not lost, or the receipts do not tell enough.
    """
    root = workspace.root
    secret = secret_of(root)
    return rebuild(var_of(root), secret.fingerprint, known_runs(root), _on_lists(workspace, secret))


def restore_backup(workspace: Workspace, file: Path) -> list[str]:
    """Put a backup in the place of a ledger that is lost. Returns what a human should know, in sentences.

    Raises:
        LedgerError: the ledger here is not lost, or the backup cannot be read or is of another workspace.
    """
    root = workspace.root
    remarks = restore(var_of(root), file, known_runs(root), partial(_on_lists, workspace))
    note_backup(root, file)
    return remarks


def _on_lists(workspace: Workspace, secret: Secret) -> Mapping[str, tuple[str, str]]:
    """The address and name of everybody on a list, by key."""
    programme, problems = load_programme(workspace.root)
    if programme is None:
        raise UnreadableError(problems)
    lists, _ = load_lists(workspace.root, programme.networks)
    rows = (row for found in lists.values() for row in found.rows)
    return {secret.person_key(canonical(row.address)): (row.address, row.name) for row in rows}
