from __future__ import annotations

import pytest

from composer.lists import joined, replaced
from composer.problems import UsageError
from tests.lists.making import ANN, BOB, HEAD, addresses, doing, keeper_of, list_of, person, save, table


def test_undoing_an_older_change_leaves_alone_what_others_changed_since_and_tells_it(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(joined(found, person("bob")), person("carl")))
    keeper.edit("send", doing(), lambda found: joined(found, person("bob", role="Lead")))

    edit = keeper.undo("send", 1, doing("undo"))

    assert addresses(edit.table) == ["ann@example.org", "bob@example.org"]
    assert [row["email"] for row in edit.untouched] == ["bob@example.org"]


def test_an_undo_can_be_undone_but_nothing_is_undone_twice(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("bob")))
    written = list_of(tmp_path).read_bytes()
    keeper.undo("send", None, doing("undo"))
    with pytest.raises(UsageError, match="undone before, by change 2"):
        keeper.undo("send", 1, doing("undo"))

    edit = keeper.undo("send", 2, doing("undo"))

    assert edit.change is not None
    assert edit.change.undoes == 2
    assert list_of(tmp_path).read_bytes() == written
    assert keeper.undo("send", None, doing("undo")).change is not None


def test_an_undo_after_a_stale_save_takes_back_what_was_saved_and_never_the_merge(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit(
        "send", doing("import"), lambda found: replaced(found, table(("ann@example.org",), ("carl@example.org",)))
    )
    save(tmp_path, HEAD + ANN + BOB)
    keeper.edit("send", doing(), lambda found: found)
    assert [change.doing.how for change in keeper.history("send")] == ["merge", "by hand", "import"]

    first = keeper.undo("send", None, doing("undo"))
    second = keeper.to_undo("send", None)

    assert addresses(first.table) == ["ann@example.org", "carl@example.org"]
    assert second.number == 1


def test_what_would_be_undone_is_told_before_with_its_number_a_hand_edit_included(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    save(tmp_path, list_of(tmp_path).read_text() + BOB)

    shown = keeper.to_undo("send", None)
    keeper.edit("send", doing(), lambda found: joined(found, person("dee")))
    edit = keeper.undo("send", shown.number, doing("undo"))

    assert (shown.number, shown.doing.how) == (2, "by hand")
    assert addresses(edit.table) == ["ann@example.org", "carl@example.org", "dee@example.org"]


@pytest.mark.parametrize("changed_since", [False, True])
def test_who_is_to_stay_out_does_not_come_back_by_an_undo_and_is_told(tmp_path, changed_since):
    keeper = keeper_of(tmp_path, HEAD + ANN + BOB)
    keeper.edit("send", doing("import"), lambda found: replaced(found, table(("cy@example.org",))))
    if changed_since:
        keeper.edit("send", doing(), lambda found: joined(found, person("dee")))

    edit = keeper.undo("send", 1, doing("undo"), lambda who: who == "ann@example.org")

    assert addresses(edit.table) == ["dee@example.org"] * changed_since + ["bob@example.org"]
    assert [row["email"] for row in edit.untouched] == ["ann@example.org"]
