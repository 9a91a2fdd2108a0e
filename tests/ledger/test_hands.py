"""Letters that are known to be in a sender's hands: what is done to them together comes out as if done one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from composer.ledger import Answer, Books, ImpossibleMove, Ledger, moves, open_ledger
from composer.ledger.receipts import entries, line
from composer.ledger.rows import Row, held, letter_row
from composer.locks import Turns
from composer.model import Outcome, State

from .made import FINGERPRINT, NOW, RENDERINGS, claim, key, numbers, people, run
from .waiting import until_somebody_waits_for

ALL = (
    "SELECT id, run, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply, checked"
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        yield ledger


@pytest.fixture
def books(ledger: Ledger) -> Books:
    return ledger.begin(run(), RENDERINGS, people(8))


def together(var: Path, books: Books, ask: Callable[[], list[Answer[Any]]]) -> list[Answer[Any]]:
    """Have what is asked for done in one transaction: it is asked while the one before waits for its turn."""
    with closing(Turns(var / "ledger.lock")) as other:
        with other:
            before = books.release([])
            until_somebody_waits_for(var / "ledger.lock")
            asked = ask()
        before.result()
        for answer in asked:
            answer.exception()
    return asked


def told(var: Path) -> list[tuple[object, object]]:
    """The moves of letters that the receipts tell of, by key."""
    path = var / "receipts" / "391-1.jsonl"
    return [(entry["person"], entry["to"]) for entry, _ in entries(path) if entry is not None and "to" in entry]


def changed_by_another(var: Path, person: str, change: Callable[[Row], Row]) -> None:
    """Another has put a letter's row otherwise, and its check value is right."""
    with closing(sqlite3.connect(var / "ledger.db", isolation_level=None)) as another:
        found = another.execute(f"{ALL} FROM letters WHERE person = ?", (person,)).fetchone()
        row = change(letter_row(found))
        another.execute(
            "UPDATE letters SET address = ?, state = ?, reply = ?, checked = ? WHERE id = ?",
            (row.address, row.state, row.reply, held(row).checked, row.id),
        )


def test_a_letter_that_another_has_settled_meanwhile_is_not_handed_over_and_those_asked_for_with_it_are(
    tmp_path, books
):
    claimed = claim(books, 5)
    changed_by_another(tmp_path / "var", claimed[1], lambda row: row._replace(state="rejected", reply="by another"))

    asked = together(tmp_path / "var", books, lambda: [books.hand_over(person, NOW) for person in claimed])

    failed = [person for person, answer in zip(claimed, asked, strict=True) if answer.exception() is not None]
    assert failed == [claimed[1]]
    assert isinstance(asked[1].exception(), ImpossibleMove)
    assert numbers(books) == {"queued": 3, "handed_over": 4, "rejected": 1}
    letter = books.find(claimed[1])
    assert letter is not None
    assert letter.reply == "by another"
    handed_over = [(person, "handed_over") for person in claimed if person != claimed[1]]
    assert told(tmp_path / "var") == handed_over  # each once, though the transaction was begun twice


def test_what_another_has_changed_of_a_letter_that_may_still_move_is_kept(tmp_path, books):
    [person] = claim(books)
    changed_by_another(tmp_path / "var", person, lambda row: row._replace(address="elsewhere@example.net"))

    books.hand_over(person, NOW).result()
    books.settle(Outcome(person, State.ACCEPTED, "250"), NOW).result()

    letter = books.find(person)
    assert letter is not None
    assert (letter.address, letter.state, letter.reply) == ("elsewhere@example.net", State.ACCEPTED, "250")


def test_a_whole_life_of_letters_in_one_transaction_is_told_in_the_order_asked_for(tmp_path, books):
    first, second, third = key(0), key(1), key(2)

    asked = together(
        tmp_path / "var",
        books,
        lambda: [
            books.claim(3, NOW),
            books.hand_over(first, NOW),
            books.hand_over(second, NOW),
            books.settle(Outcome(second, State.DEFERRED, "450"), NOW, NOW),
            books.settle(Outcome(first, State.ACCEPTED, "250"), NOW),
            books.settle(Outcome(third, State.REJECTED, "550"), NOW),
            books.claim(6, NOW),
            books.hand_over(second, NOW),
        ],
    )

    claimed, *moves, again, last = asked
    assert [delivery.key for delivery in claimed.result()] == [first, second, third]
    assert [delivery.key for delivery in again.result()] == [*map(key, range(3, 8)), second]
    assert [answer.exception() for answer in (*moves, last)] == [None] * 6
    assert numbers(books) == {"claimed": 5, "handed_over": 1, "accepted": 1, "rejected": 1}
    assert told(tmp_path / "var") == [
        (first, "handed_over"),
        (second, "handed_over"),
        (second, "deferred"),
        (first, "accepted"),
        (third, "rejected"),
        (second, "handed_over"),
    ]


def test_requests_that_cannot_be_done_harm_none_of_those_around_them(tmp_path, books):
    claimed = claim(books, 4)
    no_zone = NOW.replace(tzinfo=None)

    asked = together(
        tmp_path / "var",
        books,
        lambda: [
            books.hand_over(claimed[0], NOW),
            books.hand_over(key(7), NOW),
            books.hand_over("nobody", NOW),
            books.hand_over(claimed[1], no_zone),
            books.settle(Outcome(claimed[2], State.REJECTED, "\ud800"), NOW),
            books.settle(Outcome(claimed[3], State.ACCEPTED), NOW),
            books.claim(1, no_zone),
            books.hand_over(claimed[3], NOW),
        ],
    )

    faults = [type(answer.exception()) for answer in asked]
    assert faults == [
        type(None),
        ImpossibleMove,
        LookupError,
        ValueError,
        UnicodeEncodeError,
        ImpossibleMove,
        ValueError,
        type(None),
    ]
    assert numbers(books) == {"queued": 4, "claimed": 2, "handed_over": 2}
    assert told(tmp_path / "var") == [(claimed[0], "handed_over"), (claimed[3], "handed_over")]


def test_what_the_receipts_know_of_a_letter_is_taken_over_before_it_is_claimed(tmp_path, books):
    """Another sender has died between its receipt and its commit, while these books were open."""
    claim(books, 1)
    with (tmp_path / "var" / "receipts" / "391-1.jsonl").open("ab") as receipts:
        receipts.write(line({"person": key(1), "to": "handed_over", "at": NOW.isoformat()}))

    assert claim(books, 2) == [key(2), key(3)]
    assert numbers(books) == {"queued": 4, "claimed": 3, "handed_over": 1}


def test_what_was_known_is_forgotten_with_the_transaction_that_is_taken_back(ledger, books):
    def claimed_and_failed() -> None:
        with ledger._writer.transaction() as transaction:
            letter = transaction.letter("391-1", key(0))
            transaction.move(letter, moves.to(letter.row, State.CLAIMED, ""))
            assert transaction.letter("391-1", key(0)).row.state == "claimed"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        claimed_and_failed()
    assert isinstance(books.hand_over(key(0), NOW).exception(), ImpossibleMove)
    assert numbers(books) == {"queued": 8}


def test_far_more_moves_than_one_statement_takes_are_all_made(ledger):
    books = ledger.begin(run(392), RENDERINGS, people(2_500))
    assert len(claim(books, 2_400)) == 2_400
    books.recover(NOW)
    assert numbers(books) == {"queued": 2_500}
    assert books.cancel(NOW, "over") == 2_500
    assert [letter.reply for letter in books.standing(State.CANCELLED)] == ["over"] * 2_500
