"""Take a person out of a ledger: their address and name go from every letter, and their letters stay in the books.

Rule: nobody is sent a letter whose address is gone, so what is open is settled here. Done again, it changes nothing
more; whoever was killed in between does it again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from composer.ledger import lines, moves
from composer.ledger.interface import ErasedLetter
from composer.ledger.receipts import SUPPRESSIONS, entries, line
from composer.ledger.records import approval_of, approval_row, found_run, suppression_of
from composer.ledger.rows import Row, held, moment
from composer.ledger.seals import sealed
from composer.ledger.sending import STOPPED
from composer.ledger.statements import SQL
from composer.ledger.transaction import Transaction
from composer.model import State, Why

_FORGOTTEN = Why.FORGOTTEN.value
_DOUBTED = "forgotten: whether it arrived is not known"


def erase_letters(transaction: Transaction, key: str, now: datetime) -> list[ErasedLetter]:
    """Settle every open letter of a person, and take out who they are. Whoever does it keeps senders away."""
    runs = [found_run(found).run for found in transaction.connection.execute(SQL["runs.all"]).fetchall()]
    return [erased for run in runs for erased in _erase_letter(transaction, run, key, now)]


def _erase_letter(transaction: Transaction, run: str, key: str, now: datetime) -> Iterator[ErasedLetter]:
    transaction.know(run)
    before = moves.of_person(transaction.connection, run, key)
    if before is None:
        return
    row = before
    while steps := _next(row):
        transaction.move(held(row), steps, None if steps.state == State.QUEUED else lines.moved(steps, moment(now)))
        row = steps
    if row.address or row.name:
        anonymous = row._replace(address="", name="")
        transaction.connection.execute(SQL["letters.replace"], (*sealed(anonymous[1:])[2:], row.id))
    if before.address or before.name or before.state != row.state:
        yield ErasedLetter(run, State(before.state), State(row.state))


def _next(row: Row) -> Row | None:
    """How a letter that is open is to stand next; None: it is settled."""
    match State(row.state):
        case State.CLAIMED:  # by a sender that died
            return moves.to(row, State.DEFERRED if row.next_at else State.QUEUED, row.reply, next_at=row.next_at)
        case State.QUEUED | State.DEFERRED:
            return moves.to(row, State.SUPPRESSED, _FORGOTTEN)
        case State.HANDED_OVER:
            return moves.to(row, State.IN_DOUBT, STOPPED)
        case State.IN_DOUBT:
            return moves.to(row, State.CANCELLED, _DOUBTED)
    return None


def erase_approvals(connection: sqlite3.Connection, key: str) -> None:
    """Take out the hash of what a person was to get, which whoever knows them could make again."""
    for found in connection.execute(SQL["approvals.all"]).fetchall():
        approval = approval_of(found)
        if key in approval.people:
            people = {other: said for other, said in approval.people.items() if other != key}
            connection.execute(SQL["approvals.put"], sealed(approval_row(replace(approval, people=people))))


def erase_reasons(transaction: Transaction, key: str) -> None:
    """Leave of the receipts of who wants nothing more only what the ledger still says of a person."""
    transaction.know(SUPPRESSIONS)
    found = transaction.connection.execute(SQL["suppressions.of_person"], (key,)).fetchall()
    known = [suppression_of(columns) for columns in found]
    wanted = [
        line({"person": one.key, "network": one.network, "reason": one.reason, "at": moment(one.at)}) for one in known
    ]
    others: list[bytes] = []
    theirs: list[bytes] = []
    for entry, _ in entries(transaction.path(SUPPRESSIONS)):
        if entry is not None:
            (theirs if entry["person"] == key else others).append(line(entry))
    if theirs != wanted:
        transaction.rewrite(SUPPRESSIONS, [*others, *wanted])
