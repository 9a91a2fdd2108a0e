"""A folder beside the ledger in which something is made whole before it is put in its place.

Rule: it holds addresses, so it goes when it has served; what a killed process left there goes with the next.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

from composer.ledger.database import LOCK
from composer.locks import Held, Turns, hold

_PURPOSES = ("backup", "restore", "rebuild")
_HELD = "held"  # a lock in the folder: it ends with the process that works there


@contextmanager
def turn(var: Path) -> Iterator[None]:
    """Have the turn at the ledger, with nothing left there by those who were killed.

    Raises:
        OSError: `var` is not there, or cannot be written.
    """
    with closing(Turns(var / LOCK)) as turns, turns:
        for purpose in _PURPOSES:
            for left in var.glob(f".{purpose}.*"):
                _clear(left)
        yield


@contextmanager
def staging(var: Path, purpose: Literal["backup", "restore", "rebuild"]) -> Iterator[Path]:
    """A folder in `var` for its owner alone, gone afterwards. Whoever begins has the turn.

    Raises:
        OSError: it cannot be made.
    """
    with tempfile.TemporaryDirectory(dir=var, prefix=f".{purpose}.") as name, hold(Path(name) / _HELD, purpose):
        yield Path(name)


def _clear(folder: Path) -> None:
    """Remove a folder that nobody works in any more."""
    if folder.is_symlink() or not folder.is_dir():
        return
    with suppress(Held), hold(folder / _HELD, "clearing it away"):
        shutil.rmtree(folder)
