"""An import is judged by what the list holds at the moment it is done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from composer.lists import Diff, Doing, compare, joined, left
from composer.model import USUAL, Table
from composer.pipeline.importing import ShrinksTooMuch, apply, shrinking
from composer.pipeline.listing import Lists
from tests.pipeline.conftest import ADA, SAM, addresses, listed, planned


def test_somebody_who_joined_between_the_diff_and_the_import_is_in_the_change_and_comes_back_by_undo(
    lists: Lists,
) -> None:
    shown = planned(lists, listed(range(9)))
    lists.edit("send", ADA, lambda table: joined(table, {"email": "new@example.org"}))

    edit = apply(lists, shown, SAM, may_shrink=False)

    assert edit.change is not None
    assert {row["email"] for row in edit.change.diff.leaves} == {"p9@example.org", "new@example.org"}
    assert edit.change.diff != shown.diff
    lists.undo("send", edit.change.number, SAM)
    assert "new@example.org" in addresses(lists)


def test_the_guard_looks_at_the_list_of_that_moment(lists: Lists) -> None:
    shown = planned(lists, listed(range(8)))
    assert shrinking(shown.before, shown.diff) == ""
    lists.edit("send", ADA, lambda table: joined(joined(table, {"email": "a@example.org"}), {"email": "b@example.org"}))

    with pytest.raises(ShrinksTooMuch, match=r"this removes 33 % \(4 of 12\)"):
        apply(lists, shown, SAM, may_shrink=False)

    assert len(addresses(lists)) == 12


def test_what_an_editor_saved_between_the_diff_and_the_import_is_kept_in_the_history(lists: Lists) -> None:
    shown = planned(lists, listed(range(10)) + "q@example.org,Q\n")
    path = lists.root / "recipients" / "send.csv"
    apply(lists, shown, SAM, may_shrink=False)
    path.write_text(path.read_text() + "hand@example.org,Hand\n")

    edit = apply(lists, shown, SAM, may_shrink=False)

    assert edit.by_hand is not None
    assert [row["email"] for row in edit.by_hand.diff.joins] == ["hand@example.org"]
    assert edit.change is not None
    assert [row["email"] for row in edit.change.diff.leaves] == ["hand@example.org"]


@pytest.mark.parametrize(
    ("people", "leaving", "guarded"),
    [
        (10, 2, False),
        (10, 3, True),
        (15, 3, False),
        (14, 3, True),
        (2, 1, False),
        (2, 2, True),
        (1, 1, True),
        (0, 0, False),
    ],
)
def test_more_than_a_fifth_and_more_than_two_or_everybody_is_guarded(people: int, leaving: int, guarded: bool) -> None:
    before = Table(("email",), tuple((f"p{at}@example.org",) for at in range(people)))
    after = before
    for at in range(leaving):
        after = left(after, f"p{at}@example.org")

    assert bool(shrinking(before, compare(before, after))) is guarded


def test_a_list_of_nobody_does_not_shrink() -> None:
    assert shrinking(Table(USUAL, ()), Diff()) == ""


def test_recent_joiners_who_would_leave_are_told_with_the_change_that_added_them(lists: Lists) -> None:
    lists.edit("send", ADA, lambda table: joined(table, {"email": "new@example.org"}))
    old = Doing("ada", "add", datetime(2025, 3, 6, tzinfo=UTC))
    lists.edit("send", old, lambda table: joined(table, {"email": "old@example.org"}))
    lists.edit("send", SAM, lambda table: joined(table, {"email": "own@example.org"}))

    shown = planned(lists, listed(range(10)))

    assert {who: change.number for who, change in shown.newer.leaves.items()} == {"new@example.org": 1}


def test_what_ones_own_other_file_did_counts_and_the_same_file_again_does_not(lists: Lists) -> None:
    march = Doing("sam", "import", SAM.at, "mar.csv")
    lists.edit("send", march, lambda table: left(joined(table, {"email": "new@example.org"}), "p9@example.org"))

    other = planned(lists, listed(range(10))).newer
    lists.undo("send", 1, Doing("sam", "undo", SAM.at))
    again = lists.edit("send", SAM, lambda table: joined(table, {"email": "own@example.org"}))
    lists.undo("send", 3, Doing("sam", "undo", SAM.at))
    after = planned(lists, listed(range(10)) + "own@example.org,\n").newer

    assert again.change is not None
    assert ({*other.leaves}, {*other.joins}) == ({"new@example.org"}, {"p9@example.org"})
    assert len(after) == 0


def test_a_cell_goes_back_only_where_it_becomes_what_a_change_found(lists: Lists) -> None:
    first, second = ({"email": "p1@example.org", "name": name} for name in ("First", "Second"))
    lists.edit("send", ADA, lambda table: joined(table, first))
    lists.edit("send", ADA, lambda table: joined(table, second))

    back = planned(lists, listed(range(10))).newer.changes
    onward = planned(lists, listed(range(10)).replace("P 1", "Third")).newer.changes

    assert {who: change.number for who, change in back.items()} == {"p1@example.org": 1}
    assert onward == {}
