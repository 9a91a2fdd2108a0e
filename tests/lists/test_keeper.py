from __future__ import annotations

import datetime
import os
from functools import partial

import pytest

from composer.lists import ListUnreadable, Unlistable, joined, left, replaced
from composer.problems import UsageError
from tests.lists.making import ANN, BOB, HEAD, addresses, doing, keeper_of, list_of, person, save, table

ODD = (
    '\ufeffEmail , name,,ROLE,,notes\r\n"ann@example.org","Ann, Ash",x,"say ""so""",,=1+1\r\n\r\n'
    " Bob@example.org ,Bob,,,y,'\r\n,,,,,\r\ncarl@example.org,Carl,,,,+44"
)


def test_rows_that_nobody_altered_are_written_again_the_same_to_the_byte(tmp_path):
    keeper = keeper_of(tmp_path, ODD)

    keeper.edit("send", doing("add"), lambda found: joined(found, person("dee", notes="@SUM(A1)")))

    assert list_of(tmp_path).read_bytes().decode() == ODD + "\r\ndee@example.org,,,,,@SUM(A1)\r\n"


def test_undoing_the_newest_change_gives_the_very_bytes_back(tmp_path):
    keeper = keeper_of(tmp_path, ODD)
    keeper.edit(
        "send", doing("import"), lambda found: replaced(found, table(("dee@example.org",), ("ann@example.org",)))
    )

    keeper.undo("send", None, doing("undo"))

    assert list_of(tmp_path).read_bytes().decode() == ODD


def test_a_network_without_a_list_gets_one_and_undone_it_is_an_empty_list(tmp_path):
    keeper = keeper_of(tmp_path)
    keeper.edit("send", doing("add"), lambda found: joined(found, person("ann")))

    keeper.undo("send", None, doing("undo"))

    assert list_of(tmp_path).read_text() == HEAD


def test_an_edit_that_changes_nothing_writes_nothing(tmp_path):
    keeper = keeper_of(tmp_path, ODD)
    before = list_of(tmp_path).stat()

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("carl", name="Carl")))

    assert edit.change is None
    assert (list_of(tmp_path).stat().st_ino, keeper.history("send")) == (before.st_ino, [])


def test_a_list_with_faults_is_never_rewritten(tmp_path):
    written = HEAD + ANN + 'bob@example.org,"Bob,,\n'
    keeper = keeper_of(tmp_path, written)

    with pytest.raises(ListUnreadable) as refused:
        keeper.edit("send", doing(), lambda found: left(found, "ann@example.org"))

    assert [problem.code for problem in refused.value.problems] == ["list-quote"]
    assert list_of(tmp_path).read_text() == written


@pytest.mark.parametrize("cell", ["two\nlines", "a\ttab", "bell\a", "\ud800", "x" * 140_000])
def test_a_cell_that_no_list_can_hold_is_refused_and_nothing_is_changed(tmp_path, cell):
    keeper = keeper_of(tmp_path, HEAD + ANN)

    with pytest.raises(Unlistable):
        keeper.edit("send", doing(), lambda found: joined(found, person("bob", name=cell)))

    assert list_of(tmp_path).read_text() == HEAD + ANN
    assert keeper.history("send") == []


def test_a_hand_edit_is_noticed_and_recorded_with_the_time_of_the_file(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    save(tmp_path, HEAD + ANN + "carl@example.org,,,\n" + BOB)
    os.utime(list_of(tmp_path), (1_900_000_000, 1_900_000_000))

    seen = keeper.by_hand("send")
    edit = keeper.edit("send", doing(), lambda found: joined(found, person("dee")))

    assert seen is not None
    assert edit.by_hand is not None
    assert [row["email"] for row in edit.by_hand.diff.joins] == ["bob@example.org"] == [r["email"] for r in seen.joins]
    assert edit.by_hand.doing.at == datetime.datetime.fromtimestamp(1_900_000_000, datetime.UTC)
    assert [change.doing.how for change in keeper.history("send")] == ["add", "by hand", "add"]
    assert keeper.by_hand("send") is None


def test_saving_an_older_copy_over_changes_loses_none_of_them_and_is_told(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    keeper.edit("send", doing(), lambda found: joined(found, person("ann", role="Head")))
    save(tmp_path, HEAD + ANN + BOB)

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("dee")))

    assert addresses(edit.table) == [f"{who}@example.org" for who in ("ann", "bob", "carl", "dee")]
    assert edit.kept is not None
    assert [row["email"] for row in edit.kept.joins] == ["carl@example.org"]
    assert [new["role"] for _, new in edit.kept.changes] == ["Head"]


def test_an_editor_that_stays_open_and_saves_its_old_copy_again_and_again_takes_nothing_back(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    written = HEAD + ANN
    for number in range(4):
        keeper.edit("send", doing(), partial(joined, row=person(f"w{number}")))
        written += f"hand{number}@example.org,,,\n"
        save(tmp_path, written)

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("last")))

    assert {f"{who}{n}@example.org" for who in ("w", "hand") for n in range(4)} <= set(addresses(edit.table))


def test_taking_a_change_back_by_hand_on_purpose_stands(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    save(tmp_path, HEAD + ANN)

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("dee")))

    assert addresses(edit.table) == ["ann@example.org", "dee@example.org"]


def test_mending_ones_own_hand_edit_is_no_stale_save(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    carl = "carl@example.org,,,\n"
    save(tmp_path, HEAD + ANN + carl + "bbo@example.org,,,\n")
    keeper.edit("send", doing(), lambda found: joined(found, person("dee")))
    save(tmp_path, HEAD + ANN + carl + BOB)

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("ed")))

    assert addresses(edit.table) == [f"{who}@example.org" for who in ("ann", "carl", "bob", "dee", "ed")]


def test_a_list_that_is_gone_is_not_taken_for_everybodys_leaving(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    list_of(tmp_path).unlink()

    with pytest.raises(UsageError, match="is gone"):
        keeper.edit("send", doing(), lambda found: joined(found, person("dee")))

    assert not list_of(tmp_path).exists()


@pytest.mark.parametrize("network", ["../send", "a/b", "", ".send", "a\\b", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, network):
    with pytest.raises(UsageError, match="no network's id"):
        keeper_of(tmp_path).edit(network, doing(), lambda found: joined(found, person("ann")))
    assert list(tmp_path.rglob("*.csv")) == []


def test_a_list_that_is_a_link_is_not_written_through(tmp_path):
    keeper = keeper_of(tmp_path)
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_text(HEAD + ANN)
    list_of(tmp_path).symlink_to(elsewhere)

    with pytest.raises(UsageError, match="is a link"):
        keeper.edit("send", doing(), lambda found: joined(found, person("bob")))

    assert elsewhere.read_text() == HEAD + ANN


def test_only_the_owner_reads_the_history(tmp_path):
    keeper_of(tmp_path, HEAD + ANN).edit("send", doing(), lambda found: joined(found, person("bob")))

    kept = [tmp_path / "var" / "lists", *(tmp_path / "var" / "lists").rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in kept if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in kept if path.is_file()} == {0o600}
