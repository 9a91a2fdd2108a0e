"""What a run makes of its relay: down, flapping, full, greylisting, slow to trust, closing now and then."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from itertools import pairwise

import pytest

from composer.deliver import Ending, Why
from composer.deliver.breaker import DOUBTS, REFUSALS
from composer.model import State
from composer.settings import Pace
from tests.deliver.engine_relay import AS_USUAL, HANGS_UP, Talk
from tests.deliver.engine_scene import Scene, Staging, seconds
from tests.deliver.engine_time import in_virtual_time

HOUR = 3600.0


def tries(staged: Scene) -> int:
    """Refusals that were counted against anybody, over the whole run."""
    return sum(letter.tries for letter in staged.books.standing())


def once_each(staged: Scene, people: int) -> bool:
    """Whether everybody got exactly one letter."""
    return len({taken.recipient for taken in staged.relay.taken}) == len(staged.relay.taken) == people


def test_everybody_of_a_run_gets_one_letter_over_no_more_connections_than_allowed(scene: Staging):
    async def scenario() -> None:
        async with scene(150, slow=0.01) as staged:
            assert await staged.deliver(Pace(connections=5)) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 150}
            assert once_each(staged, 150)
            assert len(staged.connects) == 5
            assert 1 < staged.books.most_handed_over <= 5
            assert [facts["key"] for facts in staged.told("accepted")] == [
                outcome.key for outcome in staged.books.outcomes
            ]

    in_virtual_time(scenario())


def test_a_relay_that_is_down_for_six_hours_costs_nobody_anything(scene: Staging):
    async def scenario() -> None:
        async with scene(60, up=False) as staged:
            rises = asyncio.create_task(rise(staged, 6 * HOUR))
            assert await staged.deliver(wait=timedelta(hours=7)) == Ending(Why.DONE)
            await rises
            assert staged.balance() == {State.ACCEPTED: 60}
            assert once_each(staged, 60)
            assert tries(staged) == 0
            assert min(staged.pauses()) >= 1
            assert max(staged.pauses()) <= 60
            assert len(staged.connects) < 6 * HOUR / 60 + 20
            assert [event for _, event, _ in staged.events].index("relay_up") == len(staged.told("relay_down"))
            assert seconds() < 6 * HOUR + 70

    in_virtual_time(scenario())


async def rise(staged: Scene, after: float) -> None:
    await asyncio.sleep(after)
    await staged.relay.go_up()


def test_while_a_relay_is_down_no_row_changes(scene: Staging):
    async def scenario() -> None:
        async with scene(20, up=False) as staged:
            before = list(staged.books.standing())
            ending = await staged.deliver(wait=timedelta(minutes=10))
            assert ending.why is Why.WAITING
            assert "could not be reached" in ending.reason
            assert list(staged.books.standing()) == before
            assert 600 <= seconds() < 601

    in_virtual_time(scenario())


@pytest.mark.parametrize("seed", range(4))
def test_a_relay_that_drops_every_second_connection_gets_everybody_in_the_end(scene: Staging, seed: int):
    dice = random.Random(seed)

    def says(talk: Talk) -> str:
        return HANGS_UP if talk.verb in ("CONNECT", "MAIL") and dice.random() < 0.5 else AS_USUAL

    async def scenario() -> None:
        async with scene(60, says) as staged:
            assert await staged.deliver(Pace(connections=3), wait=timedelta(hours=5)) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 60}
            assert once_each(staged, 60)
            assert tries(staged) == 0
            assert min(staged.pauses()) >= 1

    in_virtual_time(scenario())


def test_a_storm_of_421_is_waited_out_with_one_letter_at_a_time(scene: Staging):
    def says(talk: Talk) -> str:
        return "421 4.7.0 too busy" if talk.verb == "MAIL" and talk.seconds < HOUR else AS_USUAL

    async def scenario() -> None:
        async with scene(200, says) as staged:
            assert await staged.deliver(Pace(connections=4), wait=timedelta(hours=2)) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 200}
            assert once_each(staged, 200)
            assert tries(staged) == 0
            during = [at for at, _ in staged.connects if at < HOUR]
            assert all(later - at >= 1 for at, later in pairwise(during))
            assert len(staged.told("deferred")) == len(during) < HOUR / 60 + 10

    in_virtual_time(scenario())


def test_a_relay_that_greylists_everybody_once_gets_everybody_after_the_first_pause(scene: Staging):
    met: dict[str, float] = {}
    waited = []

    def says(talk: Talk) -> str:
        if talk.verb != "RCPT":
            return AS_USUAL
        if talk.recipient not in met:
            met[talk.recipient] = talk.seconds
            return "451 4.7.1 greylisted"
        waited.append(talk.seconds - met[talk.recipient])
        return AS_USUAL

    async def scenario() -> None:
        async with scene(80, says) as staged:
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 80}
            assert once_each(staged, 80)
            assert {letter.tries for letter in staged.books.standing()} == {1}
            assert min(waited) > 28
            assert max(waited) < 62
            assert max(waited) - min(waited) > 20, "not everybody at once"
            assert not staged.told("relay_down")

    in_virtual_time(scenario())


def test_connections_that_wait_for_letters_to_fall_due_are_closed(scene: Staging):
    async def scenario() -> None:
        met: set[str] = set()

        def says(talk: Talk) -> str:
            new = talk.verb == "RCPT" and talk.recipient not in met
            met.add(talk.recipient)
            return "451 4.7.1 greylisted" if new else AS_USUAL

        async with scene(10, says) as staged:
            sending = asyncio.create_task(staged.deliver())
            await asyncio.sleep(5)
            assert staged.relay.open_connections > 0
            await asyncio.sleep(20)
            assert staged.relay.open_connections == 0
            assert await sending == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 10}

    in_virtual_time(scenario())


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        ("MAIL", "421 4.7.0 enough over this connection"),
        ("MAIL", HANGS_UP),
        (".", "250 and good bye"),
    ],
)
def test_a_relay_that_closes_after_every_ten_letters_loses_no_time_and_no_letter(scene: Staging, verb: str, says: str):
    def closes(talk: Talk) -> str:
        return says if talk.verb == verb and talk.before == 10 else AS_USUAL

    async def scenario() -> None:
        async with scene(100, closes) as staged:
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 100}
            assert once_each(staged, 100)
            assert tries(staged) == 0
            assert not staged.told("deferred")
            assert not staged.told("relay_down")
            assert seconds() == 0

    in_virtual_time(scenario())


def test_a_relay_that_allows_fewer_connections_is_sent_to_over_those(scene: Staging):
    async def scenario() -> None:
        async with scene(200, slow=0.05) as staged:

            def says(talk: Talk) -> str:
                over = talk.verb == "CONNECT" and staged.relay.open_connections > 2
                return "421 4.7.0 too many connections" if over else AS_USUAL

            staged.relay.says = says
            assert await staged.deliver(Pace(connections=6)) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 200}
            assert tries(staged) == 0
            assert not staged.told("relay_down")
            assert staged.told("connection_failed")
            assert min(staged.pauses()) >= 1
            assert seconds() < 200 * 4 * 0.05 / 2 * 1.2

    in_virtual_time(scenario())


def test_a_relay_that_refuses_for_good_ends_the_run_at_once(scene: Staging):
    def says(talk: Talk) -> str:
        return "550 5.7.1 not from you" if talk.verb == "MAIL" else AS_USUAL

    async def scenario() -> None:
        async with scene(50, says) as staged:
            ending = await staged.deliver(wait=timedelta(days=1))
            assert ending.why is Why.RELAY_DOWN
            assert "550 5.7.1 not from you" in ending.reason
            assert staged.balance() == {State.QUEUED: 49, State.DEFERRED: 1}
            assert tries(staged) == 0
            assert seconds() == 0

    in_virtual_time(scenario())


def test_a_run_that_has_sent_longer_than_it_would_wait_gets_over_a_restart_of_the_relay(scene: Staging):
    def says(talk: Talk) -> str:
        return "421 4.3.2 restarting" if 130 < talk.seconds < 150 else AS_USUAL

    async def scenario() -> None:
        async with scene(400, says, slow=0.2) as staged:
            assert await staged.deliver(wait=timedelta(minutes=2)) == Ending(Why.DONE)
            assert staged.told("relay_down")
            assert staged.balance() == {State.ACCEPTED: 400}

    in_virtual_time(scenario())


def test_what_is_in_doubt_is_left_alone(scene: Staging):
    dropped: set[str] = set()

    def says(talk: Talk) -> str:
        if talk.verb == "." and talk.recipient.startswith("person7"):
            dropped.add(talk.recipient)
            return HANGS_UP
        return AS_USUAL

    async def scenario() -> None:
        async with scene(80, says) as staged:
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 69, State.IN_DOUBT: 11}
            assert len(staged.relay.bodies) == 80
            assert len(dropped) == 11

    in_virtual_time(scenario())


def test_a_relay_that_breaks_off_after_every_other_letter_gets_only_so_many(scene: Staging):
    letters = iter(range(1000))

    def every_other(talk: Talk) -> str:
        return HANGS_UP if talk.verb == "." and next(letters) % 2 else AS_USUAL

    async def scenario() -> None:
        async with scene(300, says=every_other) as staged:
            ending = await staged.deliver(Pace(connections=1))
            assert (ending.why, "breaks off too often" in ending.reason) == (Why.RELAY_DOWN, True)
            balance = staged.balance()
            assert balance[State.IN_DOUBT] == DOUBTS
            assert balance[State.QUEUED] == 300 - 2 * DOUBTS

    in_virtual_time(scenario())


def test_a_relay_that_breaks_off_now_and_then_gets_everything(scene: Staging):
    letters = iter(range(1000))

    def some(talk: Talk) -> str:
        return HANGS_UP if talk.verb == "." and next(letters) % 12 == 11 else AS_USUAL

    async def scenario() -> None:
        async with scene(300, says=some) as staged:
            assert (await staged.deliver()).why is Why.DONE
            assert staged.balance() == {State.ACCEPTED: 275, State.IN_DOUBT: 25}

    in_virtual_time(scenario())


def test_a_relay_that_refuses_letter_after_letter_in_the_same_words_gets_no_more(scene: Staging):
    letters = iter(range(1000))

    def spent(talk: Talk) -> str:
        over = talk.verb == "RCPT" and next(letters) >= 59
        return f"550 5.4.5 Daily user sending limit exceeded, {talk.recipient}" if over else AS_USUAL

    async def scenario() -> None:
        async with scene(150, says=spent) as staged:
            ending = await staged.deliver(Pace(connections=1))
            assert (ending.why, "10 letters in a row" in ending.reason) == (Why.RELAY_DOWN, True)
            assert staged.balance() == {State.ACCEPTED: 59, State.REJECTED: REFUSALS, State.QUEUED: 150 - 59 - REFUSALS}

    in_virtual_time(scenario())


def test_people_whom_the_relay_does_not_know_stop_nothing_however_many(scene: Staging):
    def unknown(talk: Talk) -> str:
        return "550 5.1.1 nobody of that name" if talk.verb == "RCPT" else AS_USUAL

    async def scenario() -> None:
        async with scene(40, says=unknown) as staged:
            assert (await staged.deliver()).why is Why.DONE
            assert staged.balance() == {State.REJECTED: 40}

    in_virtual_time(scenario())


def test_each_refusal_for_good_is_its_own_persons(scene: Staging):
    def says(talk: Talk) -> str:
        return "550 5.1.1 nobody here" if talk.verb == "RCPT" and "person1" in talk.recipient else AS_USUAL

    async def scenario() -> None:
        async with scene(20, says) as staged:
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 9, State.REJECTED: 11}
            assert {facts["reason"] for facts in staged.told("rejected")} == {"550 5.1.1 nobody here"}

    in_virtual_time(scenario())


def test_a_relay_that_ends_each_session_right_after_its_greeting_is_asked_more_and_more_slowly(scene: Staging):
    def says(talk: Talk) -> str:
        return "250 relay.example\r\n421 4.7.0 too many connections" if talk.verb == "EHLO" else AS_USUAL

    async def scenario() -> None:
        async with scene(3, says) as staged:
            ended = await staged.deliver(wait=timedelta(minutes=5))
            assert ended.why is Why.WAITING
            assert ended.reason.endswith("421 4.7.0 too many connections")
            assert staged.balance() == {State.QUEUED: 3}
            assert min(staged.pauses()) >= 1
            assert len(staged.connects) < 20

    in_virtual_time(scenario())


def test_at_a_slow_pace_hardly_anybody_is_claimed_long_before_their_letter(scene: Staging):
    async def scenario() -> None:
        claimed: list[int] = []

        def says(talk: Talk) -> str:
            claimed.append(staged.books.counts()[State.CLAIMED])
            return AS_USUAL

        async with scene(40, says) as staged:
            assert await staged.deliver(Pace(connections=4, per_minute=12)) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 40}
            assert max(claimed) <= 3

    in_virtual_time(scenario())
