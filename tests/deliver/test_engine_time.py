"""When a run sends: its pace, its pauses, how long it waits, and clocks that jump."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.deliver import Ending, Why, again, pace
from composer.model import State
from composer.settings import Pace
from tests.deliver.engine_books import BEGAN, delivery
from tests.deliver.engine_relay import AS_USUAL, Talk
from tests.deliver.engine_scene import Staging, even_clock, seconds
from tests.deliver.engine_time import in_virtual_time

DAY = 86_400.0


@dataclasses.dataclass
class Greylist:
    """A relay that refuses each recipient for now, so many times; `asked` holds when each was asked for."""

    times: int = 1
    asked: dict[str, list[float]] = dataclasses.field(default_factory=lambda: defaultdict(list))

    def __call__(self, talk: Talk) -> str:
        if talk.verb != "RCPT":
            return AS_USUAL
        self.asked[talk.recipient].append(talk.seconds)
        return "450 4.2.0 later" if len(self.asked[talk.recipient]) <= self.times else AS_USUAL

    def pauses(self) -> list[float]:
        return [later - at for asked in self.asked.values() for at, later in pairwise(asked)]


@given(per_minute=st.integers(1, 600), waits=st.lists(st.floats(0, 30), min_size=1, max_size=80))
def test_no_stretch_of_time_sees_more_letters_than_its_share_and_the_burst(per_minute: int, waits: list[float]):
    bucket, now, began = pace.Bucket(per_minute), 0.0, []
    for wait in waits:
        now += wait
        now = max(now, bucket.next_at)
        assert bucket.is_ready(now)
        bucket.take(now)
        began.append(now)
    share = per_minute / 60
    for first, start in enumerate(began):
        for more, end in enumerate(began[first:]):
            assert more <= (end - start + pace.LATE) * share + 1e-6


@pytest.mark.parametrize("connections", [1, 4])
def test_the_pace_per_minute_is_held_in_every_window_and_used_up(scene: Staging, connections: int):
    async def scenario() -> None:
        async with scene(100, slow=0.07) as staged:
            staged.relay.slow_for = ("person50", 25.0)  # what is missed then is not made up for
            assert await staged.deliver(Pace(connections, per_minute=40)) == Ending(Why.DONE)
            at = sorted(taken.seconds for taken in staged.relay.taken if "person50@" not in taken.recipient)
            assert staged.balance() == {State.ACCEPTED: 100}
            assert max(sum(start <= other < start + 60 for other in at) for start in at) <= 41
            assert min(later - earlier for earlier, later in pairwise(at)) > 0.4
            assert seconds() < 99 * 1.5 + 27

    in_virtual_time(scenario())


def test_the_pause_doubles_its_bound_with_each_refusal_up_to_half_an_hour():
    bounds = [again.pause(refusals, 1.0).total_seconds() for refusals in range(9)]
    assert bounds == [60, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    assert {again.pause(refusals, 0.0) for refusals in range(1_000)} == {timedelta(seconds=30)}


def test_a_letter_refused_again_and_again_waits_longer_and_longer(scene: Staging):
    relay = Greylist(times=8)

    async def scenario() -> None:
        async with scene(40, relay) as staged:
            assert await staged.deliver(wait=timedelta(hours=6)) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 40}
            assert {letter.tries for letter in staged.books.standing()} == {8}
            nth = [[asked[n + 1] - asked[n] for asked in relay.asked.values()] for n in range(8)]
            assert all(28 < pause < 1830 for pauses in nth for pause in pauses)
            assert max(nth[0]) < 65
            assert sum(nth[7]) > 5 * sum(nth[0])

    in_virtual_time(scenario())


def test_a_letter_is_given_up_four_days_after_it_was_first_tried(scene: Staging):
    relay = Greylist(times=100_000)

    async def scenario() -> None:
        async with scene(1, relay) as staged:
            assert await staged.deliver(wait=timedelta(days=9)) == Ending(Why.DONE)
            assert staged.balance() == {State.CANCELLED: 1}
            assert 4 * DAY <= seconds() <= 4 * DAY + 1830
            [facts] = staged.told("cancelled")
            assert facts["reason"] == "given up after 4 days: 450 4.2.0 later"

    in_virtual_time(scenario())


def test_nobody_is_given_up_for_days_on_which_the_relay_was_down(scene: Staging):
    waited = dataclasses.replace(delivery(0), first_tried=BEGAN - timedelta(days=30))

    async def scenario() -> None:
        async with scene([waited], Greylist(times=3)) as staged:
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 1}

    in_virtual_time(scenario())


def test_a_run_ends_as_soon_as_nobody_falls_due_within_its_time(scene: Staging):
    async def scenario() -> None:
        async with scene(30, Greylist(times=100)) as staged:
            ending = await staged.deliver(wait=timedelta(minutes=10))
            assert ending == Ending(Why.WAITING)
            assert staged.balance() == {State.DEFERRED: 30}
            due = staged.books.next_due()
            assert due
            assert due >= BEGAN + timedelta(minutes=10)
            assert seconds() < 600

    in_virtual_time(scenario())


def test_a_run_that_is_not_to_wait_tries_everybody_once(scene: Staging):
    relay = Greylist(times=100)

    async def scenario() -> None:
        async with scene(30, relay) as staged:
            assert await staged.deliver(wait=timedelta()) == Ending(Why.WAITING)
            assert staged.balance() == {State.DEFERRED: 30}
            assert {len(asked) for asked in relay.asked.values()} == {1}

    in_virtual_time(scenario())


def test_a_finished_run_is_done_without_a_word_to_the_relay(scene: Staging):
    async def scenario() -> None:
        async with scene(0, up=False) as staged:
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.connects == []

    in_virtual_time(scenario())


def jumping(by: timedelta, at: float) -> Callable[[], datetime]:
    """A wall clock that is put forward or back."""
    return lambda: even_clock() + (by if seconds() >= at else timedelta())


@pytest.mark.parametrize("days", [3, -3])
@pytest.mark.parametrize("at", [0.5, 20.0])
def test_a_wall_clock_that_jumps_makes_nobody_wait_and_nobody_be_tried_too_soon(scene: Staging, days: int, at: float):
    relay = Greylist(times=2)

    async def scenario() -> None:
        async with scene(40, relay, slow=0.02) as staged:
            now = jumping(timedelta(days=days), at)
            assert await staged.deliver(now=now) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 40}
            assert min(relay.pauses()) > 28
            assert seconds() < 200

    in_virtual_time(scenario())


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC), datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC)]
)
def test_summer_time_that_begins_or_ends_changes_nothing(scene: Staging, day: datetime):
    relay = Greylist(times=2)

    def london() -> datetime:
        return (day + timedelta(seconds=seconds())).astimezone(ZoneInfo("Europe/London"))

    async def scenario() -> None:
        async with scene(20, relay) as staged:
            assert await staged.deliver(now=london) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 20}
            assert min(relay.pauses()) > 28
            assert seconds() < 200

    in_virtual_time(scenario())


def test_who_was_deferred_by_a_clock_that_was_days_ahead_waits_no_longer_than_the_longest_pause(scene: Staging):
    async def scenario() -> None:
        async with scene(20, Greylist(times=1)) as staged:
            ahead = jumping(timedelta(days=3), at=0)
            assert await staged.deliver(now=ahead, wait=timedelta()) == Ending(Why.WAITING)
            assert staged.balance() == {State.DEFERRED: 20}
            assert await staged.deliver(wait=timedelta(hours=1)) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 20}
            assert seconds() < 1870

    in_virtual_time(scenario())


def test_a_due_letter_does_not_wait_for_another_that_takes_ten_minutes(scene: Staging):
    relay = Greylist(times=1)

    async def scenario() -> None:
        async with scene(10) as staged:

            def says(talk: Talk) -> str:
                return relay(talk) if talk.recipient.startswith("person1") else AS_USUAL

            staged.relay.says = says
            staged.relay.slow_for = ("person5", 300.0)
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 10}
            assert seconds() >= 300
            assert max(relay.asked["person1@example.org"]) < 70

    in_virtual_time(scenario())
