from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.deliver import rehearse
from composer.model import Letter, Outcome, State


def three_letters(run: str) -> Iterator[Letter | Outcome]:
    for key in ("a", "b", "c"):
        yield Letter(key, f"{run} {key}".encode())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_rehearsal_that_breaks_off_leaves_the_last_one_as_it_was(tmp_path):
    rehearse(tmp_path, 391, "one", 0, three_letters)
    before = {path.name: path.read_bytes() for path in (tmp_path / "391").iterdir()}

    def broken(run: str) -> Iterator[Letter]:
        yield Letter("a", b"new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rehearse(tmp_path, 391, "two", 0, broken)

    assert {path.name: path.read_bytes() for path in (tmp_path / "391").iterdir()} == before
    assert names(tmp_path) == ["391"]


def test_the_states_sum_to_the_audience_the_suppressed_and_rejected_included(tmp_path):
    def letters(run: str) -> Iterator[Letter | Outcome]:
        yield from three_letters(run)
        yield Outcome("d", State.REJECTED, "no header can carry it")

    books = rehearse(tmp_path, 391, "one", 2, letters).books

    assert sum(books.states.values()) == books.audience == 6
    assert (books.states[State.ACCEPTED], books.states[State.REJECTED], books.states[State.SUPPRESSED]) == (3, 1, 2)
    assert books.rejected == {"d": "no header can carry it"}


def test_the_same_content_again_makes_no_letter(tmp_path):
    first = rehearse(tmp_path, 391, "one", 0, three_letters)

    def never(run: str) -> Iterator[Letter]:
        raise AssertionError("asked for letters")

    again = rehearse(tmp_path, 391, "one", 0, never)

    assert (again.written, again.books) == (False, first.books)


def test_other_content_makes_the_next_revision(tmp_path):
    rehearse(tmp_path, 391, "one", 0, three_letters)
    second = rehearse(tmp_path, 391, "two", 0, three_letters)

    assert second.books.run == "391-2"
    assert (tmp_path / "391" / "a.eml").read_bytes() == b"391-2 a"
    assert names(tmp_path) == ["391"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"states": {"nonsense": 1}}', b"\xff\xfe"])
def test_damaged_books_are_made_again(tmp_path, damage):
    rehearse(tmp_path, 391, "one", 0, three_letters)
    (tmp_path / "391" / "books.json").write_bytes(damage)

    assert rehearse(tmp_path, 391, "one", 0, three_letters).written
    assert names(tmp_path / "391") == ["a.eml", "b.eml", "books.json", "c.eml"]
