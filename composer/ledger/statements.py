"""The SQL, by name: `sql/*.sql` hold the statements, each under a line `-- name: NAME`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent / "sql"
_NAMED = re.compile(r"^-- name: (\S+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


def _statements() -> Mapping[str, str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.sql")))
    return {name: statement.strip() for text in texts for name, statement in _NAMED.findall(text)}


SQL = _statements()

# What takes a ledger from version N - 1 to N stands in `sql/migrations/N.sql`.
MIGRATIONS: Mapping[int, str] = {
    int(path.stem): path.read_text(encoding="utf-8") for path in (_FOLDER / "migrations").glob("*.sql")
}
