"""What happens to the letters of a run, each as one piece of a transaction: claim, hand over, settle, and afterwards.

Rule: each judges before it changes anything, so that one that cannot be done harms no other of its transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from composer.ledger import moves
from composer.ledger.interface import ImpossibleMove
from composer.ledger.rows import Row, delivery_of, letter_row, moment, network_ids
from composer.ledger.statements import SQL
from composer.ledger.transaction import Transaction
from composer.model import Delivery, Outcome, State

_LEFT = "unsubscribed since"
_STOPPED = "the sender was stopped after it had begun to write the letter"
_NO_ADDRESS = "no longer on any list"
_BEGINNING = frozenset({State.CLAIMED, State.HANDED_OVER})


def claim(transaction: Transaction, run: str, most: int, now: datetime) -> list[Delivery]:
    """See `interface.Books.claim`."""
    claimed: list[Delivery] = []
    while len(claimed) < most:
        rows = list(_claimable(transaction, run, most - len(claimed), now))
        if not rows:
            break
        for row in rows:
            if _has_left(transaction, row):
                _move(transaction, row, moves.to(row, State.SUPPRESSED, _LEFT), now)
            else:
                after = moves.to(row, State.CLAIMED, row.reply)._replace(
                    next_at=row.next_at, first_tried=row.first_tried or moment(now)
                )
                moves.change(transaction.connection, row, after)
                claimed.append(delivery_of(after))
    return claimed


def _claimable(transaction: Transaction, run: str, most: int, now: datetime) -> Iterator[Row]:
    """The queued have waited since the run began, and so longer than who was deferred."""
    queued = transaction.connection.execute(SQL["letters.queued"], (run, most)).fetchall()
    yield from map(letter_row, queued)
    if len(queued) < most:
        values = (run, moment(now), most - len(queued))
        yield from map(letter_row, transaction.connection.execute(SQL["letters.deferred"], values).fetchall())


def _has_left(transaction: Transaction, row: Row) -> bool:
    left = {
        str(network)
        for _, network, *_ in transaction.connection.execute(SQL["suppressions.of_person"], (row.person,)).fetchall()
    }
    networks = network_ids(row.networks)
    return "" in left or (bool(networks) and left.issuperset(networks))


def _move(transaction: Transaction, before: Row, after: Row, now: datetime) -> None:
    moves.change(transaction.connection, before, after)
    transaction.receipt(after.run, moves.receipt(after, now))


def _found(transaction: Transaction, run: str, key: str) -> Row:
    row = moves.of_person(transaction.connection, run, key)
    if row is None:
        raise LookupError(f"nobody in run {run} has the key {key}")
    return row


def hand_over(transaction: Transaction, run: str, key: str, now: datetime) -> None:
    """See `interface.Books.hand_over`."""
    row = _found(transaction, run, key)
    _move(transaction, row, moves.to(row, State.HANDED_OVER, row.reply), now)


def settle(transaction: Transaction, run: str, outcome: Outcome, now: datetime, next_at: datetime | None) -> None:
    """See `interface.Books.settle`."""
    if outcome.state in _BEGINNING:
        raise ImpossibleMove(f"{outcome.state} is no outcome")
    row = _found(transaction, run, outcome.key)
    after = moves.to(row, outcome.state, outcome.reason)
    if outcome.state is State.DEFERRED:
        after = after._replace(next_at=moment(next_at or now))
    if outcome.counts and outcome.state in (State.DEFERRED, State.REJECTED):
        after = after._replace(tries=row.tries + 1)
    _move(transaction, row, after, now)


def release(transaction: Transaction, run: str, keys: Sequence[str]) -> None:
    """See `interface.Books.release`."""
    rows = [_found(transaction, run, key) for key in keys]
    for row, after in [(row, _released(row)) for row in rows]:
        moves.change(transaction.connection, row, after)


def _released(row: Row) -> Row:
    """A claimed letter as it was before; a deferred one has kept when it is due."""
    before = State.DEFERRED if row.next_at else State.QUEUED
    if row.state != State.CLAIMED:
        raise ImpossibleMove(f"the letter of {row.person} in run {row.run} is not claimed but {row.state}")
    return moves.to(row, before, row.reply)._replace(next_at=row.next_at)


def recover(transaction: Transaction, run: str, now: datetime) -> None:
    """See `interface.Books.recover`."""
    for row in moves.standing(transaction.connection, run, State.CLAIMED):
        moves.change(transaction.connection, row, _released(row))
    for row in moves.standing(transaction.connection, run, State.HANDED_OVER):
        _move(transaction, row, moves.to(row, State.IN_DOUBT, _STOPPED), now)


def resolve(transaction: Transaction, run: str, state: Literal[State.QUEUED, State.CANCELLED], now: datetime) -> int:
    """See `interface.Books.resolve`. Whoever has no address any more cannot be sent it again."""
    letters = 0
    for row in moves.standing(transaction.connection, run, State.IN_DOUBT):
        if state is State.QUEUED and not row.address:
            after = moves.to(row, State.CANCELLED, _NO_ADDRESS)
        else:
            after = moves.to(row, state, row.reply)
        _move(transaction, row, after, now)
        letters += 1
    return letters


def retry(transaction: Transaction, run: str, now: datetime) -> int:
    """See `interface.Books.retry`. Whoever has no address any more stays as they are."""
    letters = 0
    for row in moves.standing(transaction.connection, run, State.REJECTED):
        if row.address:
            _move(transaction, row, moves.to(row, State.QUEUED, row.reply), now)
            letters += 1
    return letters


def cancel(transaction: Transaction, run: str, now: datetime, reason: str) -> int:
    """See `interface.Books.cancel`."""
    letters = 0
    for state in (State.QUEUED, State.DEFERRED):
        for row in moves.standing(transaction.connection, run, state):
            _move(transaction, row, moves.to(row, State.CANCELLED, reason), now)
            letters += 1
    return letters
