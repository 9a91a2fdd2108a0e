"""Columns in which somebody seems to have written down who wants no mail.

Rule: nobody is left out by what a column seems to say; it is told, as mail to them would be a breach of trust.
"""

from __future__ import annotations

import re

from composer.intake.cells import tidy
from composer.intake.columns import Columns
from composer.intake.grid import Grid, Telling
from composer.problems import shown
from composer.text import letters

_AGAINST = re.compile(
    r"\b(unsubscribed?|opt(ed)? ?out|bounced?|complain(ed|t)|do not (e ?mail|mail|contact|send)|dnc)\b"
)
_FOR = re.compile(r"\b(opt(ed)? ?in|consent(ed|s)?|subscribed|gdpr|status|marketing)\b")
_NO = re.compile(r"0|n|no|none|never|not|false|n a|\W+")
_REFUSED = re.compile(r"0|n|no|false|refused|declined|withdrawn|inactive|cleaned|left|leaver")


def tell_consent(grid: Grid, columns: Columns, telling: Telling) -> None:
    """Tell each column whose heading and cells say of some people that they want no mail."""
    for column in columns.others.values():
        heading = grid.cell(columns.header, column)
        words = _words(heading)
        against = bool(_AGAINST.search(words))
        if not columns.header or not (against or _FOR.search(words)):
            continue
        below = (_words(grid.cell(number, column)) for number in grid.rows if number > columns.header)
        if out := sum(_says_out(cell, against=against) for cell in below if cell not in ("", words)):
            _tell(telling, columns.header, column, tidy(heading), out)


def _words(cell: str) -> str:
    return " ".join(re.findall(r"[^\W_]+|^\W+$", tidy(cell).casefold()))


def _says_out(cell: str, *, against: bool) -> bool:
    """Whether a cell says that somebody wants no mail; below a heading against it all does but a no."""
    if against:
        return not _NO.fullmatch(cell)
    return bool(_REFUSED.fullmatch(cell) or _AGAINST.search(cell))


def _tell(telling: Telling, header: int, column: int, heading: str, out: int) -> None:
    people = "1 person" if out == 1 else f"{out:,} people"
    message = (
        f"“{shown(heading)}” (column {letters(column)}) seems to say of {people} that they want no mail; "
        "it is kept as it is, and nobody is left out by it"
    )
    fix = "Take these rows out of the spreadsheet, or run composer lists suppress ADDRESS for each."
    telling.warning(header, column, "sheet-consent", message, fix)
