"""The SQL, by name: `sql/*.sql` hold the statements, each under a line `-- name: NAME`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "sql"
_A_ROW = re.compile(r"\(\?(?:,\s*\?)*\)")
_NAMED = re.compile(r"^-- name: (\S+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


def _statements() -> Mapping[str, str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.sql")))
    return {name: statement.strip() for text in texts for name, statement in _NAMED.findall(text)}


SQL = _statements()

# What takes a ledger from version N - 1 to N stands in `sql/migrations/N.sql`.
MIGRATIONS: Mapping[int, str] = {
    int(path.stem): path.read_text(encoding="utf-8") for path in (_FOLDER / "migrations").glob("*.sql")
}


@cache
def of_rows(name: str, rows: int) -> str:
    """The statement that takes the values of one row, for so many rows.

    SQLite makes what a statement needs, like the set of allowed states of a CHECK, each time that it runs one.
    """
    [row] = _A_ROW.findall(SQL[name])
    return SQL[name].replace(row, ", ".join([row] * rows))
