"""What people call their columns, and which row of a sheet is the one that names them.

Rule: a heading decides only what a column is for; whether it holds addresses, its cells decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from composer.intake.cells import NotAnAddress, mailboxes, tidy
from composer.intake.grid import Grid, Row
from composer.model.tables import EMAIL

FORENAME, SURNAME = "forename", "surname"
_FIRST_ROWS = 50  # among which the header is looked for
_LONGEST_HEADING = 60

_KNOWN = {
    "name": "name|names|full name|fullname|contact|contact name|contact person|name of contact|person|person name|"
    "recipient|recipient name|display name|delegate|delegate name|member|member name|staff name|your name|attendee",
    FORENAME: "first name|firstname|forename|forenames|given name|given names|christian name|first names",
    SURNAME: "surname|last name|lastname|family name|second name|surnames",
    "organisation": "organisation|organization|organisation name|organization name|name of organisation|org|"
    "local authority|local authority name|name of local authority|la|la name|council|council name|authority|"
    "authority name|employer|company|company name|school|school name|name of school|agency|trust|trust name|"
    "workplace|borough|county",
    "role": "role|roles|job title|jobtitle|job|job role|position|post|post title|designation|occupation|role title",
}
_MEANINGS = {heading: meaning for meaning, headings in _KNOWN.items() for heading in headings.split("|")}
_EMAIL_WORDS = {"email", "emails", "mail", "emailaddress", "emailaddresses", "mailaddress", "mailbox"}
_NOT_EMAIL = re.compile(
    r"\b(lists?|sent|dates?|consent|opt|status|preferences?|frequency|bounced?|type|subject|distribution|newsletters?|"
    r"updates?|checked|verified|confirmed|domain|password|merge|for|to|from|about|please|contacts)\b"
)


@lru_cache(maxsize=4_000)
def meaning(heading: str) -> str:
    """What a heading says its column is for: a column of `USUAL`, `FORENAME`, `SURNAME`, or nothing known."""
    heading = tidy(heading)
    if not heading or "@" in heading or len(heading) > _LONGEST_HEADING:
        return ""
    found = [_meaning(part) for part in re.split(r"/|\bor\b", heading.casefold())]
    return EMAIL if EMAIL in found else next(filter(None, found), "")


def _meaning(part: str) -> str:
    part = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", unicodedata.normalize("NFKC", part))
    words = " ".join(re.findall(r"[^\W_]+", part))
    words = re.sub(r"\be (?=mail)", "e", words)
    if known := _MEANINGS.get(words):
        return known
    of_email = _EMAIL_WORDS & set(words.split()) and len(words.split()) <= 5
    return EMAIL if of_email and not _NOT_EMAIL.search(words) else ""


@dataclass(frozen=True)
class Header:
    """The row that names the columns, and how many of its headings are known."""

    row: int
    known: int


def find_header(grid: Grid) -> Header | None:
    """The row whose headings name a column of addresses, and most other columns; None: there is no such row.

    Of rows alike the last counts that has no address above it: titles stand above the header.
    """
    best: Header | None = None
    for number in sorted(grid.rows)[:_FIRST_ROWS]:
        row = grid.rows[number]
        if any("@" in cell for cell in row):
            if best and _is_row_of_people(row, grid.rows[best.row]):
                break
            continue
        known = [meaning(cell) for cell in row]
        count = len(set(known) - {""})
        if EMAIL in known and (best is None or count >= best.known):
            best = Header(number, count)
    return best


def _is_row_of_people(row: Row, header: Row) -> bool:
    return any(meaning(heading) == EMAIL and "@" in cell for heading, cell in zip(header, row, strict=False))


def is_address(cell: str) -> bool:
    """Whether a cell holds addresses and nothing else."""
    if "@" not in cell:
        return False
    try:
        return bool(mailboxes(cell))
    except NotAnAddress:
        return False


def holds_addresses(grid: Grid, column: int, below: int = 0) -> bool:
    """Whether a cell of a column, from 1, is an address, in the rows below one."""
    return any(len(row) >= column and is_address(row[column - 1]) for at, row in grid.rows.items() if at > below)


def address_columns(grid: Grid) -> Counter[int]:
    """How many cells of each column, from 1, are addresses."""
    cells = (cell for row in grid.rows.values() for cell in enumerate(row, 1))
    return Counter(column for column, cell in cells if "@" in cell and is_address(cell))
