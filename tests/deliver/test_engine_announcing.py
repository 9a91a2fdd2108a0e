"""Letters announced while the one before is under way: none is begun too soon, too fast, or forgotten."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from composer.deliver import Ending, Why
from composer.model import Delivery, Letter, Outcome, State
from composer.settings import Pace
from tests.deliver.engine_relay import AS_USUAL, HANGS_UP, Talk
from tests.deliver.engine_scene import Scene, Staging, letter_to, scene, seconds
from tests.deliver.engine_time import in_virtual_time

ONE = Pace(connections=1)
NOT_FROM_YOU = "550 5.7.1 not from you"


def at_the_dot_of_the_fourth(does: Callable[[], object]) -> Callable[[Talk], str]:
    """A relay that sees to something before it answers the fourth letter of a session."""

    def says(talk: Talk) -> str:
        if (talk.verb, talk.before) == (".", 3):
            does()
        return AS_USUAL

    return says


def addresses(staged: Scene, *states: State) -> set[str]:
    return {letter.address for letter in staged.books.standing(*states)}


def test_nothing_is_announced_over_a_connection_before_a_letter_was_answered_there(scene: Staging, pipelining: bool):
    async def scenario() -> None:
        async with scene(80, slow=0.01) as staged:
            assert await staged.deliver(Pace(connections=4)) == Ending(Why.DONE)
            assert 0 not in staged.relay.announced_after
            assert (len(staged.relay.announced_after) > 60) == pipelining

    in_virtual_time(scenario())


@pytest.mark.parametrize("seed", range(8))
def test_whatever_a_relay_does_the_books_say_so_and_hold_no_more_handed_over_than_connections(
    scene: Staging, seed: int
):
    dice = random.Random(seed)
    faults = {
        "CONNECT": ["421 4.3.2 busy", HANGS_UP],
        "RSET": ["421 4.3.2 busy", HANGS_UP],
        "MAIL": ["452 4.3.1 no room", "552 5.3.4 too large", "421 4.3.2 busy", HANGS_UP],
        "RCPT": ["450 4.2.0 later", "550 5.1.1 nobody here", "421 4.3.2 busy", HANGS_UP],
        "DATA": ["450 4.3.0 later", "554 5.5.1 no", "421 4.3.2 busy", HANGS_UP],
        ".": ["451 4.3.0 later", "554 5.6.0 no", "421 4.3.2 busy", HANGS_UP],
    }

    def says(talk: Talk) -> str:
        return dice.choice(faults.get(talk.verb, [AS_USUAL])) if dice.random() < 0.04 else AS_USUAL

    async def scenario() -> None:
        async with scene(100, says, slow=0.01) as staged:
            ending = await staged.deliver(Pace(connections=3))
            taken = [letter.recipient for letter in staged.relay.taken]
            assert ending == Ending(Why.DONE)
            assert sum(staged.balance().values()) == 100
            assert set(taken) == addresses(staged, State.ACCEPTED)
            assert len(taken) == len(set(taken))
            assert staged.books.most_handed_over <= 3

    in_virtual_time(scenario())


@pytest.mark.parametrize("connections", [1, 3])
def test_letters_begin_evenly_spaced(scene: Staging, connections: int):
    began: list[float] = []

    def says(talk: Talk) -> str:
        if talk.verb == "MAIL":
            began.append(talk.seconds)
        return AS_USUAL

    async def scenario() -> None:
        async with scene(40, says) as staged:
            assert await staged.deliver(Pace(connections, per_minute=60)) == Ending(Why.DONE)
            assert [later - earlier for earlier, later in pairwise(began)] == pytest.approx([1.0] * 39)

    in_virtual_time(scenario())


def test_a_run_that_is_slower_than_its_pace_announces_at_its_pace(scene: Staging, pipelining: bool):
    async def scenario() -> None:
        async with scene(40) as staged:
            staged.relay.slow_for = ("person", 1.5)
            assert await staged.deliver(Pace(connections=1, per_minute=60)) == Ending(Why.DONE)
            assert bool(staged.relay.announced_after) == pipelining
            assert seconds() == pytest.approx(40 * 1.5, abs=1)

    in_virtual_time(scenario())


def test_at_a_stop_the_letter_that_was_announced_is_finished_and_no_other_begun(scene: Staging, pipelining: bool):
    async def scenario() -> None:
        async with scene(30, slow=0.05) as staged:
            staged.relay.says = at_the_dot_of_the_fourth(staged.stop.set)
            assert await staged.deliver(ONE) == Ending(Why.STOPPED)
            on_the_way = 4 + pipelining
            assert staged.balance() == {State.ACCEPTED: on_the_way, State.QUEUED: 30 - on_the_way}
            assert len(staged.relay.taken) == on_the_way

    in_virtual_time(scenario())


def test_a_run_cancelled_leaves_what_was_announced_queued_and_only_the_letter_under_way_in_doubt(scene: Staging):
    async def scenario() -> None:
        async with scene(30, slow=0.05) as staged:
            sending = asyncio.create_task(staged.deliver(ONE))
            staged.relay.says = at_the_dot_of_the_fourth(sending.cancel)
            with pytest.raises(asyncio.CancelledError):
                await sending
            assert staged.balance() == {State.ACCEPTED: 3, State.IN_DOUBT: 1, State.QUEUED: 26}
            assert addresses(staged, State.IN_DOUBT) == {staged.relay.bodies[3]}
            assert len(staged.relay.bodies) == 4

    in_virtual_time(scenario())


def test_a_letter_that_was_announced_over_a_lost_connection_is_sent_over_the_next(scene: Staging):
    lost: list[str] = []

    def says(talk: Talk) -> str:
        if (talk.verb, talk.before, bool(lost)) == (".", 3, False):
            lost.append(talk.recipient)
            return HANGS_UP
        return AS_USUAL

    async def scenario() -> None:
        async with scene(30, says) as staged:
            assert await staged.deliver(ONE) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 29, State.IN_DOUBT: 1}
            assert addresses(staged, State.IN_DOUBT) == set(lost)
            assert not staged.told("deferred")

    in_virtual_time(scenario())


def test_an_announced_letter_that_the_relay_takes_no_mail_for_is_tried_once_more_over_a_new_connection(tmp_path):
    def says(talk: Talk) -> str:
        return NOT_FROM_YOU if talk.verb == "MAIL" and talk.before == 10 else AS_USUAL

    async def scenario() -> None:
        async with scene(tmp_path, 30, says, pipelining=True) as staged:
            assert await staged.deliver(ONE) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 30}
            assert len(staged.connects) == 3
            assert not staged.told("deferred")
            assert not staged.told("relay_down")

    in_virtual_time(scenario())


def test_a_relay_that_takes_no_mail_over_the_new_connection_either_is_down(tmp_path):
    refused: list[float] = []

    async def scenario() -> None:
        async with scene(tmp_path, 30, pipelining=True) as staged:

            def says(talk: Talk) -> str:
                if talk.verb != "MAIL" or len(staged.relay.taken) < 10:
                    return AS_USUAL
                refused.append(talk.seconds)
                return NOT_FROM_YOU

            staged.relay.says = says
            ending = await staged.deliver(ONE)
            assert ending.why is Why.RELAY_DOWN
            assert NOT_FROM_YOU in ending.reason
            assert staged.balance() == {State.ACCEPTED: 10, State.DEFERRED: 1, State.QUEUED: 19}
            assert (len(refused), len(staged.connects)) == (2, 2)
            assert sum(letter.tries for letter in staged.books.standing()) == 0

    in_virtual_time(scenario())


def test_a_fault_in_making_the_letter_to_be_announced_leaves_the_one_before_it_unsent(scene: Staging, pipelining: bool):
    async def scenario() -> None:
        async with scene(30) as staged:

            def letter(person: Delivery) -> Letter | Outcome:
                if len(staged.relay.bodies) == 5:
                    raise ZeroDivisionError
                return letter_to(person)

            staged.letter = letter
            with pytest.raises(ZeroDivisionError):
                await staged.deliver(ONE)
            assert addresses(staged, State.ACCEPTED) == {letter.recipient for letter in staged.relay.taken}
            assert len(staged.relay.bodies) == 5
            assert staged.balance().get(State.DEFERRED, 0) == pipelining

    in_virtual_time(scenario())


def test_somebody_for_whom_no_letter_can_be_made_holds_up_nobody_announced_after_them(scene: Staging):
    async def scenario() -> None:
        async with scene(30) as staged:

            def letter(person: Delivery) -> Letter | Outcome:
                odd = person.key[-1] in "13579"
                return Outcome(person.key, State.REJECTED, "no letter can be made") if odd else letter_to(person)

            staged.letter = letter
            assert await staged.deliver(ONE) == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 15, State.REJECTED: 15}
            assert len(staged.relay.taken) == 15

    in_virtual_time(scenario())
