"""Composer built wrong on purpose, to see that the harness notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from composer.ledger import moves, sending
from composer.ledger.transaction import Transaction
from composer.model import Delivery, Outcome, State

SOUND = "sound"


def _checkpoint_at_claim() -> None:
    """A letter counts as accepted from when it is claimed on: listmonk's books, which run ahead of the mail."""
    claim, hand_over, settle = sending.claim, sending.hand_over, sending.settle

    def marked(transaction: Transaction, run: str, most: int, now: datetime) -> list[Delivery]:
        claimed = claim(transaction, run, most, now)
        for delivery in claimed:
            hand_over(transaction, run, delivery.key, now)
            settle(transaction, run, Outcome(delivery.key, State.ACCEPTED), now, None)
        return claimed

    sending.claim = marked
    sending.hand_over = _handed_over_already
    sending.settle = _settled_already
    sending.release = _not_released


def _handed_over_already(transaction: Transaction, run: str, key: str, now: datetime) -> None:
    """In the books it was sent long ago."""


def _settled_already(
    transaction: Transaction, run: str, outcome: Outcome, now: datetime, next_at: datetime | None
) -> None:
    """Likewise."""


def _not_released(transaction: Transaction, run: str, keys: Sequence[str]) -> None:
    """Likewise."""


def _forget_handed_over() -> None:
    """After a crash, what was handed over is simply sent again."""
    recover = sending.recover

    def forgetful(transaction: Transaction, run: str, now: datetime) -> None:
        for row in moves.standing(transaction.connection, run, State.HANDED_OVER):
            forgotten = moves.to(moves.to(row, State.IN_DOUBT, ""), State.QUEUED, "")
            moves.change(transaction.connection, row, forgotten)
            transaction.receipt(run, moves.receipt(forgotten, now))
        recover(transaction, run, now)

    sending.recover = forgetful


BUILDS: Mapping[str, Callable[[], None]] = {
    SOUND: lambda: None,
    "checkpoint at claim": _checkpoint_at_claim,
    "forget handed over": _forget_handed_over,
}
