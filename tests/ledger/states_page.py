"""docs/states.md, written from the table of moves."""

from __future__ import annotations

from composer.ledger.states import LOST, MOVES, NEVER_TOLD, NEVER_UNDONE
from composer.model import State

_WORDS = {
    State.QUEUED: "waiting to be sent",
    State.CLAIMED: "taken by a sender; nothing of it has left",
    State.HANDED_OVER: "its body may be with the relay",
    State.ACCEPTED: "the relay has taken it on",
    State.DEFERRED: "refused for now, and certainly not sent",
    State.REJECTED: "refused for good",
    State.IN_DOUBT: "the answer to its body was never heard: it may or may not have arrived",
    State.SUPPRESSED: "the person has left",
    State.CANCELLED: "not to be sent any more; the reason is kept",
}


def page() -> str:
    """The whole page."""
    diagram = "\n".join(f"    {move.before} --> {move.after}: {move.why.replace(':', ' –')}" for move in MOVES)
    led_out_of = {move.before for move in MOVES}
    ends = "\n".join(f"    {state} --> [*]" for state in State if state not in led_out_of)
    lost = "\n".join(f"    {move.before} --> {move.after}: {move.why}" for move in LOST)
    states = "\n".join(f"| `{state}` | {_WORDS[state]} |" for state in State)
    moves = "\n".join(f"| `{move.before}` | `{move.after}` | {move.why} |" for move in MOVES)
    return f"""# The states of a letter

Written from `composer/ledger/states.py`, which alone says how a letter may move; the ledger refuses every other move.
After a change there, `COMPOSER_GOLDEN=write make test` writes this page anew.

Everybody in a run's audience is in exactly one of these states, so the states sum to the audience.

| state | means |
|---|---|
{states}

```mermaid
stateDiagram-v2
    [*] --> queued: the run begins
    [*] --> suppressed: has left already
    [*] --> rejected: no letter can be made for them
{diagram}
{ends}
```

| from | to | when |
|---|---|---|
{moves}

## When the books were lost

Where receipts take the ledger's place there are two more tables; the ledger refuses what none of them has.

- What the receipts tell and the ledger does not know yet came later, so it counts, and lines between may be lost. A
  letter that stands anywhere but as `{NEVER_UNDONE}` comes to stand as its last receipt says, which is anything but
  `{NEVER_TOLD}`.
- Where a receipt cannot be read, or may be missing at the end, it may have said that a letter had left. So everybody
  of that run who seems to be waiting is in doubt:

```mermaid
stateDiagram-v2
{lost}
```

`composer rebuild` also puts in doubt whoever was handed over, and cancels who waits and is no longer on any list, or
whose text is lost.
"""
