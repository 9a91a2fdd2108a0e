"""Looking at a list and its history, which writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from composer.lists import ListKeeper, ListUnreadable, joined
from composer.problems import UsageError
from tests.lists.making import ANN, BOB, HEAD, addresses, doing, keeper_of, list_of, person, save


def files_of(root: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder, by which and how old it is."""
    return {
        path.relative_to(root).as_posix(): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in root.rglob("*")
    }


LOOKS: list[Callable[[ListKeeper], object]] = [
    lambda keeper: keeper.read("send"),
    lambda keeper: keeper.placed("send"),
    lambda keeper: keeper.by_hand("send"),
    lambda keeper: keeper.history("send"),
    lambda keeper: keeper.newest("send"),
    lambda keeper: keeper.holding("ann@example.org").found,
]


@pytest.mark.parametrize("look", LOOKS)
def test_looking_writes_nothing(tmp_path, look):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    save(tmp_path, list_of(tmp_path).read_text() + BOB)
    for lock in (tmp_path / "var" / "locks").iterdir():
        lock.unlink()
    before = files_of(tmp_path)

    assert look(keeper)
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("look", LOOKS)
def test_what_a_killed_process_left_is_no_hindrance_to_looking_where_nothing_can_be_written(tmp_path, look):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    save(tmp_path, list_of(tmp_path).read_text() + BOB)
    (tmp_path / "recipients" / ".send.csv.new").write_text(HEAD)
    (tmp_path / "var" / "locks").rename(tmp_path / "var" / "away")
    (tmp_path / "var" / "locks").write_text("")  # so that no lock can be had, whoever asks

    assert look(keeper)
    assert (tmp_path / "recipients" / ".send.csv.new").exists()


def test_a_list_that_is_gone_is_not_told_as_everybodys_leaving(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    list_of(tmp_path).unlink()

    with pytest.raises(UsageError, match="is gone"):
        keeper.by_hand("send")


def test_of_a_network_that_never_had_a_list_nothing_is_told(tmp_path):
    keeper = keeper_of(tmp_path)
    with pytest.raises(UsageError):
        keeper.to_undo("send", None)

    assert keeper.by_hand("send") is None
    assert (keeper.newest("send"), keeper.placed("send").places) == (None, ())


def test_each_row_is_told_with_the_line_on_which_it_begins(tmp_path):
    keeper = keeper_of(tmp_path, "\r" + HEAD.replace("\n", "\r\n") + "\n" + ANN + "\n\n,,,\n" + BOB.strip())

    sheet = keeper.placed("send")

    assert addresses(sheet.table) == ["ann@example.org", "bob@example.org"]
    assert [(place.file, place.line) for place in sheet.places] == [
        ("recipients/send.csv", 4),
        ("recipients/send.csv", 8),
    ]


def test_a_list_with_faults_has_no_lines_to_tell(tmp_path):
    with pytest.raises(ListUnreadable):
        keeper_of(tmp_path, HEAD + "ann@example.org\n").placed("send")


def test_the_newest_change_is_told_without_reading_the_older_ones(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    for name in ("carl", "dee"):
        keeper.edit("send", doing(), partial(joined, row=person(name)))
    (tmp_path / "var" / "lists" / "send" / "000001.json").write_text("{")

    newest = keeper.newest("send")

    assert newest is not None
    assert newest.number == 2
    with pytest.raises(UsageError, match=r"000001\.json cannot be read"):
        keeper.history("send")
