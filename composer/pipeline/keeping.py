"""Keeping the books safe: a backup, putting one back, and making a lost ledger again from its receipts.

Rule: nothing here forgets what was sent. What may have been sent since a backup was made is in doubt afterwards.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from composer.address import canonical
from composer.files import sync_folder, write_whole
from composer.ledger.copies import SIGNER, people_of, put_receipts_back, unpack_backup, write_backup
from composer.ledger.opening import open_ledger
from composer.ledger.rebuilding import rebuild
from composer.ledger.receipts import SUPPRESSIONS, set_aside
from composer.load import load_lists, load_programme
from composer.pipeline.books import known_runs, secret_of, var_of
from composer.pipeline.edition import UnreadableError, Workspace
from composer.problems import LedgerError, UsageError
from composer.tokens import Secret


def back_up(workspace: Workspace, file: Path) -> None:
    """The ledger, receipts and secret as one file.

    Raises:
        UsageError: there is such a file already.
        LedgerError: there is nothing to back up, or it cannot be read.
    """
    if os.path.lexists(file):
        raise UsageError(f"{file} is there already; a backup overwrites nothing")
    root = workspace.root
    if (var_of(root) / "ledger.db").exists():  # a damaged one makes no backup
        open_ledger(var_of(root), secret_of(root).fingerprint, known_runs(root)).close()
    write_backup(var_of(root), file)


def rebuild_ledger(workspace: Workspace) -> list[str]:
    """Make the ledger again from its receipts and the lists. Returns what a human should know, in sentences.

    Raises:
        LedgerError: it can be read as it is, or the receipts do not tell enough.
    """
    root = workspace.root
    secret = secret_of(root)
    return rebuild(var_of(root), secret.fingerprint, known_runs(root), _on_lists(workspace, secret))


def restore_backup(workspace: Workspace, file: Path) -> list[str]:
    """Put a backup in the place of a ledger that is missing or cannot be read. Returns what a human should know.

    The receipts here, where they go on from those of the backup, tell what happened since. Where there are none, what
    the backup has as still to send is in doubt.

    Raises:
        LedgerError: the ledger here can be read, or the backup cannot.
    """
    root, var = workspace.root, var_of(workspace.root)
    _refuse_if_sound(root)
    var.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=var, prefix=".restore.") as unpacked:
        folder = Path(unpacked)
        unpack_backup(file, folder)
        people = people_of(folder)
        secret = _put_secret_back(folder / SIGNER, var / SIGNER)
        gone_on = frozenset(put_receipts_back(folder, var))
    remarks = rebuild(
        var, secret.fingerprint, known_runs(root), {**people, **_on_lists(workspace, secret)}, may_have_gone_on=gone_on
    )
    if SUPPRESSIONS in gone_on:
        remarks.append("Who has left since the backup was made is not known: watch for mails that say so.")
    return remarks


def _refuse_if_sound(root: Path) -> None:
    """Never put an old ledger in the place of one that is in use.

    Raises:
        LedgerError: the one here can be read.
    """
    try:
        if not (var_of(root) / "ledger.db").exists():
            return
        open_ledger(var_of(root), secret_of(root).fingerprint, known_runs(root)).close()
    except (LedgerError, UsageError):  # a secret that is none is a reason to restore too
        return
    raise LedgerError("The ledger here can be read, and knows more than a backup. Nothing was done.")


def _put_secret_back(kept: Path, here: Path) -> Secret:
    content = kept.read_bytes()
    if here.exists() and here.read_bytes() != content:
        set_aside(here, "before-restore")
    if not here.exists():
        write_whole(here, content, mode=0o600)
    sync_folder(here.parent)
    return Secret(content)


def _on_lists(workspace: Workspace, secret: Secret) -> Mapping[str, tuple[str, str]]:
    """The address and name of everybody on a list, by key."""
    programme, problems = load_programme(workspace.root)
    if programme is None:
        raise UnreadableError(problems)
    lists, _ = load_lists(workspace.root, programme.networks)
    rows = (row for found in lists.values() for row in found.rows)
    return {secret.person_key(canonical(row.address)): (row.address, row.name) for row in rows}
