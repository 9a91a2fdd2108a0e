"""Between two requests to a host there is a pause; other hosts need not wait for it."""

from __future__ import annotations

import pytest

from composer.follow import Unfollowed
from composer.follow.manners import Manners, Time
from composer.model import Leads


class Clock:
    """Time that passes only in sleep."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def manners_of(clock: Clock, pause: float = 2) -> Manners:
    return Manners(pause, 2, Time(lambda: clock.now, clock.sleep))


def test_a_host_has_a_pause_and_another_host_is_asked_at_once():
    clock = Clock()
    manners = manners_of(clock)

    for host in ("a.example", "b.example", "a.example"):
        with manners.turn(host, 200):
            clock.now += 0.5

    assert clock.slept == [0, 0, 1.5]


def test_the_pause_counts_from_the_end_of_what_went_wrong_too():
    clock = Clock()
    manners = manners_of(clock)

    with pytest.raises(ZeroDivisionError), manners.turn("a.example", 200):
        raise ZeroDivisionError
    with manners.turn("a.example", 200):
        assert clock.slept == [0, 2]


def test_a_turn_that_would_come_too_late_is_not_waited_for():
    clock = Clock()
    manners = manners_of(clock)
    with manners.turn("a.example", 200):
        pass

    with pytest.raises(Unfollowed) as raised, manners.turn("a.example", 101):
        pass

    assert raised.value.answer.leads is Leads.UNASKED
    assert clock.slept == [0]


def test_a_site_is_left_alone_at_once_for_its_own_fault_and_the_second_time_for_a_pages():
    manners = manners_of(Clock())
    page = Unfollowed(Leads.DOUBTFUL, "slow")
    manners.note("https://a.example", page)
    manners.refuse("https://a.example")
    manners.note("https://a.example", page)
    manners.note("https://b.example", Unfollowed(Leads.NOWHERE, "gone", of_host=True))

    for site, why in (("https://a.example", "slow"), ("https://b.example", "gone")):
        with pytest.raises(Unfollowed, match=why):
            manners.refuse(site)
