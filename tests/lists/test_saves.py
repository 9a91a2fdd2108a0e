"""What editors and others do to a list's file: between changes, while one is made, and beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from composer import files
from composer.lists import ListUnreadable, SavedWithFaults, joined
from composer.model.tables import Table
from composer.problems import UsageError
from tests.lists.making import ANN, BOB, HEAD, addresses, doing, keeper_of, list_of, person, save

FAULTY = HEAD + ANN + 'bob@example.org,"Bob,,\n'


def saving(root: Path, written: str, name: str, found: Table) -> Table:
    """The list with somebody more; meanwhile, somebody saves it."""
    save(root, written)
    return joined(found, person(name))


def test_a_file_of_0_bytes_is_refused_as_a_list_where_there_was_none(tmp_path):
    keeper = keeper_of(tmp_path)
    with pytest.raises(UsageError):
        keeper.to_undo("send", None)  # by which it is known that there is no list
    list_of(tmp_path).write_bytes(b"")

    with pytest.raises(ListUnreadable) as refused:
        keeper.edit("send", doing(), lambda found: joined(found, person("ann")))

    assert [problem.message for problem in refused.value.problems] == ["the list is empty"]


def test_faults_saved_while_a_change_is_made_are_left_as_saved_and_the_change_is_told_as_kept(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))

    with pytest.raises(SavedWithFaults, match="Change 2 is kept") as told:
        keeper.edit("send", doing(), partial(saving, tmp_path, FAULTY, "dee"))

    assert [problem.code for problem in told.value.problems] == ["list-quote"]
    assert list_of(tmp_path).read_text() == FAULTY
    assert [change.number for change in keeper.history("send")] == [2, 1]


def test_a_change_during_which_faults_were_saved_comes_back_once_they_are_mended(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    with pytest.raises(SavedWithFaults):
        keeper.edit("send", doing(), partial(saving, tmp_path, FAULTY, "dee"))
    save(tmp_path, HEAD + ANN + "carl@example.org,,,\n" + BOB)

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("ed")))

    assert set(addresses(edit.table)) == {f"{who}@example.org" for who in ("ann", "bob", "carl", "dee", "ed")}


def test_a_copy_older_than_many_changes_takes_none_of_them_back(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    for number in range(8):
        keeper.edit("send", doing(), partial(joined, row=person(f"w{number}")))
    save(tmp_path, HEAD + ANN + BOB)

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("last")))

    assert {f"w{number}@example.org" for number in range(8)} < set(addresses(edit.table))


@pytest.mark.parametrize("when", ["before the change", "while it is made"])
def test_an_editor_that_writes_into_the_file_is_waited_for(tmp_path, monkeypatch, when):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    rest = ["carl@example.org,,,\n", *(f"hand{number}@example.org,,,\n" for number in range(3))]
    with list_of(tmp_path).open("r+") as editor:

        def begins() -> None:
            editor.truncate(0)
            editor.write(HEAD + ANN)
            editor.flush()

        def goes_on(_: float) -> None:
            editor.write(rest.pop(0) if rest else "")
            editor.flush()

        def alter(found: Table) -> Table:
            if when == "while it is made":
                begins()
            return joined(found, person("dee"))

        monkeypatch.setattr("composer.lists.place.time.sleep", goes_on)
        if when == "before the change":
            begins()
        edit = keeper.edit("send", doing(), alter)

    assert rest == []
    assert set(addresses(edit.table)) == {
        f"{who}@example.org" for who in ("ann", "carl", "hand0", "hand1", "hand2", "dee")
    }


@pytest.mark.parametrize("name", [".send.csv.displaced-1~", ".send.csv.displaced-", ".send.csv.displaced-x"])
def test_a_copy_that_others_left_beside_the_list_is_no_displaced_save(tmp_path, name):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    (tmp_path / "recipients" / name).write_text(HEAD + BOB)

    edit = keeper.edit("send", doing(), lambda found: joined(found, person("carl")))

    assert addresses(edit.table) == ["ann@example.org", "carl@example.org"]
    assert [change.number for change in keeper.history("send")] == [1]
    assert (tmp_path / "recipients" / name).exists()


class TestWithoutRenameat2:
    @pytest.fixture(autouse=True)
    def _cannot(self, monkeypatch):
        monkeypatch.setattr(files, "_renameat2", lambda: None)

    def test_a_save_before_the_change_is_made_is_taken_in(self, tmp_path):
        keeper = keeper_of(tmp_path, HEAD + ANN)

        edit = keeper.edit("send", doing(), partial(saving, tmp_path, HEAD + ANN + BOB, "carl"))

        assert addresses(edit.table) == [f"{who}@example.org" for who in ("ann", "bob", "carl")]

    def test_a_list_that_comes_to_be_meanwhile_is_taken_in(self, tmp_path):
        keeper = keeper_of(tmp_path)

        edit = keeper.edit("send", doing(), partial(saving, tmp_path, HEAD + BOB, "carl"))

        assert addresses(edit.table) == ["bob@example.org", "carl@example.org"]

    def test_a_list_that_is_saved_without_end_is_given_up_and_nothing_of_it_is_lost(self, tmp_path):
        keeper = keeper_of(tmp_path, HEAD + ANN)

        def alter(found: Table) -> Table:
            return saving(
                tmp_path, f"{list_of(tmp_path).read_text()}hand{len(found.rows)}@example.org,,,\n", "dee", found
            )

        with pytest.raises(UsageError, match="again and again"):
            keeper.edit("send", doing(), alter)

        people = addresses(keeper.read("send"))
        assert "dee@example.org" not in people
        assert people[1:] == [f"hand{number}@example.org" for number in range(1, len(people))]
