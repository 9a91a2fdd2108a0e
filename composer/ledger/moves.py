"""How a letter's row comes to stand in another state, and what the receipts say of that."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime

from composer.ledger import hands, lines, pages
from composer.ledger.interface import ImpossibleMove
from composer.ledger.receipts import Entry
from composer.ledger.rows import Held, Row, held, held_row, moment
from composer.ledger.statements import SQL
from composer.ledger.states import ALLOWED, LOST, RECOVERED
from composer.model import State

_ALLOWED = frozenset((str(before), str(after)) for before, after in ALLOWED)
_POSSIBLE = ALLOWED | RECOVERED
_UNREADABLE = "the receipts are damaged here: whether it was sent is not known"


def to(row: Row, state: State, reply: str, tries: int | None = None, next_at: str | None = None) -> Row:
    """The row as it is to stand in another state: after as many `tries` as before if none are given, and never due
    again."""
    return Row(*row[:8], str(state), row.tries if tries is None else tries, row.first_tried, next_at, reply)


def judge(row: Row, state: str) -> None:
    """See that a letter can come to stand there from where it stands.

    Raises:
        ImpossibleMove: it cannot.
    """
    if (row.state, state) not in _ALLOWED:
        raise _impossible(row, state)


def _impossible(row: Row, state: str) -> ImpossibleMove:
    return ImpossibleMove(f"the letter of {row.person} in run {row.run} cannot go from {row.state} to {state}")


def change(connection: sqlite3.Connection, before: Row, after: Row) -> None:
    """Write a row as it stands now.

    Raises:
        ImpossibleMove: no table of moves has this one, or it no longer stands where it stood.
    """
    if before.state != after.state and (before.state, after.state) not in _POSSIBLE:
        raise _impossible(before, after.state)
    try:
        hands.change(connection, [(held(before), held(after))])
    except hands.ChangedMeanwhile:
        gone = f"the letter of {before.person} in run {before.run} no longer stands as {before.state}"
        raise ImpossibleMove(gone) from None


def found(connection: sqlite3.Connection, run: str, key: str) -> Held | None:
    """One person's row with its check value."""
    columns = connection.execute(SQL["letters.of_person"], (run, key)).fetchone()
    return None if columns is None else held_row(columns)


def of_person(connection: sqlite3.Connection, run: str, key: str) -> Row | None:
    """One person's row."""
    letter = found(connection, run, key)
    return None if letter is None else letter.row


def standing(connection: sqlite3.Connection, run: str, state: State) -> Iterator[Row]:
    """The rows in a state, in the order frozen; each may be changed as it comes."""
    return pages.in_state(pages.by(connection), run, state)


def receipt(row: Row, now: datetime) -> bytes:
    """What the receipts say of a row that has been moved."""
    return lines.moved(row, moment(now))


def as_told(row: Row, entry: Entry) -> Row:
    """The row as a receipt says that it stands; an accepted one as it is."""
    if row.state == State.ACCEPTED:
        return row
    next_at = entry.get("next_at")
    tries = entry.get("tries", 0)
    return row._replace(
        state=str(State(str(entry["to"]))),
        reply=str(entry.get("reply", "")),
        tries=tries if isinstance(tries, int) else 0,
        first_tried=row.first_tried or str(entry["at"]),
        next_at=None if next_at is None else str(next_at),
    )


def person_told(run: str, entry: Entry, address: str, name: str) -> Row:
    """The row of a person as the receipts say that it was frozen; its id is not known yet."""
    variant = entry["variant"]
    return Row(
        id=0,
        run=run,
        person=str(entry["person"]),
        address=address,
        name=name,
        networks=json.dumps(entry["networks"]),
        variant=variant if isinstance(variant, int) else 0,
        date=str(entry["date"]),
        state=str(State(str(entry["state"]))),
        tries=0,
        first_tried=None,
        next_at=None,
        reply=str(entry.get("reply", "")),
    )


def doubt(row: Row) -> Row:
    """The row of a letter of which a receipt may be lost."""
    return row._replace(state=str(State.IN_DOUBT), next_at=None, reply=_UNREADABLE)


def doubt_all(connection: sqlite3.Connection, run: str) -> None:
    """A receipt of this run is lost: whoever seems to be waiting may have got the letter."""
    for move in LOST:
        for row in standing(connection, run, move.before):
            change(connection, row, doubt(row))
