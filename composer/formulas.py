"""Cells that a spreadsheet would run as a formula: made harmless on the way out, themselves again on the way in.

Rule: `unguarded(guarded(cell)) == cell` for every cell, and nothing in a guarded cell begins as a formula does, where a
spreadsheet that takes another sign for the separator would begin a cell.
"""

from __future__ import annotations

import re

# OWASP's list, and what East Asian spreadsheets read as the same signs.
_SIGNS = "=+\\-@\t\r＝＋－＠"
_BEGINNING = "(?:^|(?<=[,;|\t\r\n]))"
_FORMULA = re.compile(f"{_BEGINNING}(?='*[{_SIGNS}])")  # after any number of guards: what looks guarded gets one more
_GUARDED = re.compile(f"{_BEGINNING}'(?='*[{_SIGNS}])")


def guarded(cell: str) -> str:
    """The cell as it may stand in an export: an apostrophe comes before what begins like a formula."""
    return _FORMULA.sub("'", cell)


def unguarded(cell: str) -> str:
    """What a cell of an export was before `guarded` made it harmless."""
    return _GUARDED.sub("", cell)
