"""A relay that says one reply twice, or not at all: no letter is taken for accepted by what answers another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.model import State
from tests.deliver.engine_time import in_virtual_time
from tests.deliver.talking import LETTERS, Talk, here, talk
from tests.relays.sink import Offers, Sink, taken

KEYS = tuple(letter.key for letter in LETTERS)
OPENING = 2  # replies: the greeting, and that to EHLO
REPLIES = 4 * len(LETTERS)
LATE = 1.0  # seconds; by then a client has said all that it can

FATES: dict[str, dict[str, str]] = {
    "all are taken": {},
    "the first is refused at RCPT": {"ada": "rcpt"},
    "the first is refused after the dot": {"ada": "soft dot"},
    "an announced one is refused at RCPT": {"bob": "rcpt"},
    "an announced one is refused after the dot": {"bob": "soft dot"},
    "the last is refused at RCPT": {"cleo": "rcpt"},
    "the last is refused after the dot": {"cleo": "soft dot"},
    "two in a row are refused after the dot": {"ada": "soft dot", "bob": "soft dot"},
}


class Stutterer(Sink):
    """Says the reply at a place 0, 1 or 2 times, the second time so many seconds later; refuses whom it is to."""

    def __init__(self, log: Path, fates: dict[str, str], place: int, times: int, late: float, offers: Offers) -> None:
        super().__init__(log, offers=offers)
        self.fates = fates
        self.place = place
        self.times = times
        self.late = late
        self.said = 0

    def chance(self, recipient: str) -> Callable[[str, float], bool]:
        return lambda fault, odds: self.fates.get(recipient.partition("@")[0]) == fault

    async def reply(self, said: bytes, writer: asyncio.StreamWriter) -> None:
        times = self.times if self.said == OPENING + self.place else 1
        self.said += 1
        for time in range(times):
            if time and self.late:
                await asyncio.sleep(self.late)
            await super().reply(said, writer)


def sent(sink: Stutterer) -> Talk:
    async def scenario() -> Talk:
        async with sink:
            return await talk(here(sink.port), *LETTERS)

    return in_virtual_time(scenario())


def told_and_had(log: Path, sink: Stutterer) -> tuple[dict[str, State], set[str]]:
    """What became of each letter by our side, and whose letters the relay has taken on."""
    talked = sent(sink)
    has = [letter.recipient.partition("@")[0] for letter in taken(log)]
    assert len(has) == len(set(has))
    return {given.outcome.key: given.outcome.state for given in talked.given}, set(has)


def accepted(told: dict[str, State]) -> set[str]:
    return {key for key, state in told.items() if state is State.ACCEPTED}


def not_taken(told: dict[str, State]) -> set[str]:
    return {key for key, state in told.items() if state in (State.DEFERRED, State.REJECTED)}


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "plain"])
@pytest.mark.parametrize(("times", "late"), [(0, 0), (2, 0), (2, LATE)], ids=["lost", "twice", "again, later"])
@pytest.mark.parametrize("fate", FATES)
def test_a_letter_is_accepted_only_where_the_relay_has_it_and_refused_only_where_it_has_not(
    tmp_path, fate, times, late, pipelining
):
    refused_unheard = unheard(FATES[fate]) if pipelining and not times else set()
    for place in set(range(REPLIES)) - refused_unheard:
        log = tmp_path / str(place)
        told, has = told_and_had(log, Stutterer(log, FATES[fate], place, times, late, Offers(pipelining=pipelining)))

        assert accepted(told) <= has, (place, told)
        assert not not_taken(told) & has, (place, told)


def unheard(fates: dict[str, str]) -> set[int]:
    """The places of refusals after the dot that are followed by more: whoever pipelines takes the next reply for one
    that was left out (decision 22), which the test after this one bounds."""
    return {4 * KEYS.index(key) + 3 for key, fault in fates.items() if fault == "soft dot" and key != KEYS[-1]}


@pytest.mark.parametrize("refused", [("ada",), ("bob",), ("ada", "bob")])
def test_where_a_refusal_of_a_letter_is_left_out_no_letter_after_that_one_is_accepted_by_mistake(tmp_path, refused):
    fates = dict.fromkeys(refused, "soft dot")
    for place in unheard(fates):
        log = tmp_path / str(place)
        told, has = told_and_had(log, Stutterer(log, fates, place, 0, 0, Offers()))

        assert accepted(told) - has == {KEYS[place // 4]}, (place, told)
