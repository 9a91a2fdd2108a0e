"""What can happen to a letter: one table of allowed moves, which `docs/states.md` is drawn from.

Rule: nothing else says how a letter may move; the ledger refuses every other move.
"""

from __future__ import annotations

from typing import NamedTuple

from composer.model import State

FINAL = frozenset({State.ACCEPTED, State.REJECTED, State.SUPPRESSED, State.CANCELLED})


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
    Move(State.QUEUED, State.SUPPRESSED, "left since"),
    Move(State.DEFERRED, State.SUPPRESSED, "left since"),
    Move(State.SUPPRESSED, State.QUEUED, "back since, and sent with --late"),
    Move(State.DEFERRED, State.CANCELLED, "given up, or cancelled"),
    Move(State.QUEUED, State.CANCELLED, "cancelled"),
)

ALLOWED = frozenset((move.before, move.after) for move in MOVES)
