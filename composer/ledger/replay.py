"""Take over from receipts what the ledger does not know, because somebody died between the two.

Rule: what stands in the receipts beyond what the ledger remembers of them came after what it holds, so it counts; only
that a letter was accepted is never undone. Where a line cannot be read, whoever was still waiting is in doubt.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from composer.ledger.moves import as_told, change, doubt_all, of_person
from composer.ledger.receipts import SUPPRESSIONS, Entry, entries
from composer.ledger.seals import sealed
from composer.ledger.statements import SQL


def replay(connection: sqlite3.Connection, path: Path, name: str, start: int) -> tuple[int, bool]:
    """Take over the entries from `start` on. Returns where the last of them ends, and whether each could be read."""
    end, whole = start, True
    for entry, ends in entries(path, start):
        end = ends
        if entry is None:
            whole = False
        elif name == SUPPRESSIONS:
            suppression(connection, entry)
        elif "to" in entry:
            _move(connection, name, entry)
    if not whole and name != SUPPRESSIONS:
        doubt_all(connection, name)
    return end, whole


def suppression(connection: sqlite3.Connection, entry: Entry) -> None:
    """Somebody who wanted nothing more, or something again."""
    person, network = str(entry["person"]), str(entry["network"])
    if "restored" in entry:
        connection.execute(SQL["suppressions.remove"], (person, network))
    else:
        row = (person, network, str(entry["reason"]), str(entry["at"]))
        connection.execute(SQL["suppressions.add"], sealed(row))


def _move(connection: sqlite3.Connection, run: str, entry: Entry) -> None:
    row = of_person(connection, run, str(entry["person"]))
    if row is not None:
        change(connection, row, as_told(row, entry))
