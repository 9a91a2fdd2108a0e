"""Opening and reading a ledger beside somebody who writes: no false alarm, and nobody who writes is kept from it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from composer.ledger import Ledger, open_ledger, opening, read_ledger
from composer.ledger.database import LOCK
from composer.ledger.receipts import entries, journals, line
from composer.locks import Turns, hold
from composer.model import State
from composer.problems import LedgerError

from .made import FINGERPRINT, NOW, RENDERINGS, claim, key, people, person, run
from .waiting import until_somebody_waits_for

ROOT = Path(__file__).parents[2]
KNOWN = {"391-1": run().content}
PATIENCE = 30  # seconds for what is waited for


def begun(var: Path, count: int = 5) -> Path:
    with open_ledger(var, FINGERPRINT, {}) as ledger:
        ledger.begin(run(), RENDERINGS, people(count))
    return var


def opened_all(ledger: Ledger) -> int:
    """Open the books of every run, each of which is looked through; how many there are."""
    return len([ledger.books(run.name) for run in ledger.runs()])


def test_whoever_looks_while_runs_begin_and_grow_is_never_told_that_something_is_damaged(tmp_path):
    var = tmp_path / "var"
    open_ledger(var, FINGERPRINT, {}).close()
    looks = 0
    command = [sys.executable, "-m", "tests.ledger.programs", "grow", str(var)]
    with open_ledger(var, FINGERPRINT, {}) as serving, subprocess.Popen(command, cwd=ROOT) as writer:
        while writer.poll() is None:
            with read_ledger(var, FINGERPRINT, {}) as ledger:
                opened_all(ledger)
            opened_all(serving)
            looks += 1
        assert writer.returncode == 0
        assert opened_all(serving) == 12
    assert looks > 5


@pytest.mark.parametrize("opened", [open_ledger, read_ledger])
def test_a_run_that_begins_while_the_ledger_is_judged_is_no_run_that_it_has_lost(tmp_path, monkeypatch, opened):
    """The runs were read before it began; the receipts, of which one says that a letter has left, afterwards."""
    var = begun(tmp_path / "var")

    def later(folder: Path) -> list[str]:
        if writing.runs(392) == []:
            books = writing.begin(run(392), RENDERINGS, people(3))
            books.hand_over(claim(books)[0], NOW).result()
        return journals(folder)

    with open_ledger(var, FINGERPRINT, KNOWN) as writing:
        monkeypatch.setattr(opening, "journals", later)
        with opened(var, FINGERPRINT, KNOWN) as ledger:
            assert [run.name for run in ledger.runs()] == ["391-1", "392-1"]


def test_a_run_that_grows_while_it_is_read_through_has_all_the_letters_that_it_says(tmp_path, monkeypatch):
    var = begun(tmp_path / "var", 1500)
    with open_ledger(var, FINGERPRINT, KNOWN) as writing, read_ledger(var, FINGERPRINT, KNOWN) as reading:
        asked = reading._reader.rows

        def meanwhile(name: str, *values: str | int | None) -> object:
            if name == "letters.span":
                writing.books("391-1").add([person(writing.books("391-1").counts()[State.QUEUED])])
            return asked(name, *values)

        monkeypatch.setattr(reading._reader, "rows", meanwhile)
        assert sum(reading.books("391-1").counts().values()) > 1500


def test_a_ledger_is_judged_while_others_may_write(tmp_path, monkeypatch):
    var = begun(tmp_path / "var")
    taken: list[str] = []
    for judging in ("judge", "judge_runs"):
        real = getattr(opening, judging)

        def judged(*arguments: object, real=real, name: str = judging) -> None:
            with hold(var / LOCK, "another"):  # refused if whoever opens the ledger has the turn
                taken.append(name)
                real(*arguments)

        monkeypatch.setattr(opening, judging, judged)

    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert opened_all(ledger) == 1
    assert taken == ["judge", "judge_runs"]


def test_whoever_opens_has_judged_before_they_wait_for_the_turn(tmp_path):
    var = begun(tmp_path / "var")
    with closing(Turns(var / LOCK)) as other, ThreadPoolExecutor(1) as pool:
        with other:
            with pytest.raises(LedgerError, match="another var/secret"):
                pool.submit(open_ledger, var, "another", KNOWN).result(PATIENCE)
            opening_it = pool.submit(open_ledger, var, FINGERPRINT, KNOWN)
            until_somebody_waits_for(var / LOCK)
            assert not opening_it.done()
        with opening_it.result(PATIENCE) as ledger:
            assert opened_all(ledger) == 1


def test_whoever_only_reads_never_waits_for_the_turn(tmp_path):
    var = begun(tmp_path / "var")
    with closing(Turns(var / LOCK)) as other, ThreadPoolExecutor(1) as pool, other:
        reading = pool.submit(read_ledger, var, FINGERPRINT, KNOWN).result(PATIENCE)
    with reading as ledger:
        assert opened_all(ledger) == 1


def test_a_ledger_that_is_replaced_after_it_was_judged_is_not_written(tmp_path):
    """An old copy, which knows nothing of the run: its receipts are not those of one that never began."""
    var, other = begun(tmp_path / "var"), tmp_path / "other"
    open_ledger(other, FINGERPRINT, {}).close()
    with closing(Turns(var / LOCK)) as turn, ThreadPoolExecutor(1) as pool:
        with turn:
            opening_it = pool.submit(open_ledger, var, FINGERPRINT, KNOWN)
            until_somebody_waits_for(var / LOCK)
            (other / "ledger.db").rename(var / "ledger.db")
        with pytest.raises(LedgerError, match="Another ledger has been put in the place"):
            opening_it.result(PATIENCE)
    assert "391-1" in journals(var)


def test_what_is_added_to_receipts_while_they_are_read_is_left_out(tmp_path):
    path = tmp_path / "391-1.jsonl"
    written = line({"person": key(0)})
    path.write_bytes(written + written[:20])
    reading = entries(path)
    assert next(reading).end == len(written)
    with path.open("ab") as file:
        file.write(written[20:] + written)
    assert list(reading) == []


def test_a_ledger_that_a_newer_composer_brings_to_its_version_is_no_longer_written(tmp_path):
    """A server that was left running over an upgrade."""
    var = begun(tmp_path / "var")
    with open_ledger(var, FINGERPRINT, KNOWN) as left_running:
        books = left_running.books("391-1")
        assert claim(books) == [key(0)]
        with closing(sqlite3.connect(var / "ledger.db", isolation_level=None)) as newer:
            newer.execute("PRAGMA user_version = 999")
        for write in (lambda: claim(books), lambda: left_running.suppress(key(1), "", "asked to", NOW)):
            with pytest.raises(LedgerError, match=r"another version by another Composer.* Start this again"):
                write()
        assert books.counts()[State.CLAIMED] == 1
        assert left_running.suppressions() == []
