"""A ledger in which somebody has put statements of their own is not worked with."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from composer.ledger import open_ledger, read_ledger
from composer.problems import LedgerError
from tests.ledger.made import FINGERPRINT, RENDERINGS, people, run


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER again AFTER UPDATE ON letters BEGIN SELECT 1; END",
        "CREATE TRIGGER nobody_leaves AFTER INSERT ON suppressions BEGIN DELETE FROM suppressions; END",
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "DROP VIEW status",
        "CREATE TABLE more (a)",
    ],
)
def test_a_ledger_with_other_tables_views_or_triggers_than_ours_is_refused(tmp_path: Path, statement: str):
    var = tmp_path / "var"
    with open_ledger(var, FINGERPRINT, {}) as ledger:
        ledger.begin(run(), RENDERINGS, people(3))
    with closing(sqlite3.connect(var / "ledger.db")) as theirs:
        theirs.execute(statement)

    for opened in (open_ledger, read_ledger):
        with pytest.raises(LedgerError, match="not those that Composer makes"):
            opened(var, FINGERPRINT, {"391-1": run().content})
