"""Ledgers as earlier versions wrote them: `versions/N.sql` is what `.dump` gives of one of version N."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from composer.ledger import open_ledger, read_ledger
from composer.ledger.database import VERSION, create
from composer.ledger.statements import MIGRATIONS
from composer.model import State
from composer.problems import LedgerError

from .made import FINGERPRINT, LATER, NOW, RENDERINGS, claim, key, numbers, run

VERSIONS = sorted((Path(__file__).parent / "versions").glob("*.sql"))
KNOWN = {"391-1": run().content}


def written(var: Path, version: Path) -> Path:
    """A ledger as that version left it."""
    var.mkdir()
    with closing(sqlite3.connect(var / "ledger.db")) as connection:
        connection.executescript(version.read_text(encoding="utf-8"))
    return var


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()


def test_there_is_a_ledger_of_each_version():
    assert [int(path.stem) for path in VERSIONS] == sorted(MIGRATIONS)
    assert sorted(MIGRATIONS) == list(range(1, VERSION + 1))


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("look_first", [False, True])
def test_a_ledger_of_any_version_opens_and_a_run_half_sent_goes_on(tmp_path, version, look_first):
    var = written(tmp_path / "var", version)
    if look_first:
        with read_ledger(var, FINGERPRINT, KNOWN) as ledger:
            assert ledger.books("391-1").counts()[State.ACCEPTED] == 2

    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        books = ledger.books("391-1")
        assert numbers(books) == {
            "queued": 1, "claimed": 1, "handed_over": 1, "accepted": 2, "deferred": 1, "rejected": 1, "in_doubt": 1,
            "suppressed": 1,
        }  # fmt: skip
        assert books.run == run()
        assert books.renderings() == RENDERINGS
        books.recover(NOW)
        assert claim(books, 9, LATER) == [key(6), key(7), key(2)]
        assert [suppression.key for suppression in ledger.suppressions()] == [key(8), key(1)]
        approval = ledger.approval(391)
        assert approval is not None
        assert approval.by == "Chris"


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.stem)
def test_a_ledger_of_any_version_comes_to_have_the_tables_of_a_new_one(tmp_path, version):
    var = written(tmp_path / "var", version)
    open_ledger(var, FINGERPRINT, KNOWN).close()
    create(tmp_path / "new.db", FINGERPRINT)
    assert schema(var / "ledger.db") == schema(tmp_path / "new.db")


@pytest.mark.parametrize("opened", [open_ledger, read_ledger])
def test_a_ledger_of_a_newer_version_refuses(tmp_path, opened):
    var = written(tmp_path / "var", VERSIONS[-1])
    with closing(sqlite3.connect(var / "ledger.db")) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(
        LedgerError, match=f"of version {VERSION + 1}, and this Composer knows versions up to {VERSION}"
    ):
        opened(var, FINGERPRINT, KNOWN)
