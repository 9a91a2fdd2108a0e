"""Styles that go too deep, or have too long a number, for what reads them.

Rule: cssutils and tinycss2 walk down by recursion, and Python makes no number of more than 4,300 digits. What letters
need is nowhere near the bounds here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DEEPEST = 50
MOST_DIGITS = 300

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_NUMBER = re.compile(rf"\d{{{MOST_DIGITS + 1}}}")
# Comments and strings are passed over, those that nobody ended too; a string ends with its line.
_TOKEN = re.compile(r"""/\*.*?(?:\*/|\Z)|"[^"\n\r\f]*"?|'[^'\n\r\f]*'?|[()\[\]{}]""", re.DOTALL)
_CLUE = 40  # characters that tell a place from others like it


@dataclass(frozen=True, slots=True)
class Excess:
    """What is too much, with what to do, and how it begins where it stands."""

    words: str
    clue: str


def excess_in(styles: str) -> Excess | None:
    """What of these styles is too much to read; None of nearly all."""
    number = _NUMBER.search(styles) if len(styles) > MOST_DIGITS else None
    if number:
        return Excess(f"a number of more than {MOST_DIGITS} digits. Write a shorter one.", number[0][:_CLUE])
    at = _too_deep(styles) if sum(map(styles.count, _PAIRS)) > DEEPEST else None
    if at is None:
        return None
    return Excess(f"brackets more than {DEEPEST} deep. Nest less.", styles[at : at + _CLUE])


def _too_deep(styles: str) -> int | None:
    """Where the bracket that is too deep stands. One is closed by its own kind alone, as CSS has it."""
    awaited: list[str] = []
    for token in _TOKEN.finditer(styles):
        bracket = token[0]
        if bracket in _PAIRS:
            awaited.append(_PAIRS[bracket])
            if len(awaited) > DEEPEST:
                return token.start()
        elif awaited and bracket == awaited[-1]:
            awaited.pop()
    return None
