"""What can happen to a letter: tables of the allowed moves, which `docs/states.md` is drawn from.

Rule: nothing else says how a letter may move; the ledger refuses every other move. What recovery may do where receipts
know more than the ledger, or are all there is, stands in tables of its own.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from composer.model import State


class Move(NamedTuple):
    """A letter in the state `before` may come to stand in `after`; `why` in the words of the diagram."""

    before: State
    after: State
    why: str


MOVES = (
    Move(State.QUEUED, State.CLAIMED, "a connection is free"),
    Move(State.DEFERRED, State.CLAIMED, "its time has come"),
    Move(State.CLAIMED, State.QUEUED, "stopped, or the relay is down"),
    Move(State.CLAIMED, State.DEFERRED, "4xx, or a break, before the body"),
    Move(State.CLAIMED, State.REJECTED, "5xx before the body"),
    Move(State.CLAIMED, State.HANDED_OVER, "354: synced before the first byte of the body"),
    Move(State.HANDED_OVER, State.ACCEPTED, "250 after the final dot"),
    Move(State.HANDED_OVER, State.DEFERRED, "4xx after the final dot"),
    Move(State.HANDED_OVER, State.REJECTED, "5xx after the final dot"),
    Move(State.HANDED_OVER, State.IN_DOUBT, "no answer after the body"),
    Move(State.IN_DOUBT, State.QUEUED, "resolve: resend"),
    Move(State.IN_DOUBT, State.CANCELLED, "resolve: skip"),
    Move(State.REJECTED, State.QUEUED, "resolve: resend the rejected"),
    Move(State.QUEUED, State.SUPPRESSED, "left since"),
    Move(State.DEFERRED, State.SUPPRESSED, "left since"),
    Move(State.SUPPRESSED, State.QUEUED, "back since, and sent with --late"),
    Move(State.DEFERRED, State.CANCELLED, "given up, or cancelled"),
    Move(State.QUEUED, State.CANCELLED, "cancelled"),
)

# A line of the receipts of a run is lost, which may have said that the letter had left.
LOST = (
    Move(State.QUEUED, State.IN_DOUBT, "a receipt of its run is lost"),
    Move(State.DEFERRED, State.IN_DOUBT, "a receipt of its run is lost"),
    Move(State.CLAIMED, State.IN_DOUBT, "a receipt of its run is lost"),
)

# What receipts tell came later than what the ledger holds, and lines between may be lost. Nobody tells of a claim.
NEVER_UNDONE = State.ACCEPTED
NEVER_TOLD = State.CLAIMED
TOLD = frozenset(product(set(State) - {NEVER_UNDONE}, set(State) - {NEVER_TOLD}))

ALLOWED = frozenset((move.before, move.after) for move in MOVES)
RECOVERED = TOLD | {(move.before, move.after) for move in LOST}
