"""A person taken out of the ledger: no byte of them stays, and the books balance as before."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from composer.ledger import (
    ErasedLetter,
    Ledger,
    erase_backup,
    erase_set_aside,
    holds_person,
    open_ledger,
    rebuild,
    write_backup,
)
from composer.ledger.copies import unpack_backup
from composer.model import EVERY, Approval, Outcome, State, Suppression, Why
from composer.pipeline.traces import Spellings
from composer.problems import LedgerError
from composer.tokens import load_secret

from .conformance import bring_to
from .made import FINGERPRINT, LATER, NOW, RENDERINGS, claim, key, numbers, people, person, run

WHO, NAME = b"person0@example.org", b"Person 0"
KNOWN = {run().name: run().content}


def opened(var: Path) -> Ledger:
    return open_ledger(var, FINGERPRINT, {})


def forget(ledger: Ledger, number: int = 0) -> list[ErasedLetter]:
    ledger.suppress(key(number), EVERY, Why.FORGOTTEN, NOW)
    return ledger.erase(key(number), NOW)


def holding(folder: Path, *words: bytes) -> list[str]:
    """The files in which any of these words stand. Another process reads: see `made.copied`."""
    wanted = [argument for word in words for argument in ("-e", word.decode())]
    found = subprocess.run(["grep", "-rlaiF", *wanted, str(folder)], capture_output=True, encoding="utf-8")
    return found.stdout.splitlines()


SETTLED = {
    State.QUEUED: State.SUPPRESSED,
    State.DEFERRED: State.SUPPRESSED,
    State.CLAIMED: State.SUPPRESSED,
    State.HANDED_OVER: State.CANCELLED,
    State.IN_DOUBT: State.CANCELLED,
    State.ACCEPTED: State.ACCEPTED,
    State.REJECTED: State.REJECTED,
    State.SUPPRESSED: State.SUPPRESSED,
    State.CANCELLED: State.CANCELLED,
}


@pytest.mark.parametrize("state", State)
def test_a_letter_of_any_state_loses_its_address_and_no_longer_waits_for_anything(tmp_path, state):
    with opened(tmp_path) as ledger:
        books = bring_to(ledger, state)

        assert forget(ledger) == [ErasedLetter("391-1", state, SETTLED[state])]

        letter = books.find(key(0))
        assert letter is not None
        assert (letter.address, letter.name, letter.state) == ("", "", SETTLED[state])
        assert numbers(books) == {SETTLED[state].value: 1}
        assert holding(tmp_path, WHO, NAME) == []


def test_no_byte_of_them_stays_though_their_row_has_grown_out_of_its_page(tmp_path):
    with opened(tmp_path) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(300))
        for number in range(300):
            [each] = claim(books)
            books.settle(Outcome(each, State.REJECTED, f"550 {number} no " * 30), NOW).result()
        books.retry(NOW)
        assert holding(tmp_path, WHO) != []

        for number in (0, 7, 150, 299):
            forget(ledger, number)
            assert holding(tmp_path, f"person{number}@".encode(), f"Person {number}[".encode()) == []

        assert sum(books.counts().values()) == 300
    with opened(tmp_path) as ledger:
        assert len(list(ledger.books("391-1").standing())) == 300


def test_copies_in_what_sqlite_has_freed_go_too(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.begin(run(), RENDERINGS, people(2))
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as other:  # as an SQLite leaves them that overwrites nothing
        other.execute("PRAGMA secure_delete = OFF").fetchall()
        other.execute("CREATE TABLE copies AS SELECT letters.* FROM letters, (VALUES (1), (2), (3)) WHERE run <> ''")
        other.execute("DROP TABLE copies")
        other.commit()
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    with opened(tmp_path) as ledger:
        forget(ledger)

        assert holding(tmp_path, WHO, NAME) == []


def test_done_again_it_changes_nothing(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.begin(run(), RENDERINGS, people(3))
        forget(ledger)
        before = list(ledger.books("391-1").standing())

        assert forget(ledger) == []

        assert list(ledger.books("391-1").standing()) == before


def test_a_ledger_made_again_from_its_receipts_says_the_same(tmp_path):
    with opened(tmp_path) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(3))
        claim(books, 1)
        forget(ledger)
        before = books.find(key(0)), numbers(books), ledger.suppressions()
    (tmp_path / "ledger.db").unlink()
    listed = {key(number): (person(number).address, person(number).name) for number in range(3)}

    rebuild(tmp_path, FINGERPRINT, KNOWN, listed)

    with opened(tmp_path) as ledger:
        books = ledger.books("391-1")
        again = books.find(key(0))
        assert again is not None
        assert before[0] is not None
        assert (again.address, again.state) == (before[0].address, before[0].state)
        assert (numbers(books), ledger.suppressions()) == before[1:]
        assert holding(tmp_path, WHO, NAME) == []


def test_who_is_forgotten_is_not_written_down_in_a_later_run_though_a_list_has_them_again(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.suppress(key(0), EVERY, Why.FORGOTTEN, NOW)

        books = ledger.begin(run(), RENDERINGS, people(2))

        assert numbers(books) == {"queued": 1, "suppressed": 1}
        assert books.add([person(0)]) == 0
        assert holding(tmp_path, WHO, NAME) == []


def test_what_they_were_suppressed_for_before_gives_way_and_leaves_no_words_behind(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.suppress(key(1), EVERY, "unsubscribed by one click", NOW)
        ledger.suppress(key(0), EVERY, "by a manager: Mx Zero rang", NOW)
        ledger.suppress(key(0), "dcs", "by a manager: Mx Zero wrote", NOW)

        forget(ledger)

        assert ledger.suppressions(key(0)) == [Suppression(key(0), EVERY, "forgotten", NOW)]
        assert ledger.suppressions(key(0))[0].why is Why.FORGOTTEN
        assert holding(tmp_path, b"Zero") == []
        before = ledger.suppressions()
    (tmp_path / "ledger.db").unlink()
    rebuild(tmp_path, FINGERPRINT, {}, {})
    with opened(tmp_path) as ledger:
        assert sorted(ledger.suppressions(), key=str) == sorted(before, key=str)


def test_receipts_whose_rewriting_was_cut_short_are_made_whole_from_the_ledger(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.suppress(key(1), EVERY, "by a manager", NOW)
        ledger.suppress(key(0), EVERY, "forgotten", NOW)
        known = ledger.suppressions()
    receipts = tmp_path / "receipts" / "suppressions.jsonl"
    receipts.write_bytes(receipts.read_bytes().splitlines(keepends=True)[1])

    with opened(tmp_path) as ledger:
        assert ledger.suppressions() == known
        assert len(receipts.read_bytes().splitlines()) == 2


def test_an_approval_no_longer_knows_them(tmp_path):
    with opened(tmp_path) as ledger:
        approved = Approval(391, "s", "h", "t", {key(0): "hash", key(1): "hash"}, "a lead", NOW)
        ledger.approve(approved)

        forget(ledger)

        kept = ledger.approval(391)
        assert kept is not None
        assert dict(kept.people) == {key(1): "hash"}


def test_other_people_keep_their_letters_to_the_byte(tmp_path):
    with opened(tmp_path) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(5))
        others = [books.find(key(number)) for number in range(1, 5)]

        forget(ledger)

        assert [books.find(key(number)) for number in range(1, 5)] == others
        assert [delivery.key for delivery in books.claim(9, LATER).result()] == [key(number) for number in range(1, 5)]


def test_while_somebody_reads_what_was_before_it_is_told_that_bytes_are_left(tmp_path):
    program = (
        "import sqlite3, sys\n"
        f"reading = sqlite3.connect({str(tmp_path / 'ledger.db')!r}, isolation_level=None)\n"
        "reading.execute('BEGIN'); reading.execute('PRAGMA user_version').fetchall()\n"
        "print('reading', flush=True); sys.stdin.read()\n"
    )
    with opened(tmp_path) as ledger:
        ledger.begin(run(), RENDERINGS, people(2))
        with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
            assert reader.stdout is not None
            assert reader.stdout.readline() == b"reading\n"
            with pytest.raises(LedgerError, match="Run the same command again"):
                forget(ledger)
            reader.communicate()

        assert forget(ledger) == []
        assert holding(tmp_path, WHO, NAME) == []


@pytest.fixture
def backed_up(tmp_path: Path) -> Path:
    """A workspace's state of which there is a backup, as `kept.tar.gz` beside it."""
    var = tmp_path / "var"
    var.mkdir()
    with open_ledger(var, load_secret(var / "secret").fingerprint, {}) as ledger:
        ledger.begin(run(), RENDERINGS, people(3))
        ledger.suppress(key(0), "dcs", "by a manager: Mx Zero rang", NOW)
    write_backup(var, tmp_path / "kept.tar.gz")
    return var


def test_a_backup_is_erased_in_its_place_and_stays_one(backed_up, tmp_path):
    file = tmp_path / "kept.tar.gz"
    (tmp_path / ".kept.tar.gz.part").write_bytes(b"left by who was killed")

    erase_backup(backed_up, file, key(0), NOW)

    unpack_backup(file, looked := tmp_path / "looked")
    assert holding(looked, WHO, b"Person 0", b"Zero") == []
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.tar.gz", "looked", "var"]
    with open_ledger(looked, load_secret(backed_up / "secret").fingerprint, KNOWN) as ledger:
        assert numbers(ledger.books("391-1")) == {"queued": 2, "suppressed": 1}
        assert [one.why for one in ledger.suppressions(key(0))] == [Why.FORGOTTEN]


def test_what_is_no_backup_of_this_workspace_any_more_is_left_as_it_is(backed_up, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    with open_ledger(other, load_secret(other / "secret").fingerprint, {}) as ledger:
        ledger.begin(run(), RENDERINGS, people(1))
    write_backup(other, theirs := tmp_path / "theirs.tar.gz")
    (words := tmp_path / "words").write_bytes(b"something else")
    (link := tmp_path / "link").symlink_to(tmp_path / "kept.tar.gz")
    before = {path: path.read_bytes() for path in (theirs, words, tmp_path / "kept.tar.gz")}

    for file, why in (
        (theirs, "another workspace"),
        (words, "no backup"),
        (link, "no plain file"),
        (other, "no plain"),
    ):
        with pytest.raises(LedgerError, match=why):
            erase_backup(backed_up, file, key(0), NOW)
    with pytest.raises(LedgerError, match="not there"):
        erase_backup(backed_up, tmp_path / "nowhere", key(0), NOW)

    assert {path: path.read_bytes() for path in before} == before


def test_ledgers_and_receipts_that_were_set_aside_hold_nothing_of_them_either(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.begin(run(), RENDERINGS, people(200))
        ledger.suppress(key(0), EVERY, "by a manager: Mx Zero rang", NOW)
        ledger.suppress(key(1), EVERY, "by a manager: stays", NOW)
    aside = tmp_path / "ledger.db.damaged-1"
    aside.write_bytes(b"torn" * 99 + (tmp_path / "ledger.db").read_bytes()[396:])
    receipts = tmp_path / "receipts" / "suppressions.jsonl.damaged-1"
    receipts.write_bytes((tmp_path / "receipts" / "suppressions.jsonl").read_bytes() + key(0).encode() + b"torn Zero\n")
    size = aside.stat().st_size

    assert erase_set_aside(tmp_path, key(0), Spellings("person0@example.org").spans) == [aside, receipts]
    assert erase_set_aside(tmp_path, key(0), Spellings("person0@example.org").spans) == []

    assert WHO not in aside.read_bytes()
    assert b"Person 0[" not in aside.read_bytes()
    assert b"person199@example.orgPerson 199[" in aside.read_bytes()
    assert aside.stat().st_size == size
    assert b"Zero" not in receipts.read_bytes()
    assert b"stays" in receipts.read_bytes()


def test_who_only_looks_alike_stays_in_what_was_set_aside(tmp_path):
    aside = tmp_path / "ledger.db.damaged-1"
    alike = b"\0joperson0@example.orgJo\0person0@example.org.uk\0"
    aside.write_bytes(alike + b"\0 PERSON0@example.org, \0")

    erase_set_aside(tmp_path, key(0), Spellings("person0@example.org").spans)

    assert aside.read_bytes() == alike + b"\0 " + b"x" * 19 + b", \0"


def test_a_pipe_beside_a_backup_is_not_waited_for(backed_up, tmp_path):
    os.mkfifo(tmp_path / ".kept.tar.gz.part")
    before = (tmp_path / "kept.tar.gz").read_bytes()

    with pytest.raises(LedgerError, match="no plain file; remove that"):
        erase_backup(backed_up, tmp_path / "kept.tar.gz", key(0), NOW)

    assert (tmp_path / "kept.tar.gz").read_bytes() == before


def test_a_pipe_in_the_place_of_a_backup_or_of_what_was_set_aside_is_not_waited_for(backed_up, tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe.tar.gz")
    os.mkfifo(backed_up / "receipts" / "suppressions.jsonl.damaged-1")
    os.mkfifo(backed_up / "ledger.db.damaged-1")

    for look in (lambda: holds_person(backed_up, pipe, key(0)), lambda: erase_backup(backed_up, pipe, key(0), NOW)):
        with pytest.raises(LedgerError, match="no plain file"):
            look()
    assert erase_set_aside(backed_up, key(0), Spellings("person0@example.org").spans) == []


def test_letters_of_a_person_are_found_in_every_run(tmp_path):
    with opened(tmp_path) as ledger:
        ledger.begin(run(), RENDERINGS, people(2))
        ledger.begin(run(392), RENDERINGS, people(1))

        assert [(sent.name, letter.key) for sent, letter in ledger.letters(key(0))] == [
            ("391-1", key(0)),
            ("392-1", key(0)),
        ]
        assert [sent.name for sent, _ in ledger.letters(key(1))] == ["391-1"]
        assert ledger.renderings("392-1") == RENDERINGS


def test_who_is_suppressed_again_after_they_came_back_stays_so(tmp_path):
    with opened(tmp_path) as ledger:
        forget(ledger)
        ledger.restore(key(0), EVERY, NOW + timedelta(days=1))
        assert ledger.suppressions() == []

        forget(ledger)

        assert [one.why for one in ledger.suppressions()] == [Why.FORGOTTEN]
    (tmp_path / "ledger.db").unlink()
    rebuild(tmp_path, FINGERPRINT, {}, {})
    with opened(tmp_path) as ledger:
        assert [one.why for one in ledger.suppressions()] == [Why.FORGOTTEN]
