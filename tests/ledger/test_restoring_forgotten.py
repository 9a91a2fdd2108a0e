"""A backup put back where people were forgotten since: nobody returns, and nobody else is lost by it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from composer.ledger import open_ledger, restore, write_backup
from composer.model import EVERY, Why
from composer.tokens import Secret, load_secret

from .made import NOW, RENDERINGS, SOON, key, people, run


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A ledger with a run to three, two of whom are suppressed, and its backup beside it as `kept.tar.gz`."""
    (var := tmp_path / "var").mkdir()
    with open_ledger(var, load_secret(var / "secret").fingerprint, {}) as ledger:
        ledger.begin(run(), RENDERINGS, people(3))
        ledger.suppress(key(0), EVERY, "by a manager: Mx Zero rang", NOW)
        ledger.suppress(key(1), EVERY, "by a manager", NOW)
    write_backup(var, tmp_path / "kept.tar.gz")
    return var


def on_lists(_: Secret) -> Mapping[str, tuple[str, str]]:
    return {}


def restored(var: Path) -> list[str]:
    (var / "ledger.db").unlink()
    return restore(var, var.parent / "kept.tar.gz", {}, on_lists)


def test_who_was_forgotten_since_has_no_address_and_what_others_undid_since_stays_undone(var):
    with open_ledger(var, load_secret(var / "secret").fingerprint, {}) as ledger:
        ledger.restore(key(1), EVERY, SOON)
        ledger.suppress(key(0), EVERY, Why.FORGOTTEN, SOON)
        ledger.erase(key(0), SOON)

    remarks = restored(var)

    assert any("1 people are forgotten" in remark for remark in remarks)
    assert not any("Who has left since" in remark for remark in remarks)
    with open_ledger(var, load_secret(var / "secret").fingerprint, {}) as ledger:
        assert [(one.key, one.reason) for one in ledger.suppressions()] == [(key(0), "forgotten")]
        books = ledger.books("391-1")
        assert [(letter.address, letter.name) for letter in books.standing()] == [
            ("", ""),
            ("person1@example.org", "Person 1"),
            ("person2@example.org", "Person 2"),
        ]


def test_receipts_here_that_do_not_go_on_from_the_backup_add_to_it_and_forgotten_wins(var):
    with open_ledger(var, load_secret(var / "secret").fingerprint, {}) as ledger:
        ledger.suppress(key(0), EVERY, Why.FORGOTTEN, SOON)
        ledger.erase(key(0), SOON)
    receipts = var / "receipts" / "suppressions.jsonl"
    receipts.write_bytes(receipts.read_bytes().splitlines(keepends=True)[-1])

    remarks = restored(var)

    assert any("Who has left since" in remark for remark in remarks)
    with open_ledger(var, load_secret(var / "secret").fingerprint, {}) as ledger:
        assert {(one.key, one.reason) for one in ledger.suppressions()} == {
            (key(0), "forgotten"),
            (key(1), "by a manager"),
        }
