"""How a run ends: stopped, cancelled, or by a ledger that fails; whatever happens the books balance."""

from __future__ import annotations

import asyncio
import random

import pytest

from composer.deliver import Ending, Why
from composer.model import Delivery, Letter, Outcome, State
from composer.problems import LedgerError
from composer.settings import Pace
from tests.deliver.engine_relay import AS_USUAL, HANGS_UP, Talk
from tests.deliver.engine_scene import Scene, Staging, letter_to, seconds
from tests.deliver.engine_time import in_virtual_time

PEOPLE = 60
PACE = Pace(connections=4)


def uneven(seed: int):
    """A relay that now and then refuses for now, hangs up, or says 421."""
    dice = random.Random(seed)
    refusals = {"RCPT": "450 4.2.0 later", "MAIL": "421 4.3.2 busy", "CONNECT": HANGS_UP, ".": "451 4.3.0 later"}

    def says(talk: Talk) -> str:
        return refusals.get(talk.verb, AS_USUAL) if dice.random() < 0.05 else AS_USUAL

    return says


@pytest.mark.parametrize("seed", range(15))
def test_a_run_stopped_at_any_moment_leaves_nobody_in_doubt(scene: Staging, seed: int):
    at = random.Random(seed).uniform(0, 6)

    async def scenario() -> None:
        async with scene(PEOPLE, uneven(seed), slow=0.05) as staged:
            asyncio.get_running_loop().call_later(at, staged.stop.set)
            ending = await staged.deliver(PACE)
            balance = staged.balance()
            assert ending == Ending(Why.STOPPED)
            assert set(balance) <= {State.QUEUED, State.ACCEPTED, State.DEFERRED}
            assert balance.get(State.ACCEPTED, 0) == len(staged.relay.taken)
            assert sum(balance.values()) == PEOPLE
            assert seconds() - at < 1, "only letters on their way were waited for"
            assert staged.books.most_handed_over <= PACE.connections

    in_virtual_time(scenario())


def test_a_stopped_run_sent_again_goes_on_where_it_was(scene: Staging):
    async def scenario() -> None:
        async with scene(PEOPLE, slow=0.05) as staged:
            for _ in range(20):
                staged.stop.clear()
                asyncio.get_running_loop().call_later(0.9, staged.stop.set)
                if await staged.deliver(PACE) == Ending(Why.DONE):
                    break
            assert staged.balance() == {State.ACCEPTED: PEOPLE}
            assert len(staged.relay.taken) == PEOPLE
            assert len(staged.told("ended")) > 3

    in_virtual_time(scenario())


def test_a_run_stopped_before_it_begins_says_nothing_to_the_relay(scene: Staging):
    async def scenario() -> None:
        async with scene(PEOPLE) as staged:
            staged.stop.set()
            assert await staged.deliver(PACE) == Ending(Why.STOPPED)
            assert staged.balance() == {State.QUEUED: PEOPLE}
            assert staged.relay.connected_at == []

    in_virtual_time(scenario())


def test_a_run_stopped_while_it_waits_ends_at_once(scene: Staging):
    async def scenario() -> None:
        async with scene(PEOPLE, up=False) as staged:
            asyncio.get_running_loop().call_later(100.5, staged.stop.set)
            assert await staged.deliver(PACE) == Ending(Why.STOPPED)
            assert staged.balance() == {State.QUEUED: PEOPLE}
            assert seconds() == pytest.approx(100.5)

    in_virtual_time(scenario())


@pytest.mark.parametrize("seed", range(15))
def test_a_run_cancelled_at_any_moment_has_in_doubt_only_whose_body_had_begun(scene: Staging, seed: int):
    at = random.Random(seed).uniform(0, 2.5)

    async def scenario() -> None:
        async with scene(PEOPLE, slow=0.05) as staged:
            sending = asyncio.create_task(staged.deliver(PACE))
            await asyncio.sleep(at)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            balance = staged.balance()
            doubtful = {letter.address for letter in staged.books.standing(State.IN_DOUBT)}
            assert len(doubtful) <= PACE.connections
            assert doubtful <= set(staged.relay.bodies)
            assert sum(balance.values()) == PEOPLE
            assert {taken.recipient for taken in staged.relay.taken} - doubtful == {
                letter.address for letter in staged.books.standing(State.ACCEPTED)
            }
            assert seconds() == at

    in_virtual_time(scenario())


@pytest.mark.parametrize("request_number", [*range(1, 12), *range(12, 130, 9)])
def test_a_ledger_that_fails_at_any_request_ends_the_run_and_no_body_leaves_unwritten(
    scene: Staging, request_number: int
):
    async def scenario() -> None:
        async with scene(PEOPLE, uneven(request_number), slow=0.01) as staged:
            staged.books.fails_at = request_number
            with pytest.raises(LedgerError, match="the disk is full"):
                await staged.deliver(PACE)
            assert set(staged.relay.bodies) <= {address_of(staged, key) for key in staged.books.handed_over}
            assert staged.books.most_handed_over <= PACE.connections
            counts = staged.books.counts()
            assert sum(counts.values()) == PEOPLE
            assert counts[State.ACCEPTED] <= len(staged.relay.taken) <= counts[State.ACCEPTED] + PACE.connections
            assert staged.relay.taken == [] or seconds() < 60

    in_virtual_time(scenario())


def address_of(staged: Scene, key: str) -> str:
    found = staged.books.find(key)
    assert found
    return found.address


def test_a_letter_that_cannot_be_made_is_its_own_persons_outcome(scene: Staging):
    async def scenario() -> None:
        async with scene(20) as staged:

            def letter(person: Delivery) -> Letter | Outcome:
                if person.key.endswith("7"):
                    return Outcome(person.key, State.REJECTED, "no letter can be made")
                return letter_to(person)

            staged.letter = letter
            assert await staged.deliver() == Ending(Why.DONE)
            assert staged.balance() == {State.ACCEPTED: 18, State.REJECTED: 2}
            assert len(staged.relay.taken) == 18

    in_virtual_time(scenario())


def test_a_fault_in_making_letters_ends_the_run_with_everybody_put_back(scene: Staging):
    async def scenario() -> None:
        async with scene(20) as staged:

            def letter(person: Delivery) -> Letter | Outcome:
                raise ZeroDivisionError

            staged.letter = letter
            with pytest.raises(ZeroDivisionError):
                await staged.deliver()
            assert staged.balance() == {State.QUEUED: 20}

    in_virtual_time(scenario())
