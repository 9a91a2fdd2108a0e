"""What was done to a list, in words that a terminal and a page share."""

from __future__ import annotations

from composer.lists import Diff


def counts(diff: Diff) -> str:
    """`3 joined, 1 left, 2 changed`."""
    told = ((len(diff.joins), "joined"), (len(diff.leaves), "left"), (len(diff.changes), "changed"))
    said = [f"{number:,} {what}" for number, what in told if number]
    if diff.columns:
        said.append(f"{len(diff.columns):,} new column{'' if len(diff.columns) == 1 else 's'}")
    return ", ".join(said) or "nothing changed"
