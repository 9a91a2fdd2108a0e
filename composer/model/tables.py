"""People in rows, as a list or a spreadsheet has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from composer.mailbox import canonical
from composer.text import Place

EMAIL = "email"
USUAL = (EMAIL, "name", "organisation", "role")  # the columns that every list begins with, in this order

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of people. `columns` are names in lower case, each once, `EMAIL` among them; a row has a cell for each."""

    columns: Cells
    rows: tuple[Cells, ...]

    @cached_property
    def email(self) -> int:
        """Which column holds the address."""
        return self.columns.index(EMAIL)

    def address(self, row: Cells) -> str:
        """The address of a row, as it is spelt."""
        return row[self.email]

    def who(self, row: Cells) -> str:
        """Whose row it is: the canonical address."""
        return canonical(row[self.email])

    def cell(self, row: Cells, column: str) -> str:
        """What a row has in a column; empty where there is no such column."""
        return row[self.columns.index(column)] if column in self.columns else ""


@dataclass(frozen=True)
class Sheet:
    """A table as somebody's spreadsheet has it, with the place of each row's address.

    `nameless` are the rows, counted from 0, whose empty name says nothing: nobody wrote that they have none.
    """

    table: Table
    places: tuple[Place, ...]
    nameless: frozenset[int] = frozenset()
