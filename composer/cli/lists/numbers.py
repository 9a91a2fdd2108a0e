"""Changes of a list, told by their numbers."""

from __future__ import annotations

from collections.abc import Collection

from composer.pipeline.listing import Change
from composer.pipeline.newer import NOT_YET


def in_which(changes: Collection[Change]) -> str:
    """`change 4`, `changes 4, 8 and 9`."""
    numbers = [str(number) for number in sorted({change.number for change in changes}) if number != NOT_YET]
    by_hand = ["one by hand"] if any(change.number == NOT_YET for change in changes) else []
    said = [*numbers, *by_hand]
    words = " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
    return f"{'changes' if len(numbers) > 1 else 'change'} {words}" if numbers else "a change by hand"
