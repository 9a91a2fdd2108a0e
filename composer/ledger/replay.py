"""Take over from receipts what the ledger does not know, because somebody died between the two.

Rule: what stands in the receipts beyond what the ledger remembers of them came after what it holds, so it counts; only
that a letter was accepted is never undone. Where a line cannot be read, whoever was still waiting is in doubt.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from composer.ledger.moves import as_told, change, doubt_all, of_person
from composer.ledger.receipts import SUPPRESSIONS, Entry, entries
from composer.ledger.records import suppression_of
from composer.ledger.seals import sealed
from composer.ledger.statements import SQL
from composer.model import EVERY, Why


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
    """Somebody who wanted nothing more, or something again. Of who is forgotten, nothing stays but that."""
    person, network = str(entry["person"]), str(entry["network"])
    if "restored" in entry:
        connection.execute(SQL["suppressions.remove"], (person, network))
        return
    if forgets(entry) and _is_more_known(connection, person):
        connection.execute(SQL["suppressions.remove_all"], (person,))
    row = (person, network, str(entry["reason"]), str(entry["at"]))
    connection.execute(SQL["suppressions.add"], sealed(row))


def forgets(entry: Entry) -> bool:
    """Whether a line says that somebody is forgotten."""
    return entry.get("network") == EVERY and entry.get("reason") == Why.FORGOTTEN


def forgotten(connection: sqlite3.Connection) -> frozenset[str]:
    """The keys of everybody who is forgotten: no address or name of theirs is written down again."""
    return frozenset(person for (person,) in connection.execute(SQL["suppressions.with_reason"], (Why.FORGOTTEN,)))


def _is_more_known(connection: sqlite3.Connection, person: str) -> bool:
    known = [suppression_of(found) for found in connection.execute(SQL["suppressions.of_person"], (person,))]
    return any(one.network != EVERY or one.reason != Why.FORGOTTEN for one in known)


def _move(connection: sqlite3.Connection, run: str, entry: Entry) -> None:
    row = of_person(connection, run, str(entry["person"]))
    if row is not None:
        change(connection, row, as_told(row, entry))
