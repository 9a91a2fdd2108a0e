from __future__ import annotations

import os

import pytest

from composer import files
from composer.files import exchange, name_where_nothing_is, write_whole


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    write_whole(path, b"new", mode=0o600)

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture(params=[True, False], ids=["renameat2", "no renameat2"])
def knows_renameat2(request, monkeypatch):
    """Whether the system has the call; a system without it is played on one that has."""
    if not request.param:
        monkeypatch.setattr(files, "_renameat2", lambda: None)
    return request.param


def test_two_files_change_names_where_the_system_can_and_are_left_alone_where_it_cannot(tmp_path, knows_renameat2):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")

    done = exchange(one, other)

    assert done is knows_renameat2
    assert (one.read_bytes(), other.read_bytes()) == ((b"2", b"1") if done else (b"1", b"2"))


@pytest.mark.usefixtures("knows_renameat2")
def test_a_name_is_given_once_and_what_has_it_is_never_replaced(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")

    with pytest.raises(FileExistsError):
        name_where_nothing_is(one, other)
    name_where_nothing_is(one, tmp_path / "new")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"other": b"2", "new": b"1"}
