"""Who was erased comes back by nothing that is done to a list, however late they were erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from composer.lists import BY_HAND, Doing, Edit, ListKeeper, joined, left
from composer.model import Table
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import Forgotten, forget
from composer.pipeline.importing import apply
from composer.pipeline.listing import Lists
from composer.pipeline.membership import StaysOut, add
from tests.pipeline.conftest import ADA, NOW, SAM, addresses, listed, planned

GONE = "p9@example.org"


def forgotten(lists: Lists) -> Forgotten:
    """As the command does."""
    return forget(Workspace.open(lists.root), GONE, NOW)


def files_of_lists_with_them(lists: Lists) -> set[Path]:
    """Files that Composer writes for lists and that have them."""
    files = [*(lists.root / "recipients").rglob("*"), *(lists.root / "var" / "lists").rglob("*")]
    return {path for path in files if path.is_file() and GONE.encode() in path.read_bytes()}


def test_an_import_of_who_is_forgotten_between_the_diff_and_apply_does_not_bring_them_back(lists: Lists) -> None:
    shown = planned(lists, listed([*range(10), 10]))
    forgotten(lists)

    edit = apply(lists, shown, SAM, may_shrink=False)

    assert edit.change is not None
    assert [row["email"] for row in edit.change.diff.joins] == ["p10@example.org"]
    assert files_of_lists_with_them(lists) == set()


class Interrupted(ListKeeper):
    """A keeper of lists, before whose first edit somebody has a person erased."""

    def edit(self, network: str, doing: Doing, alter: Callable[[Table], Table]) -> Edit:
        forget(Workspace.open(self.root), GONE, NOW)
        return super().edit(network, doing, alter)


def test_who_is_forgotten_just_before_they_are_added_is_not_added(lists: Lists) -> None:
    with pytest.raises(StaysOut, match="was erased on 6 March 2026"):
        add(replace(lists, keeper=Interrupted(lists.root)), "send", {"email": GONE, "name": "Back"}, ADA)

    assert addresses(lists) == [f"p{at}@example.org" for at in range(9)]
    assert files_of_lists_with_them(lists) == set()


def test_an_undo_does_not_put_a_forgotten_person_back_and_tells_that_they_were_left(lists: Lists) -> None:
    forgotten(lists)
    path = lists.root / "recipients" / "send.csv"
    path.write_text(path.read_text() + f"{GONE},P 9\n")  # by hand, again
    lists.edit("send", ADA, lambda table: left(left(table, GONE), "p8@example.org"))

    edit = lists.undo("send", None, SAM)

    assert addresses(lists) == [f"p{at}@example.org" for at in range(9)]
    assert [row["email"] for row in edit.untouched] == [GONE]


def test_an_undo_takes_back_the_change_that_was_shown_whatever_came_after(lists: Lists) -> None:
    lists.edit("send", ADA, lambda table: joined(table, {"email": "new@example.org"}))
    shown = lists.to_undo("send", None)
    lists.edit("send", ADA, lambda table: joined(table, {"email": "later@example.org"}))

    edit = lists.undo("send", shown.number, SAM)

    assert edit.change is not None
    assert edit.change.undoes == shown.number == 1
    assert addresses(lists)[10:] == ["later@example.org"]


def test_what_was_changed_by_hand_has_its_number_before_it_is_shown_so_that_it_alone_is_undone(lists: Lists) -> None:
    lists.edit("send", ADA, lambda table: joined(table, {"email": "new@example.org"}))
    path = lists.root / "recipients" / "send.csv"
    path.write_text(path.read_text() + "hand@example.org,\n")

    shown = lists.to_undo("send", None)
    lists.edit("send", ADA, lambda table: joined(table, {"email": "later@example.org"}))
    lists.undo("send", shown.number, SAM)

    assert (shown.doing.how, shown.number) == (BY_HAND, 2)
    assert addresses(lists)[10:] == ["new@example.org", "later@example.org"]
