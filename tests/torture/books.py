"""The books as they are found from the outside: the ledger's file read with SQLite alone, in a copy.

A copy, because whoever opens a ledger after a crash repairs its log; that is for the product to do.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from composer.model import State
from tests.torture.workspace import RUN

# As `composer status --json` counts them.
FINISHED = frozenset({State.ACCEPTED, State.REJECTED, State.SUPPRESSED, State.CANCELLED})


@dataclass(frozen=True)
class Letter:
    """A row of the ledger."""

    address: str
    state: State
    reply: str


@dataclass(frozen=True)
class Books:
    """Everybody's letter by their key; empty where no run was frozen yet."""

    letters: Mapping[str, Letter]

    def standing(self, *states: State) -> set[str]:
        """The keys of those who stand in one of these states."""
        return {key for key, letter in self.letters.items() if letter.state in states}

    def addresses(self, *states: State) -> set[str]:
        """Their addresses."""
        return {self.letters[key].address for key in self.standing(*states)}

    def counts(self) -> Counter[str]:
        """By state, with those being sent as one, as they are told to people."""
        told = {State.CLAIMED: "sending", State.HANDED_OVER: "sending"}
        return Counter(told.get(letter.state, letter.state.value) for letter in self.letters.values())


def read_books(root: Path) -> Books:
    """What the ledger of a workspace holds now, the log beside its file included."""
    with tempfile.TemporaryDirectory(dir=root) as copy:
        for name in ("ledger.db", "ledger.db-wal"):
            if (root / "var" / name).exists():
                shutil.copyfile(root / "var" / name, Path(copy) / name)
        if not (Path(copy) / "ledger.db").exists():
            return Books({})
        with closing(sqlite3.connect(Path(copy) / "ledger.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = connection.execute("SELECT person, address, state, reply FROM letters WHERE run = ?", (RUN,))
            return Books({key: Letter(address, State(state), reply) for key, address, state, reply in rows})
