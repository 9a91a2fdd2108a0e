"""A row of a list as somebody typed or pasted it into fields: read as a spreadsheet's cells are."""

from __future__ import annotations

from composer.intake.cells import NotAnAddress, mailboxes, tidy
from composer.intake.grid import LONGEST_CELL
from composer.problems import UsageError


def mailbox_of(words: str) -> tuple[str, str]:
    """The address that somebody typed or pasted, and the name that came with it, as in `Ann Heath <ann@example.org>`.

    Raises:
        UsageError: it is no address, or more than one.
    """
    try:
        found = mailboxes(words) if words.strip() else []
    except NotAnAddress as error:
        raise UsageError(f"{error.found}. {error.fix}") from None
    if len(found) != 1:
        raise UsageError("write one address here, like name@example.org")
    return found[0]


def cell_of(words: str) -> str:
    """What somebody typed as a list may hold it: on one line, without what cannot be seen.

    Raises:
        UsageError: it is too long.
    """
    tidied = " ".join(tidy(words).split())
    if len(tidied) > LONGEST_CELL:
        raise UsageError(f"this is too long: at most {LONGEST_CELL:,} characters")
    return tidied
