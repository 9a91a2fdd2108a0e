"""How much of what is asked for at about the same time is done together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from composer.ledger.requests import Request, Requests


def request() -> Request:
    return Request(lambda _: None)


class Arrivals:
    """Requests that arrive while the writer pauses, so many in each pause."""

    def __init__(self, first: int, later: Sequence[int]) -> None:
        self.requests = Requests(self._pause)
        self._later = list(later)
        self.pauses = 0
        self._arrive(first)

    def _arrive(self, number: int) -> None:
        for _ in range(number):
            self.requests.put(request())

    def _pause(self, seconds: float) -> None:
        assert 0 < seconds <= 0.001
        self.pauses += 1
        self._arrive(self._later.pop(0))


@pytest.mark.parametrize(
    ("with_relay", "first", "later", "taken", "pauses"),
    [
        (0, 1, [], 1, 0),  # nobody else can ask
        (1, 1, [], 1, 0),  # a lone sender, whose letter this is
        (2, 2, [], 2, 0),  # one of two senders settles a letter and hands over the next
        (16, 2, [0], 2, 1),  # nothing comes: the relay is slow
        (16, 2, [2, 0], 4, 2),
        (16, 2, [2, 12], 16, 2),  # enough
        (16, 2, [2, 2], 6, 2),  # long enough
        (16, 40, [], 40, 0),
    ],
)
def test_the_writer_waits_for_those_who_are_about_to_ask_while_more_ask_and_no_longer(
    with_relay, first, later, taken, pauses
):
    arrivals = Arrivals(first, later)
    assert len(arrivals.requests.group(with_relay)) == taken
    assert arrivals.pauses == pauses


def test_requests_come_in_the_order_asked_for_a_thousand_at_a_time_and_none_after_the_end():
    requests = Requests()
    asked = [request() for _ in range(1500)]
    for each in asked:
        requests.put(each)
    requests.end()
    assert [*requests.group(0), *requests.group(0)] == asked
    assert requests.group(0) == []
    assert requests.rest() == []
