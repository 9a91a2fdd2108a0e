"""Backups, restoring and rebuilding, killed or stopped anywhere: no second copy in silence, and no opt-out is lost."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from composer.ledger import rebuild, restore, write_backup
from composer.model import State
from composer.problems import LedgerError, UsageError

from .made import copied, key
from .recovery import (
    ADDRESSES,
    KNOWN,
    OPTED_OUT,
    SECRET,
    back,
    begun,
    claimable,
    files,
    gone_on,
    kept,
    killed_everywhere,
    lose,
    of_version,
    opened,
    opted_out,
    stand,
)

GOT_IT = {key(number) for number in (*range(7), 12)}
FEWEST_POINTS = 10


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where everything happened, and was lost but for the receipts; its backup is older."""
    folder = tmp_path_factory.mktemp("home")
    var = begun(folder / "var")
    kept(var, folder / "kept.tar.gz")
    return lose(gone_on(var))


@pytest.fixture
def var(home, tmp_path):
    return copied(home, tmp_path / "var")


@pytest.fixture
def backup(home):
    return home.parent / "kept.tar.gz"


def again(var: Path) -> list[str]:
    """Make the ledger again."""
    return rebuild(var, SECRET.fingerprint, KNOWN, ADDRESSES)


def sends_no_second_copy(var: Path, folder: Path) -> None:
    """Whoever sends at this instant is refused, or writes to nobody twice, nor to who has left."""
    with suppress(LedgerError), opened(copied(var, folder)) as ledger:
        assert not claimable(ledger) & (GOT_IT | OPTED_OUT)


def forgets_no_opt_out(var: Path) -> None:
    """Whoever rebuilds instead of restoring again is refused, or has everybody who had left."""
    with suppress(LedgerError):
        again(var)
    with suppress(LedgerError), opened(var) as ledger:
        assert opted_out(ledger) == {key(10)}


def test_a_restore_killed_anywhere_on_an_empty_disk_and_done_again_has_whoever_waited_in_doubt(backup, tmp_path):
    (tmp_path / "empty").mkdir(mode=0o700)
    points = 0
    for var in killed_everywhere(tmp_path / "empty", tmp_path, lambda var: back(var, backup)):
        sends_no_second_copy(var, tmp_path / f"{var.name}-sent")
        forgets_no_opt_out(copied(var, tmp_path / f"{var.name}-rebuilt"))
        with suppress(LedgerError):  # it was back already
            back(var, backup)
        with opened(var) as ledger:
            assert {person for person, state in stand(ledger).items() if state is State.IN_DOUBT} == {
                key(number) for number in range(4, 12)
            }
            assert opted_out(ledger) == {key(10)}
            assert claimable(ledger) == set()
        assert not list(var.glob(".*"))
        points += 1
    assert points > FEWEST_POINTS


@pytest.mark.parametrize("afterwards", ["restore", "rebuild"])
def test_a_restore_killed_anywhere_where_receipts_know_more_forgets_nothing(var, backup, tmp_path, afterwards):
    again(var)  # so that the receipts no longer begin with the backup's bytes
    lose(var)
    (var / "ledger.db").write_bytes(b"rubbish")
    points = 0
    for each in killed_everywhere(var, tmp_path, lambda var: back(var, backup)):
        sends_no_second_copy(each, tmp_path / f"{each.name}-sent")
        with suppress(LedgerError):
            back(each, backup) if afterwards == "restore" else again(each)
        with opened(each) as ledger:
            assert {person for person, state in stand(ledger).items() if state is State.ACCEPTED} == GOT_IT
            assert opted_out(ledger) == OPTED_OUT
        points += 1
    assert points > FEWEST_POINTS


def test_a_rebuild_killed_anywhere_and_done_again_forgets_nothing(var, tmp_path):
    path = var / "receipts" / "391-1.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))  # its end is lost
    (var / "ledger.db").write_bytes(b"rubbish")
    points = 0
    for each in killed_everywhere(var, tmp_path, again):
        sends_no_second_copy(each, tmp_path / f"{each.name}-sent")
        with suppress(LedgerError):
            again(each)
        with opened(each) as ledger:
            assert set(stand(ledger).values()) == {State.ACCEPTED, State.IN_DOUBT, State.SUPPRESSED}
            assert {person for person, state in stand(ledger).items() if state is State.ACCEPTED} == GOT_IT
            assert opted_out(ledger) == OPTED_OUT
        assert not list(each.glob(".*"))
        points += 1
    assert points > FEWEST_POINTS


def test_a_restore_that_fails_halfway_changes_nothing_and_the_next_one_has_people_in_doubt(backup, tmp_path):
    (var := tmp_path / "var").mkdir(mode=0o700)

    with pytest.raises(UsageError):
        restore(var, backup, KNOWN, unreadable_lists)

    assert files(var) == {}
    assert any("in doubt" in remark for remark in back(var, backup))
    with opened(var) as ledger:
        assert claimable(ledger) == set()


def unreadable_lists(_: object) -> dict[str, tuple[str, str]]:
    raise UsageError("newsletter.yaml cannot be read")


def test_the_backup_of_another_programme_changes_nothing_and_the_right_one_works_afterwards(var, backup, tmp_path):
    other = kept(begun(tmp_path / "other", secret=b"o" * 32), tmp_path / "other.tar.gz")
    before = files(var)

    with pytest.raises(LedgerError, match=r"other\.tar\.gz is a backup of another workspace.*Nothing was changed"):
        back(var, other)

    assert files(var) == before
    back(var, backup)
    with opened(var) as ledger:
        assert {person for person, state in stand(ledger).items() if state is State.ACCEPTED} == GOT_IT


def test_a_backup_that_lacks_a_known_run_changes_nothing(backup, tmp_path):

    (var := tmp_path / "var").mkdir(mode=0o700)
    with pytest.raises(LedgerError, match="no receipts of run 392-1"):
        restore(var, backup, {**KNOWN, "392-1": "content"}, lambda _: ADDRESSES)
    assert files(var) == {}


@pytest.mark.parametrize("doing", ["restore", "rebuild"])
def test_a_ledger_of_a_newer_composer_stays_where_it_is(var, backup, doing):
    again(var)
    of_version(var, 999)
    before = files(var)

    with pytest.raises(LedgerError, match="Install the Composer that wrote it"):
        back(var, backup) if doing == "restore" else again(var)

    assert files(var) == before


@pytest.mark.parametrize("doing", ["restore", "rebuild"])
def test_a_ledger_that_cannot_be_read_for_now_stays_where_it_is(var, backup, doing):
    again(var)
    opened(var).close()
    (var / "ledger.db-wal").mkdir()
    before = files(var)

    with pytest.raises(LedgerError, match="See that the disk works"):
        back(var, backup) if doing == "restore" else again(var)

    assert files(var) == before


def test_an_opt_out_that_either_knows_of_holds(var, backup):
    path = var / "receipts" / "suppressions.jsonl"
    [_, newer] = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(newer)

    back(var, backup)

    with opened(var) as ledger:
        assert opted_out(ledger) == OPTED_OUT


def test_receipts_here_that_are_damaged_still_tell_of_whoever_was_added_since(var, backup):
    path = var / "receipts" / "391-1.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:9], b"damaged\n", *lines[10:]]))

    back(var, backup)

    with opened(var) as ledger:
        assert stand(ledger)[key(12)] is State.ACCEPTED
        assert claimable(ledger) == set()


def test_a_ledger_that_has_only_lost_its_secret_stays(var, backup):
    again(var)
    (var / "secret").unlink()

    assert "only var/secret was put back" in back(var, backup)[0]

    with opened(var) as ledger:
        assert set(stand(ledger).values()) == {State.ACCEPTED, State.QUEUED, State.SUPPRESSED}


def test_names_as_the_run_began_go_before_those_on_todays_lists(backup, tmp_path):

    (var := tmp_path / "var").mkdir(mode=0o700)
    today = {person: (address, "Another Name") for person, (address, _) in ADDRESSES.items()}

    remarks = restore(var, backup, KNOWN, lambda _: today)

    assert not any("today's lists" in remark for remark in remarks)
    with opened(var) as ledger:
        assert {letter.name for letter in ledger.books("391-1").standing()} == {f"Person {n}" for n in range(12)}


def test_a_backup_killed_anywhere_leaves_no_half_a_file_and_the_same_command_works(tmp_path):
    def back_up(var: Path) -> None:
        write_backup(var, var.parent / f"{var.name}.tar.gz")

    points = 0
    for each in killed_everywhere(begun(tmp_path / "var"), tmp_path, back_up):
        file = tmp_path / f"{each.name}.tar.gz"
        if not file.exists():
            back_up(each)
        else:
            kept(each, tmp_path / f"{each.name}-second.tar.gz")
        shutil.rmtree(tmp_path / "restored", ignore_errors=True)
        back(tmp_path / "restored", file)
        assert not list(each.glob(".backup.*"))
        points += 1
    assert points > FEWEST_POINTS / 2
