"""What a page tells of what was just done: in words, with the way to undo it."""

from __future__ import annotations

from dataclasses import dataclass

from composer.pipeline.list_words import counts
from composer.pipeline.listing import Edit, Row


@dataclass(frozen=True)
class Notice:
    """What was done. `undo`: the number of the change that a button takes back; 0: none.

    `kind`: good, mild or bad. `more`: further sentences; `rows` are people whom an undo left alone.
    """

    words: str
    undo: int = 0
    kind: str = "good"
    more: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def beside(edit: Edit) -> tuple[str, ...]:
    """What was noticed while a list was edited."""
    told = []
    if edit.by_hand:
        did = counts(edit.by_hand.diff)
        told.append(f"The list’s file had been changed in another program: {did}. The history tells what.")
    if edit.kept:
        told.append(f"Somebody had saved an older copy of the list; what it lacked was put back: {counts(edit.kept)}.")
    return tuple(told)
