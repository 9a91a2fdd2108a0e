"""What every implementation of the ledger keeps; a class of tests for each says how to open it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from composer.ledger import Books, ImpossibleMove, Ledger
from composer.ledger.states import ALLOWED, MOVES
from composer.model import Approval, Delivery, Outcome, State, Suppression
from composer.problems import LedgerError

from .made import LATER, NOW, RENDERINGS, SOON, accept, claim, key, numbers, people, person, run

PAIRS = [(before, after) for before, after in product(State, State) if (before, after) not in ALLOWED]


def bring_to(ledger: Ledger, state: State) -> Books:
    """A run whose only letter stands in this state, by allowed moves alone."""
    first = State.QUEUED if state is not State.SUPPRESSED else State.SUPPRESSED
    books = ledger.begin(run(), RENDERINGS, [person(0, state=first)])
    if state in (State.QUEUED, State.SUPPRESSED):
        return books
    if state is State.CANCELLED:
        books.cancel(NOW, "not needed")
        return books
    claim(books)
    if state in (State.HANDED_OVER, State.ACCEPTED, State.IN_DOUBT):
        books.hand_over(key(0), NOW).result()
    if state not in (State.HANDED_OVER, State.CLAIMED):
        books.settle(Outcome(key(0), state, "because"), NOW, LATER).result()
    return books


def found(books: Books) -> Delivery:
    """The first person's letter."""
    letter = books.find(key(0))
    assert letter is not None
    return letter


class LedgerClaims(ABC):
    """The claims. `open` opens the ledger of a folder, whose runs so far are `known`."""

    @abstractmethod
    def open(self, var: Path, *known: str) -> Ledger: ...

    @pytest.fixture
    def ledger(self, tmp_path):
        with self.open(tmp_path / "var") as ledger:
            yield ledger

    def test_what_was_frozen_is_what_is_read(self, tmp_path):
        given = [
            replace(person(0), name="Zoë \u2028\x00'\";--", networks=("dcs", "with space", "ä")),
            replace(person(1), date=NOW.astimezone(NOW.tzinfo) + timedelta(hours=3)),
            replace(person(2, state=State.REJECTED), reply="no such domain"),
        ]
        with self.open(tmp_path / "var") as ledger:
            ledger.begin(run(), RENDERINGS, iter(given))

        with self.open(tmp_path / "var", "391-1") as ledger:
            books = ledger.books("391-1")
            assert books.run == run()
            assert books.renderings() == RENDERINGS
            assert list(books.standing()) == given
            assert books.find(key(1)) == given[1]
            assert books.find(key(9)) is None
            assert ledger.runs() == [run()]

    def test_a_run_begins_once(self, ledger):
        ledger.begin(run(), RENDERINGS, people(2))
        with pytest.raises(LedgerError, match="391-1 has been begun already"):
            ledger.begin(run(), RENDERINGS, people(3))
        assert numbers(ledger.books("391-1")) == {"queued": 2}

    def test_a_run_of_two_people_with_one_key_does_not_begin_and_the_next_does(self, ledger):
        with pytest.raises(LedgerError, match="same key"):
            ledger.begin(run(), RENDERINGS, [*people(3), person(1)])
        assert ledger.runs() == []
        assert numbers(ledger.begin(run(), RENDERINGS, people(3))) == {"queued": 3}

    def test_a_run_whose_people_cannot_be_read_to_the_end_does_not_begin(self, ledger):
        def broken() -> Iterator[Delivery]:
            yield from people(1500)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            ledger.begin(run(), RENDERINGS, broken())
        assert ledger.runs() == []
        assert numbers(ledger.begin(run(), RENDERINGS, people(2))) == {"queued": 2}

    def test_a_run_that_is_not_there_is_named(self, ledger):
        with pytest.raises(LedgerError, match="no run 7-1"):
            ledger.books("7-1")

    def test_runs_are_listed_oldest_first_and_by_issue(self, ledger):
        for issue, revision in ((391, 1), (12, 1), (391, 2)):
            ledger.begin(run(issue, revision), RENDERINGS, people(1))
        assert [run.name for run in ledger.runs()] == ["391-1", "12-1", "391-2"]
        assert [run.name for run in ledger.runs(391)] == ["391-1", "391-2"]

    def test_every_state_is_counted_and_the_sum_is_the_audience(self, ledger):
        books = ledger.begin(run(), RENDERINGS, [*people(5), person(5, state=State.SUPPRESSED)])
        accept(books, *claim(books, 2))
        assert list(books.counts()) == list(State)
        assert sum(books.counts().values()) == 6
        assert numbers(books) == {"queued": 3, "accepted": 2, "suppressed": 1}

    def test_letters_are_claimed_in_the_order_frozen_and_each_once(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(5))
        assert [claim(books, 2) for _ in range(4)] == [[key(0), key(1)], [key(2), key(3)], [key(4)], []]

    def test_a_claimed_letter_says_when_it_was_first_tried(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(1))
        [claimed] = books.claim(1, NOW).result()
        assert claimed == replace(person(0), state=State.CLAIMED, first_tried=NOW)
        books.release([key(0)]).result()
        [again] = books.claim(1, LATER).result()
        assert again.first_tried == NOW

    def test_a_deferred_letter_waits_until_it_is_due_the_longest_waiting_first(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(3))
        claim(books, 2)
        books.settle(Outcome(key(0), State.DEFERRED, "450"), NOW, LATER).result()
        books.settle(Outcome(key(1), State.DEFERRED, "450"), NOW, SOON).result()

        assert (books.due(NOW), books.due(SOON), books.due(LATER)) == (1, 2, 3)
        assert books.next_due() == SOON
        assert claim(books, 3) == [key(2)]
        assert claim(books, 3, SOON) == [key(1)]
        assert claim(books, 3, LATER) == [key(0)]
        assert books.next_due() is None

    def test_only_refusals_of_the_letter_are_counted(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(1))
        for counts in (True, False, True):
            claim(books)
            books.settle(Outcome(key(0), State.DEFERRED, "450", counts), NOW, NOW).result()
        found = books.find(key(0))
        assert (found.tries, found.reply, found.next_at) == (2, "450", NOW)

    @pytest.mark.parametrize("was", [State.QUEUED, State.DEFERRED])
    def test_released_or_recovered_letters_are_as_they_were_before(self, ledger, was):
        books = bring_to(ledger, was)
        before = found(books)
        claim(books, 1, LATER)
        books.release([key(0)]).result()
        released = found(books)
        claim(books, 1, LATER)
        books.recover(LATER)
        assert replace(released, first_tried=before.first_tried) == before
        assert books.find(key(0)) == released

    def test_what_was_handed_over_when_a_sender_died_is_in_doubt(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(3))
        claim(books, 2)
        books.hand_over(key(0), NOW).result()
        books.recover(NOW)
        assert numbers(books) == {"queued": 2, "in_doubt": 1}
        assert [doubted.key for doubted in books.standing(State.IN_DOUBT)] == [key(0)]
        assert claim(books, 9) == [key(1), key(2)]

    @pytest.mark.parametrize(("to", "then"), [(State.QUEUED, [key(0)]), (State.CANCELLED, [])])
    def test_doubts_are_settled_either_way(self, ledger, to, then):
        books = bring_to(ledger, State.IN_DOUBT)
        assert books.resolve(to, NOW) == 1
        assert books.resolve(to, NOW) == 0
        assert numbers(books) == {str(to): 1}
        assert claim(books) == then

    def test_a_cancelled_run_sends_nothing_more(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(2500))
        accept(books, *claim(books))
        [late] = claim(books)
        books.settle(Outcome(late, State.DEFERRED), NOW, SOON).result()
        assert books.cancel(NOW, "the date was wrong") == 2499
        assert numbers(books) == {"accepted": 1, "cancelled": 2499}
        assert claim(books, 9, LATER) == []
        assert books.find(late).reply == "the date was wrong"

    @pytest.mark.parametrize(
        ("networks", "left", "gets_it"),
        [
            (("dcs",), ["dcs"], False),
            (("dcs", "send"), ["dcs"], True),
            (("dcs", "send"), ["dcs", "send"], False),
            (("dcs", "send"), [""], False),
            ((), ["dcs"], True),
            ((), [""], False),
        ],
    )
    def test_who_has_left_all_of_their_networks_is_never_claimed(self, ledger, networks, left, gets_it):
        books = ledger.begin(run(), RENDERINGS, [person(0, networks), *map(person, range(1, 4))])
        for network in left:
            assert ledger.suppress(key(0), network, "asked to", NOW)
        expected = [0, 1, 2] if gets_it else [1, 2, 3]
        assert claim(books, 3) == [key(number) for number in expected]
        assert books.counts()[State.SUPPRESSED] == (not gets_it)

    def test_who_unsubscribes_while_deferred_is_not_claimed_again(self, ledger):
        books = bring_to(ledger, State.DEFERRED)
        ledger.suppress(key(0), "", "asked to", NOW)
        assert claim(books, 1, LATER) == []
        assert numbers(books) == {"suppressed": 1}

    def test_suppressions_are_kept_once_with_their_first_reason_and_can_be_undone(self, ledger):
        assert ledger.suppress(key(1), "", "asked to", NOW)
        assert not ledger.suppress(key(1), "", "bounced", LATER)
        assert ledger.suppress(key(0), "dcs", "bounced", LATER)
        first, second = Suppression(key(1), "", "asked to", NOW), Suppression(key(0), "dcs", "bounced", LATER)
        assert ledger.suppressions() == [first, second]
        assert ledger.suppressions(key(0)) == [second]

        assert ledger.restore(key(1), "", LATER)
        assert not ledger.restore(key(1), "", LATER)
        assert ledger.suppressions() == [second]

    def test_those_who_joined_since_are_added_and_the_others_are_left_alone(self, ledger):
        books = ledger.begin(run(), RENDERINGS, [person(0), person(1, state=State.SUPPRESSED), person(2)])
        accept(books, *claim(books))
        moved = replace(person(1), networks=("send",), address="elsewhere@example.net")

        assert books.add([person(0), moved, person(2), person(3), person(4, state=State.SUPPRESSED)]) == 2

        assert numbers(books) == {"accepted": 1, "queued": 3, "suppressed": 1}
        assert books.find(key(1)) == moved
        assert numbers(ledger.books("391-1")) == numbers(books)

    def test_those_who_joined_may_bring_renderings_of_their_own(self, tmp_path):
        with self.open(tmp_path / "var") as ledger:
            books = ledger.begin(run(), RENDERINGS, people(2))
            assert books.add([replace(person(2), variant=2)], RENDERINGS[:1]) == 1
            assert books.renderings() == (*RENDERINGS, RENDERINGS[0])
        with self.open(tmp_path / "var", "391-1") as ledger:
            assert ledger.books("391-1").renderings() == (*RENDERINGS, RENDERINGS[0])

    @pytest.mark.parametrize(("before", "after"), PAIRS)
    def test_no_move_is_made_that_the_table_does_not_allow(self, ledger, before, after):
        books = bring_to(ledger, before)
        if after is State.CLAIMED:
            assert claim(books, 1, LATER) == []
        elif after is State.HANDED_OVER:
            with pytest.raises(ImpossibleMove):
                books.hand_over(key(0), NOW).result()
        else:
            with pytest.raises(ImpossibleMove):
                books.settle(Outcome(key(0), after), NOW, LATER).result()
        assert numbers(books) == {str(before): 1}

    @pytest.mark.parametrize("state", State)
    def test_each_state_can_be_reached_and_only_claimed_letters_are_released(self, ledger, state):
        books = bring_to(ledger, state)
        assert numbers(books) == {str(state): 1}
        if state is not State.CLAIMED:
            with pytest.raises(ImpossibleMove):
                books.release([key(0)]).result()

    def test_an_impossible_move_harms_no_other_that_was_asked_for_with_it(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(20))
        claim(books, 10)
        asked = [books.hand_over(key(number), NOW) for number in range(20)]
        wrong = [number for number, answer in enumerate(asked) if isinstance(answer.exception(), ImpossibleMove)]
        assert wrong == list(range(10, 20))
        assert numbers(books) == {"handed_over": 10, "queued": 10}
        assert isinstance(books.hand_over("nobody", NOW).exception(), LookupError)

    def test_releasing_a_letter_that_is_not_claimed_releases_none(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(3))
        claim(books, 2)
        with pytest.raises(ImpossibleMove):
            books.release([key(0), key(2), key(1)]).result()
        assert numbers(books) == {"claimed": 2, "queued": 1}

    def test_the_newest_letter_to_somebody_is_found(self, ledger):
        ledger.begin(run(391), RENDERINGS, people(3))
        ledger.begin(run(392), RENDERINGS, people(2))
        assert ledger.latest(key(1)) == (run(392), person(1))
        assert ledger.latest(key(2)) == (run(391), person(2))
        assert ledger.latest(key(3)) is None

    def test_letters_are_read_in_the_order_frozen_though_other_runs_stand_between_them(self, ledger):
        first = ledger.begin(run(391), RENDERINGS, people(1200))
        ledger.begin(run(392), RENDERINGS, people(5))
        first.add([person(1200)])
        accept(first, *claim(first, 3))
        order = [key(number) for number in range(1201)]
        assert [letter.key for letter in first.standing()] == order
        assert [letter.key for letter in first.standing(State.QUEUED, State.ACCEPTED)] == order
        assert [letter.key for letter in first.standing(State.ACCEPTED)] == order[:3]

    def test_the_last_approval_of_an_issue_is_kept(self, ledger):
        def approved(by: str) -> Approval:
            return Approval(391, "s", "h", "t", {key(0): "hash"}, by, NOW)

        ledger.approve(approved("Chris"))
        ledger.approve(approved("Sam"))
        assert ledger.approval(391) == approved("Sam")
        assert ledger.approval(392) is None

    def test_all_that_was_asked_for_is_done_before_it_closes_and_nothing_after(self, tmp_path):
        ledger = self.open(tmp_path / "var")
        books = ledger.begin(run(), RENDERINGS, people(300))
        asked = [books.claim(1, NOW) for _ in range(300)]
        ledger.close()
        assert [len(answer.result(timeout=0)) for answer in asked] == [1] * 300
        with pytest.raises(LedgerError, match="closed"):
            books.claim(1, NOW).result(timeout=0)
        with pytest.raises(LedgerError, match="closed"):
            ledger.suppress(key(0), "", "asked to", NOW)
        ledger.close()

    def test_a_time_without_a_zone_is_refused(self, ledger):
        books = ledger.begin(run(), RENDERINGS, people(1))
        with pytest.raises(ValueError, match="zone"):
            books.claim(1, NOW.replace(tzinfo=None)).result()
        assert numbers(books) == {"queued": 1}
        assert len(MOVES) == len(ALLOWED)

    def test_no_letter_begins_as_if_it_had_been_sent(self, ledger):
        letter: Delivery = person(0, state=State.ACCEPTED)
        with pytest.raises(ValueError, match="begins as accepted"):
            ledger.begin(run(), RENDERINGS, [letter])
        assert ledger.runs() == []
