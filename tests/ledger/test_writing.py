from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from composer.ledger import open_ledger, read_ledger
from composer.ledger.receipts import entries
from composer.locks import Turns
from composer.model import Outcome, State
from composer.problems import LedgerError

from .made import FINGERPRINT, NOW, RENDERINGS, accept, claim, copied, key, numbers, people, run
from .waiting import until_somebody_waits_for

KNOWN = {"391-1": run().content}
ROOT = Path(__file__).parents[2]


def started(*words: str | Path | int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ledger.programs", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def begun(var: Path, count: int) -> None:
    with open_ledger(var, FINGERPRINT, {}) as ledger:
        ledger.begin(run(), RENDERINGS, people(count))


def test_two_processes_that_write_at_once_lose_nothing(tmp_path):
    var = tmp_path / "var"
    begun(var, 150)
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger, started("suppress", var, 1000, 1150) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        books = ledger.books("391-1")
        while claimed := claim(books, 5):
            accept(books, *claimed)
            ledger.suppress(claimed[0], "", "asked to", NOW)
        assert other.wait() == 0
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert numbers(ledger.books("391-1")) == {"accepted": 150}
        assert len(ledger.suppressions()) == 150 + 30
    lines = [entry for entry, _ in entries(var / "receipts" / "suppressions.jsonl")]
    assert len(lines) == 180
    assert None not in lines


def test_whatever_was_promised_before_a_kill_stands_in_the_books(tmp_path):
    var, chance, promised = tmp_path / "var", Random(9), {}
    begun(var, 600)
    for _ in range(6):
        with started("send", var) as sender:
            assert sender.stdout is not None
            for _ in range(chance.randrange(1, 120)):
                said, person = sender.stdout.readline().split()
                promised[person] = said
            sender.kill()
            promised |= {words[1]: words[0] for line in sender.stdout if len(words := line.split()) == 2}
        with open_ledger(copied(var, tmp_path / "copy"), FINGERPRINT, KNOWN) as ledger:
            books = ledger.books("391-1")
            books.recover(NOW)
            found = {letter.key: letter.state for letter in books.standing()}
            assert sum(books.counts().values()) == 600
        subprocess.run(["rm", "-r", tmp_path / "copy"], check=True)
        for person, said in promised.items():
            assert found[person] is State.ACCEPTED or (said == "handed_over" and found[person] is State.IN_DOUBT)
        doubted = [person for person, state in found.items() if state is State.IN_DOUBT]
        assert len(doubted) <= 6  # one for each kill: this sender has one letter on its way
    assert len(promised) > 20


def test_a_full_disk_fails_every_waiter_and_loses_nobody(tmp_path):
    with started("fill", tmp_path, 391, 20) as filler:
        assert filler.stdout is not None
        points = [json.loads(line) for line in filler.stdout]
    assert filler.returncode == 0
    refused = 0
    for point, outcome in enumerate(points):
        for said in outcome["said"]:
            assert said.startswith("LedgerError: The ledger cannot be written: the disk is full")
            assert "nobody is lost" in said
        refused += bool(outcome["said"])
        with open_ledger(tmp_path / str(point), FINGERPRINT, KNOWN) as ledger:
            books = ledger.books("391-1")
            books.recover(NOW)
            found = {letter.key: letter.state for letter in books.standing()}
            assert len(found) == 40
            for person, promised in outcome["promised"].items():
                kept = (State.ACCEPTED,) if promised == "accepted" else (State.ACCEPTED, State.IN_DOUBT)
                assert found[person] in kept
            again = claim(books, 40)
            assert {person for person, state in found.items() if state is State.QUEUED} == set(again)
            accept(books, *again[:1])
    assert len(points) == 20
    assert refused > 10


def test_nothing_is_committed_of_which_the_receipt_could_not_be_written(tmp_path):
    var = tmp_path / "var"
    with started("fill_receipts", var) as filler:
        said, _ = filler.communicate()
    assert "the disk is full" in said
    assert (var / "receipts" / "391-1.jsonl").stat().st_size > (var / "ledger.db").stat().st_size
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert numbers(ledger.books("391-1")) == {"claimed": 1}


def test_after_a_failure_everything_is_refused_and_nothing_hangs(tmp_path):
    var = tmp_path / "var"
    with open_ledger(var, FINGERPRINT, {}) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(5))
        claim(books, 3)
        (var / "receipts" / "391-1.jsonl").write_bytes(b"")  # somebody empties what is about to be written to
        asked = [books.hand_over(key(number), NOW) for number in range(3)]
        later = books.settle(Outcome(key(0), State.ACCEPTED), NOW)
        for answer in (*asked, later):
            assert isinstance(answer.exception(timeout=60), LedgerError)
        with pytest.raises(LedgerError, match="damaged"):
            ledger.suppress(key(1), "", "asked to", NOW)
        assert numbers(books) == {"queued": 2, "claimed": 3}
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert numbers(ledger.books("391-1")) == {"queued": 2, "claimed": 3}


def test_nothing_is_written_while_another_process_has_the_turn(tmp_path):
    with open_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(2))
        other = Turns(tmp_path / "var" / "ledger.lock")
        with other:
            asked = books.claim(1, NOW)
            until_somebody_waits_for(tmp_path / "var" / "ledger.lock")
            assert not asked.done()
            assert numbers(books) == {"queued": 2}
        assert len(asked.result()) == 1
        other.close()


def test_a_receipt_is_in_its_file_when_the_answer_is_there(tmp_path):
    with open_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(2))
        claim(books)
        books.hand_over(key(0), NOW).result()
        told = [entry for entry, _ in entries(tmp_path / "var" / "receipts" / "391-1.jsonl")]
    assert told[-1] == {"person": key(0), "to": "handed_over", "at": NOW.isoformat()}


def test_what_is_asked_for_at_once_goes_into_few_transactions(tmp_path):
    with open_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(400))
        asked = [books.claim(1, NOW) for _ in range(400)]
        assert [answer.result()[0].key for answer in asked] == [key(number) for number in range(400)]
        size = (tmp_path / "var" / "ledger.db-wal").stat().st_size
    assert size < 4_000_000


def test_nothing_is_written_into_a_ledger_that_another_has_replaced(tmp_path):
    begun(tmp_path / "other", 5)
    with open_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(5))
        (tmp_path / "other" / "ledger.db").rename(tmp_path / "var" / "ledger.db")
        with pytest.raises(LedgerError, match="Another ledger has been put in the place"):
            books.claim(1, NOW).result()


def test_a_reader_sees_what_is_committed_while_another_writes(tmp_path):
    var = tmp_path / "var"
    begun(var, 5)
    with open_ledger(var, FINGERPRINT, KNOWN) as writing, read_ledger(var, FINGERPRINT, KNOWN) as reading:
        looking = reading.books("391-1")
        accept(writing.books("391-1"), *claim(writing.books("391-1"), 2))
        assert numbers(looking) == {"queued": 3, "accepted": 2}
        with pytest.raises(LedgerError, match="reading only"):
            looking.claim(1, NOW).result()


def test_receipts_are_not_written_through_a_symbolic_link(tmp_path):
    var, target = tmp_path / "var", tmp_path / "precious"
    target.write_text("precious")
    open_ledger(var, FINGERPRINT, {}).close()
    (var / "receipts" / "suppressions.jsonl").unlink(missing_ok=True)
    (var / "receipts" / "suppressions.jsonl").symlink_to(target)
    with pytest.raises(LedgerError):
        open_ledger(var, FINGERPRINT, {})
    assert target.read_text() == "precious"
