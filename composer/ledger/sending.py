"""What happens to the letters of a run, each as one piece of a transaction: claim, hand over, settle, and afterwards.

Rule: each judges before it changes anything, so that one that cannot be done harms no other of its transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from composer.ledger import lines, moves
from composer.ledger.interface import ImpossibleMove
from composer.ledger.rows import Held, Row, delivery_of, held_row, moment, network_ids
from composer.ledger.seals import Columns
from composer.ledger.statements import SQL
from composer.ledger.transaction import Transaction
from composer.model import Delivery, Outcome, State

_LEFT = "unsubscribed since"
STOPPED = "the sender was stopped after it had begun to write the letter"
_NO_ADDRESS = "no longer on any list"
_CLAIMED = State.CLAIMED.value


def claim(transaction: Transaction, run: str, most: int, now: datetime) -> list[Delivery]:
    """See `interface.Books.claim`."""
    at = moment(now)
    claimed: list[Delivery] = []
    transaction.know(run)
    while len(claimed) < most:
        some = _claimable(transaction, run, most - len(claimed), at)
        if not some:
            break
        for columns in some:
            letter, may_have_left = held_row(columns), columns[-1]
            if may_have_left and _has_left(transaction, letter.row):
                _move(transaction, letter, moves.to(letter.row, State.SUPPRESSED, _LEFT), now)
            else:
                claimed.append(_claimed(transaction, letter, at))
    return claimed


def _claimable(transaction: Transaction, run: str, most: int, at: str) -> list[Columns]:
    """Letters as found, and whether anything is known of their people's having left. The queued have waited since the
    run began, and so longer than who was deferred."""
    some: list[Columns] = transaction.connection.execute(SQL["letters.queued"], (run, most)).fetchall()
    if len(some) < most:
        values = (run, at, most - len(some))
        some += transaction.connection.execute(SQL["letters.deferred"], values).fetchall()
    return some


def _claimed(transaction: Transaction, letter: Held, at: str) -> Delivery:
    """A letter that is claimed; a deferred one keeps when it is due."""
    row = letter.row
    after = Row(*row[:8], _CLAIMED, row.tries, row.first_tried or at, row.next_at, row.reply)
    transaction.move(letter, after)
    return delivery_of(after)


def _has_left(transaction: Transaction, row: Row) -> bool:
    left = {
        str(network)
        for _, network, *_ in transaction.connection.execute(SQL["suppressions.of_person"], (row.person,)).fetchall()
    }
    networks = network_ids(row.networks)
    return "" in left or (bool(networks) and left.issuperset(networks))


def _move(transaction: Transaction, before: Held, after: Row, now: datetime) -> None:
    transaction.move(before, after, lines.moved(after, moment(now)))


def hand_over(transaction: Transaction, run: str, key: str, now: datetime) -> None:
    """See `interface.Books.hand_over`."""
    letter = transaction.letter(run, key)
    _move(transaction, letter, moves.to(letter.row, State.HANDED_OVER, letter.row.reply), now)


def settle(transaction: Transaction, run: str, outcome: Outcome, now: datetime, next_at: datetime | None) -> None:
    """See `interface.Books.settle`."""
    state = outcome.state
    if state is State.CLAIMED or state is State.HANDED_OVER:
        raise ImpossibleMove(f"{state} is no outcome")
    letter = transaction.letter(run, outcome.key)
    is_refused = state is State.DEFERRED or state is State.REJECTED
    tries = letter.row.tries + (is_refused and outcome.counts)
    due = moment(next_at or now) if state is State.DEFERRED else None
    _move(transaction, letter, moves.to(letter.row, state, outcome.reason, tries, due), now)


def release(transaction: Transaction, run: str, keys: Sequence[str]) -> None:
    """See `interface.Books.release`."""
    letters = [transaction.letter(run, key) for key in keys]
    for letter, after in [(letter, _released(letter.row)) for letter in letters]:
        transaction.move(letter, after)


def _released(row: Row) -> Row:
    """A claimed letter as it was before; a deferred one has kept when it is due."""
    before = State.DEFERRED if row.next_at else State.QUEUED
    if row.state != State.CLAIMED:
        raise ImpossibleMove(f"the letter of {row.person} in run {row.run} is not claimed but {row.state}")
    return moves.to(row, before, row.reply, next_at=row.next_at)


def recover(transaction: Transaction, run: str, now: datetime) -> None:
    """See `interface.Books.recover`."""
    for letter in transaction.standing(run, State.CLAIMED):
        transaction.move(letter, _released(letter.row))
    for letter in transaction.standing(run, State.HANDED_OVER):
        _move(transaction, letter, moves.to(letter.row, State.IN_DOUBT, STOPPED), now)


def resolve(transaction: Transaction, run: str, state: Literal[State.QUEUED, State.CANCELLED], now: datetime) -> int:
    """See `interface.Books.resolve`. Whoever has no address any more cannot be sent it again."""
    letters = 0
    for letter in transaction.standing(run, State.IN_DOUBT):
        if state is State.QUEUED and not letter.row.address:
            after = moves.to(letter.row, State.CANCELLED, _NO_ADDRESS)
        else:
            after = moves.to(letter.row, state, letter.row.reply)
        _move(transaction, letter, after, now)
        letters += 1
    return letters


def retry(transaction: Transaction, run: str, now: datetime) -> int:
    """See `interface.Books.retry`. Whoever has no address any more stays as they are."""
    letters = 0
    for letter in transaction.standing(run, State.REJECTED):
        if letter.row.address:
            _move(transaction, letter, moves.to(letter.row, State.QUEUED, letter.row.reply), now)
            letters += 1
    return letters


def cancel(transaction: Transaction, run: str, now: datetime, reason: str) -> int:
    """See `interface.Books.cancel`."""
    letters = 0
    for state in (State.QUEUED, State.DEFERRED):
        for letter in transaction.standing(run, state):
            _move(transaction, letter, moves.to(letter.row, State.CANCELLED, reason), now)
            letters += 1
    return letters
