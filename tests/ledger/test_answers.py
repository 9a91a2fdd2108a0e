"""An answer is heard once by each who asked to hear it, whichever thread is first."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from composer.ledger import Answer

ROUNDS = 2_000


@pytest.fixture
def taking_turns_often() -> Iterator[None]:
    """Threads give way to one another after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_each_callback_is_called_once_with_the_answer_before_or_after_it_is_given():
    heard: list[tuple[str, int]] = []
    answer: Answer[int] = Answer()
    answer.add_done_callback(lambda answer: heard.append(("first", answer.result())))
    answer.add_done_callback(lambda answer: heard.append(("second", answer.result())))
    assert (answer.done(), heard) == (False, [])

    answer.give(7)
    answer.add_done_callback(lambda answer: heard.append(("late", answer.result())))
    assert answer.done()
    assert heard == [("first", 7), ("second", 7), ("late", 7)]


@pytest.mark.usefixtures("taking_turns_often")
def test_callbacks_added_while_the_answer_is_given_are_each_called_once():
    answers: list[Answer[int]] = [Answer() for _ in range(ROUNDS)]
    heard: list[tuple[int, str]] = []
    start = Barrier(3)

    def give() -> None:
        start.wait()
        for number, answer in enumerate(answers):
            answer.give(number)

    def listen(name: str) -> None:
        start.wait()
        for answer in answers:
            answer.add_done_callback(lambda answer: heard.append((answer.result(timeout=0), name)))

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(give), pool.submit(listen, "one"), pool.submit(listen, "another")]:
            done.result()
    assert Counter(heard) == {(number, name): 1 for number in range(ROUNDS) for name in ("one", "another")}


@pytest.mark.usefixtures("taking_turns_often")
def test_whoever_waits_gets_the_answer_that_another_thread_gives():
    answers: list[Answer[int]] = [Answer() for _ in range(ROUNDS)]

    def give() -> None:
        for number, answer in enumerate(answers):
            answer.give(number)

    with ThreadPoolExecutor(1) as pool:
        giving = pool.submit(give)
        assert [answer.result(timeout=60) for answer in answers] == list(range(ROUNDS))
        giving.result()


def test_a_failure_is_told_and_raised_as_often_as_it_is_asked_for():
    answer: Answer[int] = Answer()
    answer.fail(LookupError("nobody"))
    assert isinstance(answer.exception(), LookupError)
    for _ in range(2):
        with pytest.raises(LookupError, match="nobody"):
            answer.result()


def test_an_answer_that_does_not_come_in_time_can_still_be_had_later():
    answer: Answer[None] = Answer()
    with pytest.raises(TimeoutError):
        answer.result(timeout=0.001)
    with pytest.raises(TimeoutError):
        answer.exception(timeout=0)
    answer.give(None)
    assert answer.exception(timeout=0) is None
