"""Compare two receipts files of one name: does the one here tell all that the kept one does?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from composer.ledger.receipts import Entry, entries, parsed
from composer.ledger.replay import forgets
from composer.model import State

_BLOCK = 1 << 20

# How far a letter has come. Whoever was put back in the queue has come less far, so that nobody is taken to wait
# whose letter may have left by what the other file tells.
_FAR: Mapping[State, int] = {
    State.QUEUED: 1,
    State.CLAIMED: 1,
    State.DEFERRED: 2,
    State.HANDED_OVER: 3,
    State.IN_DOUBT: 3,
    State.SUPPRESSED: 4,
    State.CANCELLED: 4,
    State.REJECTED: 4,
    State.ACCEPTED: 5,
}


def goes_on_from(kept: Path, here: Path) -> bool:
    """Whether the file here begins with all of the one that was kept."""
    with kept.open("rb") as old, here.open("rb") as new:
        while block := old.read(_BLOCK):
            if new.read(len(block)) != block:
                return False
    return True


def still_says(kept: Path, here: Path) -> bool:
    """Whether of who wants nothing more the file here tells all that the kept one does, and in its order.

    Of people who are forgotten here, it no longer tells what there was before.
    """
    gone = {entry["person"] for entry, _ in entries(here) if entry is not None and forgets(entry)}
    with here.open("rb") as new:
        return all(found in new for found in _without(kept, gone))


def _without(path: Path, people: Collection[object]) -> Iterator[bytes]:
    """The lines of a file but for those about these people."""
    with path.open("rb") as file:
        for found in file:
            entry = parsed(found)
            if entry is None or entry.get("person") not in people:
                yield found


def covers(kept: Path, here: Path) -> bool:
    """Whether by the file here everybody's letter has come at least as far as by the kept one of the same run."""
    told_here = _stand(here)
    return all(told_here.get(person, 0) >= far for person, far in _stand(kept).items())


def _stand(path: Path) -> dict[str, int]:
    """How far everybody's letter has come, by key; the lines that cannot be read left out."""
    stand: dict[str, int] = {}
    for entry, _ in entries(path):
        if entry is not None and "person" in entry:
            stand[str(entry["person"])] = _FAR[_state(entry)]
    return stand


def _state(entry: Entry) -> State:
    return State(str(entry.get("to", entry.get("state"))))
