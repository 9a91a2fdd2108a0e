"""The check value that stands in every row, which tells a row that nobody wrote.

Rule: a row is believed only when its check value is right; SQLite's own checks pass some wrong rows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from composer.problems import LedgerError

Value = str | int | None
Columns = Sequence[Any]  # a row as SQLite gives it: of the table's types, as its columns are STRICT


class DamagedError(LedgerError):
    """Something in the ledger is not what was written there."""


def seal(values: Iterable[Value]) -> int:
    """The check value of a row with these values."""
    return zlib.crc32("\x1f".join(map(str, values)).encode())


def sealed(values: Sequence[Value]) -> tuple[Value, ...]:
    """The values of a row with its check value after them."""
    return (*values, seal(values))


def unsealed(found: Columns, what: str) -> tuple[Any, ...]:
    """The values of a row as found, without its check value.

    Raises:
        DamagedError: they are not what was written; `what` says whose they are.
    """
    values, checked = tuple(found[:-1]), found[-1]
    if seal(values) != checked:
        raise DamagedError(damaged(what))
    return values


def damaged(what: str) -> str:
    """What to say when something in the ledger is not as it was written."""
    return (
        f"The ledger is damaged ({what}). Nothing was sent. Make it again from its receipts with `composer rebuild`; "
        "where var/receipts holds none, put back a backup with `composer restore FILE`."
    )
