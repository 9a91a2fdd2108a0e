from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from composer.deliver import erase_letters, is_rehearsing, last_rehearsal, rehearse
from composer.model import Delivery, Envelope, Letter, State

NOW = datetime.datetime(2020, 2, 21, 9, 0, tzinfo=datetime.UTC)


def person(key: str, state: State = State.QUEUED, reason: str = "") -> Delivery:
    return Delivery(key, f"{key}@example.org", "", ("send",), 0, NOW, state, reply=reason)


THREE = [person("a"), person("b"), person("c")]


def letter(revision: int, to: Delivery) -> Letter:
    return Letter(to.key, (f"{revision} {to.key}".encode(),), Envelope("updates@example.org", to.address))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_rehearsal_that_breaks_off_leaves_the_last_one_as_it_was(tmp_path):
    rehearse(tmp_path, 391, "one", THREE, letter)
    before = {path.name: path.read_bytes() for path in (tmp_path / "391").iterdir()}

    def broken(revision: int, to: Delivery) -> Letter:
        if to.key == "b":
            raise KeyboardInterrupt
        return letter(revision, to)

    with pytest.raises(KeyboardInterrupt):
        rehearse(tmp_path, 391, "two", THREE, broken)

    assert {path.name: path.read_bytes() for path in (tmp_path / "391").iterdir()} == before
    assert names(tmp_path) == ["391"]


def test_the_states_sum_to_the_audience_the_suppressed_and_rejected_included(tmp_path):
    others = [person("d", State.REJECTED, "no header can carry it"), person("e", State.SUPPRESSED)]

    books = rehearse(tmp_path, 391, "one", [*THREE, *others], letter).books

    assert sum(books.states.values()) == books.audience == 5
    assert (books.states[State.ACCEPTED], books.states[State.REJECTED], books.states[State.SUPPRESSED]) == (3, 1, 1)
    assert books.rejected == {"d": "no header can carry it"}
    assert names(tmp_path / "391") == ["a.eml", "b.eml", "books.json", "c.eml"]


def test_the_same_content_again_makes_no_letter(tmp_path):
    first = rehearse(tmp_path, 391, "one", THREE, letter)

    def never(revision: int, to: Delivery) -> Letter:
        raise AssertionError("asked for a letter")

    again = rehearse(tmp_path, 391, "one", THREE, never)

    assert (again.written, again.books) == (False, first.books)


def test_other_content_makes_the_next_revision(tmp_path):
    rehearse(tmp_path, 391, "one", THREE, letter)

    rehearsal = rehearse(tmp_path, 391, "two", THREE, letter)

    assert (rehearsal.books.run, rehearsal.written) == ("391-2", True)
    assert (rehearsal.folder / "a.eml").read_bytes() == b"2 a"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"states": {"accepted": "many"}}', b"\xff" * 40, b"[" * 9999])
def test_books_that_cannot_be_read_are_made_again(tmp_path, damage):
    rehearse(tmp_path, 391, "one", THREE, letter)
    (tmp_path / "391" / "books.json").write_bytes(damage)

    rehearsal = rehearse(tmp_path, 391, "one", THREE, letter)

    assert (rehearsal.written, rehearsal.books.states[State.ACCEPTED]) == (True, 3)


def test_a_pipe_in_the_place_of_the_books_is_not_waited_for(tmp_path):
    (tmp_path / "391").mkdir()
    os.mkfifo(tmp_path / "391" / "books.json")

    assert rehearse(tmp_path, 391, "one", THREE, letter).written


def test_a_persons_letters_are_erased_from_every_rehearsal_and_its_books_count_as_before(tmp_path):
    rehearse(tmp_path, 391, "one", THREE, letter)
    rehearse(tmp_path, 392, "one", THREE, letter)
    (tmp_path / "391-test").mkdir()
    (tmp_path / "391-test" / "1.eml").write_bytes(b"Subject: x\r\nTo: A Person <A@example.ORG>\r\n\r\nfor a")
    (tmp_path / "391-test" / "2.eml").write_bytes(b"To: b@example.org\r\n\r\na@example.org is in the text")
    (tmp_path / ".391.killed").mkdir()
    (tmp_path / ".391.killed" / "a.eml").write_bytes(b"left behind")
    before = last_rehearsal(tmp_path, 391)

    assert erase_letters(tmp_path, "a", "a@example.org") == 3
    assert erase_letters(tmp_path, "a", "a@example.org") == 0

    assert names(tmp_path) == ["391", "391-test", "392"]
    assert names(tmp_path / "391") == names(tmp_path / "392") == ["b.eml", "books.json", "c.eml"]
    assert names(tmp_path / "391-test") == ["2.eml"]
    assert last_rehearsal(tmp_path, 391) == before


def test_who_is_forgotten_once_a_rehearsal_is_seen_to_be_written_gets_no_letter_in_it(tmp_path):
    def without_b(people: Sequence[Delivery]) -> list[Delivery]:
        assert is_rehearsing(tmp_path)
        return [replace(one, state=State.SUPPRESSED) if one.key == "b" else one for one in people]

    books = rehearse(tmp_path, 391, "one", THREE, letter, without_b).books

    assert names(tmp_path / "391") == ["a.eml", "books.json", "c.eml"]
    assert (books.states[State.ACCEPTED], books.states[State.SUPPRESSED]) == (2, 1)


def test_who_is_forgotten_while_a_rehearsal_is_written_has_no_letter_in_it_when_it_is_done(tmp_path):
    written = []

    def noted(revision: int, to: Delivery) -> Letter:
        written.append(to.key)
        return letter(revision, to)

    def without_who_was_written(people: Sequence[Delivery]) -> list[Delivery]:
        return [replace(one, state=State.SUPPRESSED) if one.key in written[:1] else one for one in people]

    books = rehearse(tmp_path, 391, "one", THREE, noted, without_who_was_written).books

    assert written == ["a", "b", "c"]
    assert names(tmp_path / "391") == ["b.eml", "books.json", "c.eml"]
    assert (books.states[State.ACCEPTED], books.states[State.SUPPRESSED]) == (2, 1)


def test_erasing_takes_away_no_rehearsal_that_is_being_written(tmp_path):
    erased = []

    def erasing(revision: int, to: Delivery) -> Letter:
        erased.append(erase_letters(tmp_path, "z", "z@example.org"))
        return letter(revision, to)

    rehearse(tmp_path, 391, "one", THREE, erasing)

    assert erased == [0, 0, 0]
    assert names(tmp_path / "391") == ["a.eml", "b.eml", "books.json", "c.eml"]


def test_a_rehearsal_that_is_being_written_says_so_until_it_is_done(tmp_path):
    seen = []

    def looking(revision: int, to: Delivery) -> Letter:
        seen.append(is_rehearsing(tmp_path))
        return letter(revision, to)

    rehearse(tmp_path, 391, "one", THREE, looking)

    assert seen == [True, True, True]
    assert not is_rehearsing(tmp_path)
    assert names(tmp_path / "391") == ["a.eml", "b.eml", "books.json", "c.eml"]


def test_pipes_and_folders_among_the_letters_are_not_waited_for(tmp_path):
    rehearse(tmp_path, 391, "one", THREE, letter)
    (tmp_path / "391-test" / ".1.eml.killed").mkdir(parents=True)
    (tmp_path / "391" / "folder.eml").mkdir()
    os.mkfifo(tmp_path / "391" / "zz.eml")

    assert erase_letters(tmp_path, "a", "a@example.org") == 1

    assert names(tmp_path / "391") == ["b.eml", "books.json", "c.eml", "folder.eml", "zz.eml"]
