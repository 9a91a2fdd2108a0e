"""When the ledger cannot be written or read, nobody is told that they have left."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Callable

import pytest

from composer.model import EVERY
from tests.web.public.site import Site


def _gone(site: Site) -> None:
    (site.root / "var" / "ledger.db").unlink()


def _emptied(site: Site) -> None:
    path = site.root / "var" / "ledger.db"
    path.unlink()
    path.touch()


def _spoiled(site: Site) -> None:
    path = site.root / "var" / "ledger.db"
    path.unlink()
    path.write_bytes(b"no ledger" * 1000)


@pytest.mark.parametrize("spoil", [_gone, _emptied, _spoiled])
def test_a_broken_ledger_is_told_as_503_until_it_is_mended(own: Site, spoil: Callable[[Site], None]) -> None:
    with own.ledger():
        pass
    ledger = own.root / "var" / "ledger.db"
    (own.root / "issues" / "sent").mkdir()
    (own.root / "issues" / "sent" / "391-1.json").write_text('{"content": "hash"}')
    own.start()
    reader = own.somebody()
    assert own.ask(reader.link).status == 200
    shutil.copy(ledger, own.root / "kept.db")

    spoil(own)
    answers = [own.post(reader.link), own.post(reader.link, "leave=send"), own.ask(reader.link), own.ask("/healthz")]

    assert [answer.status for answer in answers] == [503] * 4
    assert answers[0].heading == "This cannot be done just now"
    assert answers[0].headers["Retry-After"]
    for path in (own.root / "var").glob("ledger.db*"):
        path.unlink()
    shutil.copy(own.root / "kept.db", ledger)
    assert own.post(reader.link).status == 200
    assert EVERY in own.suppressed(reader)
    assert "nobody can leave now" in own.stop()[1]


def test_a_full_disk_is_told_as_503_and_tried_again(own: Site) -> None:
    """A limit on the size of files fails a write as a full disk does."""
    own.start()
    assert own.process
    reader = own.somebody()
    resource.prlimit(own.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    full = own.post(reader.link)
    resource.prlimit(own.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    assert full.status == 503
    assert own.suppressed(reader) == {}
    assert own.post(reader.link).status == 200
    assert EVERY in own.suppressed(reader)
    assert "disk is full" in own.stop()[1]


def test_a_ledger_that_somebody_else_writes_to_is_waited_for(own: Site) -> None:
    """As while a send commits: the answer comes when the other is done."""
    own.start()
    reader = own.somebody()
    other = sqlite3.connect(own.root / "var" / "ledger.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        looked = own.ask(reader.link)
        other.execute("ROLLBACK")
    finally:
        other.close()

    assert looked.status == 200
    assert own.post(reader.link).status == 200


def test_a_ledger_put_back_from_a_backup_is_the_one_that_is_used(own: Site) -> None:
    ledger = own.root / "var" / "ledger.db"
    shutil.copy(ledger, own.root / "kept.db")
    own.start()
    before, after = own.somebody(), own.somebody()
    assert own.post(before.link).status == 200

    own.root.joinpath("kept.db").replace(ledger)

    assert own.post(after.link).status == 200
    assert EVERY in own.suppressed(after)
