from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from composer.ledger import Ledger, open_ledger, read_ledger, rebuild
from composer.model import State
from composer.problems import LedgerError

from . import damage
from .damage import (
    ADDRESSES,
    KNOWN,
    OF_A_DATABASE,
    OF_A_LOG,
    OF_RECEIPTS,
    UNSUBSCRIBED,
    Killed,
    claimable,
    damaged,
    states,
)
from .made import FINGERPRINT, NOW, RENDERINGS, copied, key, numbers, people, run

SENT = {State.ACCEPTED, State.IN_DOUBT}


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    return damage.killed(tmp_path_factory.mktemp("killed"))


def sent(killed: Killed, name: str = "391-1") -> set[str]:
    """Who has got, or may have got, the letter."""
    return {person for person, state in killed.states[name].items() if state in SENT}


def survives(var: Path, killed: Killed, known: Mapping[str, str] = KNOWN) -> bool:
    """Whether the ledger opens; if so, it must be right to the last letter."""
    with suppress(LedgerError), open_ledger(var, FINGERPRINT, known) as ledger:
        assert states(ledger) == killed.states
        assert [suppression.key for suppression in ledger.suppressions()] == [UNSUBSCRIBED]
        assert not claimable(ledger) & (sent(killed) | {UNSUBSCRIBED})
        return True
    return False


def test_a_killed_sender_leaves_books_that_balance(killed):
    counted = sorted(killed.states["391-1"].values())
    assert {state: counted.count(state) for state in set(counted)} == {
        State.ACCEPTED: 21, State.DEFERRED: 3, State.IN_DOUBT: 2, State.QUEUED: 14,
    }  # fmt: skip
    assert set(killed.states["390-1"].values()) == {State.ACCEPTED}


def test_of_300_corrupted_ledgers_each_refuses_or_is_right(killed, tmp_path):
    chance = Random(391)
    survived = 0
    for case in range(300):
        kind, file = (OF_A_LOG, "ledger.db-wal") if case % 3 == 0 else (OF_A_DATABASE, "ledger.db")
        var = damaged(killed.var, tmp_path / str(case), file, chance.choice(kind), chance)
        survived += survives(var, killed)
    assert 20 < survived < 280  # both happen: damage to what is in use, and to what is not


@pytest.mark.parametrize("harm", [damage.empty, damage.delete, damage.scribble, damage.replace, damage.lost_row])
@pytest.mark.parametrize("known", [KNOWN, {}])
def test_a_ledger_that_is_lost_refuses_and_says_how_to_go_on(killed, tmp_path, harm, known):
    var = damaged(killed.var, tmp_path / "var", "ledger.db", harm, Random(1))
    for end in ("-wal", "-shm"):
        (var / f"ledger.db{end}").unlink(missing_ok=True)
    for opened in (open_ledger, read_ledger):
        with pytest.raises(LedgerError, match=r"composer rebuild"):
            read_all(opened, var, known)


def read_all(opened: Callable[..., Ledger], var: Path, known: Mapping[str, str]) -> None:
    with opened(var, FINGERPRINT, known) as ledger:
        for name in KNOWN:
            ledger.books(name)


def test_an_absent_ledger_refuses_for_every_run_since_who_unsubscribed_is_lost_too(tmp_path):
    with pytest.raises(LedgerError, match="12-1"):
        open_ledger(tmp_path / "var", FINGERPRINT, {"12-1": "content"})
    with open_ledger(tmp_path / "other", FINGERPRINT, {}) as ledger:
        ledger.suppress(key(1), "", "asked to", NOW)
    (tmp_path / "other" / "ledger.db").unlink()
    with pytest.raises(LedgerError, match="suppressions"):
        open_ledger(tmp_path / "other", FINGERPRINT, {})


def test_a_log_left_behind_by_a_ledger_that_is_gone_is_not_taken_for_a_new_one(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    (var / "ledger.db").unlink()
    assert not survives(var, killed, {})


def test_an_old_copy_of_the_ledger_is_brought_up_to_date_from_the_receipts(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    (var / "ledger.db-wal").unlink()
    assert survives(var, killed)


def test_an_old_copy_that_misses_a_run_refuses(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    with pytest.raises(LedgerError, match=r"does not know what was sent already \(392-1\)"):
        open_ledger(var, FINGERPRINT, {**KNOWN, "392-1": "content"})


def test_a_run_of_other_content_than_is_known_refuses(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    with pytest.raises(LedgerError, match="another 390-1"):
        open_ledger(var, FINGERPRINT, {**KNOWN, "390-1": "other"})


@pytest.mark.parametrize("opened", [open_ledger, read_ledger])
def test_another_secret_refuses(killed, tmp_path, opened):
    var = copied(killed.var, tmp_path / "var")
    with pytest.raises(LedgerError, match="Put var/secret back from a backup"):
        opened(var, "another", KNOWN)


def test_receipts_that_are_damaged_change_nothing_and_are_written_anew(killed, tmp_path):
    chance = Random(8)
    for case in range(25):
        file = chance.choice(["receipts/391-1.jsonl", "receipts/suppressions.jsonl"])
        var = damaged(killed.var, tmp_path / str(case), file, chance.choice(OF_RECEIPTS), chance)
        assert survives(var, killed)
        (var / "ledger.db").unlink()
        rebuild(var, FINGERPRINT, KNOWN, ADDRESSES)
        with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
            now_claimed = dict.fromkeys(claimable(ledger), State.QUEUED)
            assert not now_claimed.keys() & sent(killed)


def test_a_ledger_is_made_again_from_its_receipts(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        before = states(ledger)
        letters = list(ledger.books("391-1").standing())
    (var / "ledger.db").unlink()

    remarks = rebuild(var, FINGERPRINT, KNOWN, ADDRESSES)

    spellings, approvals = remarks
    assert "today's lists" in spellings
    assert "approve" in approvals
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert states(ledger) == before
        assert ledger.runs() == [run(390), run(391)]
        books = ledger.books("391-1")
        assert books.renderings() == RENDERINGS
        again = list(books.standing())
        assert [(letter.address, letter.name, letter.variant, letter.date, letter.networks) for letter in again] == [
            (letter.address, letter.name, letter.variant, letter.date, letter.networks) for letter in letters
        ]
        assert [letter.key for letter in again if letter.state is State.IN_DOUBT] == [
            letter.key for letter in letters if letter.state is State.IN_DOUBT
        ]
        assert [suppression.key for suppression in ledger.suppressions()] == [UNSUBSCRIBED]


def test_made_again_from_receipts_without_an_end_everybody_who_waits_is_in_doubt(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    (var / "ledger.db").write_bytes(b"")

    remarks = rebuild(var, FINGERPRINT, KNOWN, ADDRESSES)

    assert "may not be complete" in remarks[0]
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert numbers(ledger.books("391-1")) == {"accepted": 21, "in_doubt": 19}
    assert (var / "ledger.db.damaged-1").read_bytes() == b""


def test_made_again_nobody_is_queued_whom_a_lost_receipt_may_tell_of(killed, tmp_path):
    chance = Random(4)
    rebuilt = 0
    for case in range(25):
        harm = chance.choice(OF_RECEIPTS)
        var = damaged(killed.var, tmp_path / str(case), "receipts/391-1.jsonl", harm, chance)
        (var / "ledger.db").unlink()
        with suppress(LedgerError):
            rebuild(var, FINGERPRINT, KNOWN, ADDRESSES)
            rebuilt += 1
        if not (var / "ledger.db").exists():
            continue
        with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
            assert claimable(ledger) == set()
            assert set(states(ledger)["391-1"].values()) <= {State.ACCEPTED, State.IN_DOUBT, State.CANCELLED}
    assert rebuilt > 8


@pytest.mark.parametrize("harm", ["a damaged line", "an unfinished line", "a lost end"])
def test_where_one_receipt_is_lost_everybody_who_waits_is_in_doubt(killed, tmp_path, harm):
    var = copied(killed.var, tmp_path / "var")
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        states(ledger)
    (var / "ledger.db").unlink()
    path = var / "receipts" / "391-1.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lost = next(number for number, line in enumerate(lines) if b"handed_over" in line)
    if harm == "a damaged line":
        lines[lost] = lines[lost].replace(b"handed", b"hended")
    elif harm == "an unfinished line":
        lines.append(lines[lost][:-9])
    else:
        lines.pop()
    path.write_bytes(b"".join(lines))

    assert any("may not be complete" in remark for remark in rebuild(var, FINGERPRINT, KNOWN, ADDRESSES))

    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert numbers(ledger.books("391-1")) == {"accepted": 21, "in_doubt": 19}


def test_who_is_on_no_list_any_more_is_cancelled_or_keeps_their_state_without_an_address(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        before = states(ledger)["391-1"]
    (var / "ledger.db").unlink()

    rebuild(var, FINGERPRINT, KNOWN, {})

    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        waiting = sum(state in (State.QUEUED, State.DEFERRED) for state in before.values())
        books = ledger.books("391-1")
        assert numbers(books) == {"accepted": 21, "in_doubt": 2, "cancelled": waiting}
        assert {letter.reply for letter in books.standing(State.CANCELLED)} == {"no longer on any list"}
        assert {letter.address for letter in books.standing()} == {""}
        books.resolve(State.QUEUED, NOW)
        assert numbers(books) == {"accepted": 21, "cancelled": waiting + 2}


def test_a_ledger_that_can_be_read_is_not_made_again(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    with pytest.raises(LedgerError, match="can be read, so nothing was done"):
        rebuild(var, FINGERPRINT, KNOWN, ADDRESSES)
    assert survives(var, killed)


@pytest.mark.parametrize("fault", ["another secret", "a known run without receipts"])
def test_a_ledger_that_cannot_be_made_again_leaves_everything_as_it_was(killed, tmp_path, fault):
    var = copied(killed.var, tmp_path / "var")
    (var / "ledger.db").write_bytes(b"rubbish")
    known = {**KNOWN, "392-1": "content"} if fault == "a known run without receipts" else KNOWN
    with pytest.raises(LedgerError, match="composer restore FILE"):
        rebuild(var, "another" if fault == "another secret" else FINGERPRINT, known, ADDRESSES)
    assert (var / "ledger.db").read_bytes() == b"rubbish"


def test_no_address_and_no_name_stands_in_the_receipts(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        ledger.books("391-1").cancel(NOW, "over")
    (var / "ledger.db").unlink()
    rebuild(var, FINGERPRINT, KNOWN, ADDRESSES)
    files = [path.read_bytes() for path in (var / "receipts").iterdir()]
    assert len(files) > 3
    for content in files:
        for address, name in ADDRESSES.values():
            assert address.encode() not in content
            assert name.encode() not in content


def test_a_beginning_that_never_was_committed_is_set_aside(killed, tmp_path):
    var = copied(killed.var, tmp_path / "var")
    with open_ledger(tmp_path / "other", FINGERPRINT, {}) as ledger:
        ledger.begin(run(399), RENDERINGS, people(3))
    (tmp_path / "other" / "receipts" / "399-1.jsonl").rename(var / "receipts" / "399-1.jsonl")
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        assert numbers(ledger.begin(run(399), RENDERINGS, people(2))) == {"queued": 2}
    assert (var / "receipts" / "399-1.jsonl.never-begun-1").exists()


def test_receipts_of_a_run_the_ledger_does_not_know_refuse_once_a_letter_has_left(killed, tmp_path):
    with open_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        ledger.suppress(key(0), "", "asked to", NOW)
    (killed_receipts := tmp_path / "var" / "receipts" / "391-1.jsonl").write_bytes(
        (killed.var / "receipts" / "391-1.jsonl").read_bytes()
    )
    with pytest.raises(LedgerError, match=r"sent already \(391-1\)"):
        open_ledger(tmp_path / "var", FINGERPRINT, {})
    assert killed_receipts.exists()


def test_looking_makes_nothing(tmp_path):
    with read_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        assert ledger.runs() == []
        with pytest.raises(LedgerError, match="reading only"):
            ledger.suppress(key(1), "", "asked to", NOW)
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_can_read_the_files(killed):
    modes = {path.name: path.stat().st_mode & 0o777 for path in killed.var.rglob("*")}
    assert modes.pop("receipts") == 0o700
    assert set(modes.values()) == {0o600}
