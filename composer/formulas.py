"""Cells that a spreadsheet would run as a formula: made harmless on the way out, themselves again on the way in.

Rule: `unguarded(guarded(cell)) == cell` for every cell, and no guarded cell begins as a formula does.
"""

from __future__ import annotations

import re

# OWASP's list, and what East Asian spreadsheets read as the same signs.
_SIGNS = "=+\\-@\t\r＝＋－＠"
_FORMULA = re.compile(f"'*[{_SIGNS}]")  # after any number of guards: what looks guarded gets one more
_GUARDED = re.compile(f"'+[{_SIGNS}]")


def guarded(cell: str) -> str:
    """The cell as it may stand in an export: an apostrophe comes before what begins like a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What a cell of an export was before `guarded` made it harmless."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
