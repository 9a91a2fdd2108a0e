"""Put a ledger that was made again, and its receipts, in the place of what was lost.

Rule: whoever is killed here leaves either no ledger, so that nothing is sent, and receipts of which each tells at
least what it told before; or the new ledger with all of its own. Whatever was there before is kept under another name.
"""

from __future__ import annotations

import os
from pathlib import Path

from composer.files import sync_folder
from composer.ledger.database import BESIDE, FILE
from composer.ledger.receipts import FOLDER, SUPPRESSIONS, journals, path_of, put_in_place, set_aside

SIGNER = "secret"


def put(made: Path, var: Path, why: str) -> None:
    """Put what stands whole and synced in `made`, laid out as `var`, in its place. Whoever does it has the turn.

    Raises:
        OSError: something cannot be moved; the same can then be made and put again.
    """
    (var / FOLDER).mkdir(mode=0o700, exist_ok=True)
    for end in ("", *BESIDE):
        beside = var / f"{FILE}{end}"
        if os.path.lexists(beside):
            set_aside(beside, "damaged")
    # Who wants nothing more comes first: of runs alone, a ledger could be made that writes to them.
    for name in sorted(journals(made), key=lambda name: (name != SUPPRESSIONS, name)):
        put_in_place(path_of(made, name), path_of(var, name), why)
    (made / FILE).rename(var / FILE)
    sync_folder(var)


def put_secret(kept: Path, var: Path, why: str) -> None:
    """Put the secret that stands whole and synced at `kept` in its place. Raises OSError."""
    here = var / SIGNER
    if not here.is_file() or here.read_bytes() != kept.read_bytes():
        put_in_place(kept, here, why)
