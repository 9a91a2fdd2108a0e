"""A relay that falls silent, at each phase: the letter's way ends when RFC 5321 section 4.5.3.2 lets it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping

import pytest

from composer.deliver.dialogue import RelayDown
from composer.deliver.relay import Relay
from composer.model import State
from tests.deliver.engine_time import in_virtual_time
from tests.deliver.talking import MESSAGE, Given, Talk, give, here, letter_of, talk
from tests.relays.liar import ANNOUNCED, AT_ONCE, GREETED, PIPELINING, TO_DATA, TO_DATA_AT_ONCE, liar

PLAIN = {
    "MAIL": f"{GREETED}C: MAIL FROM\n",
    "RCPT": f"{GREETED}C: MAIL FROM\nS: 250 ok\nC: RCPT TO\n",
    "DATA": TO_DATA,
    "some": f"{TO_DATA}S: 354 go\nC: <some>\n",
    "dot": f"{TO_DATA}S: 354 go\nC: <body>\n",
}
PIPELINED = {
    "MAIL": f"{PIPELINING}{AT_ONCE}",
    "RCPT": f"{PIPELINING}{AT_ONCE}S: 250 ok\n",
    "DATA": TO_DATA_AT_ONCE,
    "some": f"{TO_DATA_AT_ONCE}S: 354 go\nC: <some>\n",
    "dot": f"{TO_DATA_AT_ONCE}S: 354 go\nC: <body>\n{ANNOUNCED}",
}
MINUTE = 60
LARGER_THAN_ANY_BUFFER = b"Subject: x\r\n\r\n" + b"x" * 76 + b"\r\n" + (b"y" * 900 + b"\r\n") * 20_000


@pytest.fixture(params=[PLAIN, PIPELINED], ids=["plain", "pipelined"])
def to(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """How a session goes as far as before a reply, in either dialogue."""
    dialogue: Mapping[str, str] = request.param
    return dialogue


async def timed(
    script: str, message: bytes = MESSAGE, *, byte_by_byte: float = 0, more: int = 1
) -> tuple[Given, float]:
    """What became of a letter that `more` follow, and the seconds from the relay's first word on."""
    async with liar(script, byte_by_byte=byte_by_byte) as relay:
        began = asyncio.get_running_loop().time()
        (given,) = await give(here(relay.port), letter_of(message), *[letter_of() for _ in range(more)])
        return given, asyncio.get_running_loop().time() - began


@pytest.mark.parametrize(
    ("phase", "said", "minutes", "state", "counts"),
    [
        ("MAIL", "", 5, State.DEFERRED, False),
        ("RCPT", "", 5, State.DEFERRED, True),
        ("DATA", "", 2, State.DEFERRED, True),
        ("dot", "", 10, State.IN_DOUBT, True),
        ("dot", "S- 250 2.0.0 tak\n", 10, State.IN_DOUBT, True),
        ("dot", "S: 250-2.0.0 taken\n", 10, State.IN_DOUBT, True),
    ],
    ids=["MAIL", "RCPT", "DATA", "dot", "in the reply to the dot", "in a reply of many lines to the dot"],
)
def test_a_silent_relay_is_given_up_on_when_its_phase_allows(to, phase, said, minutes, state, counts):
    given, seconds = in_virtual_time(timed(f"{to[phase]}{said}! stall\n"))

    assert (given.outcome.state, given.outcome.counts, given.usable) == (state, counts, False)
    assert seconds == pytest.approx(minutes * MINUTE)


def test_a_relay_that_stops_reading_is_given_up_on_after_three_minutes(to):
    given, seconds = in_virtual_time(timed(f"{to['some']}! deaf\n", LARGER_THAN_ANY_BUFFER))

    assert (given.outcome.state, given.usable) == (State.IN_DOUBT, False)
    assert given.outcome.reason == "the relay did not answer the letter within 180 seconds"
    assert seconds == pytest.approx(3 * MINUTE)


@pytest.mark.parametrize(
    ("reply", "state"),
    [("552 5.3.4 too much", State.REJECTED), ("421 4.3.2 bye", State.DEFERRED), ("250 ok", State.IN_DOUBT)],
)
def test_a_relay_that_answers_in_the_middle_of_a_letter_and_stops_reading_gets_no_dot(to, reply, state):
    given, _ = in_virtual_time(timed(f"{to['some']}S: {reply}\n! deaf\n", LARGER_THAN_ANY_BUFFER))

    assert (given.outcome.state, given.usable) == (state, False)


@pytest.mark.parametrize(
    ("reply", "state"),
    [("552 5.3.4 too much", State.REJECTED), ("421 4.3.2 bye", State.DEFERRED), ("250 ok", State.IN_DOUBT)],
)
def test_a_relay_that_answers_in_the_middle_of_an_announced_letter_gets_no_dot_and_the_one_before_stands(reply, state):
    script = f"{PIPELINED['dot']}S: 250 ok\n! pause\nS: 250 ok\nS: 250 ok\nS: 354 go\nC: <some>\nS: {reply}\n! deaf\n"

    async def scenario() -> Talk:
        async with liar(script) as relay:
            return await talk(here(relay.port), letter_of(), letter_of(LARGER_THAN_ANY_BUFFER), letter_of())

    talked = in_virtual_time(scenario())

    assert [(given.outcome.state, given.usable) for given in talked.given] == [(State.ACCEPTED, True), (state, False)]
    assert talked.given_back


async def opening(relay: Relay) -> tuple[RelayDown, float]:
    """Why a relay could not be opened, and after how many seconds."""
    began = asyncio.get_running_loop().time()
    with pytest.raises(RelayDown) as told:
        await give(relay)
    return told.value, asyncio.get_running_loop().time() - began


@pytest.mark.parametrize(
    ("script", "user", "at_once", "seconds"),
    [
        ("! stall\n", None, False, 300),
        ("S: 220-liar\n! stall\n", None, False, 300),
        ("S: 220 liar\nC: EHLO\n! stall\n", None, False, 300),
        ("S: 220 liar\nC: EHLO\nS: 250-liar\nS: 250 STARTTLS\nC: STARTTLS\n! stall\n", "ada", False, 120),
        ("S: 220 liar\nC: EHLO\nS: 250-liar\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n! stall\n", "ada", False, 120),
        ("! stall\n", None, True, 30),
    ],
    ids=["greeting", "half a greeting", "EHLO", "STARTTLS", "TLS after STARTTLS", "TLS at once"],
)
def test_a_relay_that_falls_silent_before_the_first_letter_is_down_for_now(script, user, at_once, seconds):
    async def scenario() -> tuple[RelayDown, float]:
        async with liar(script) as relay:
            return await opening(Relay("127.0.0.1", relay.port, at_once, user, user))

    down, waited = in_virtual_time(scenario())

    assert not down.permanent
    assert waited == pytest.approx(seconds)


def test_a_relay_that_swallows_connections_is_down_after_half_a_minute():
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):  # the queue holds one more than it says, and then drops who knocks
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        down, waited = in_virtual_time(opening(here(full.getsockname()[1])))

    assert waited == pytest.approx(30)
    assert down.reason.endswith("did not answer within 30 seconds")


def test_a_relay_that_says_one_byte_a_second_is_heard_out():
    script = f"{TO_DATA}S: 354 go\nC: <body>\nS: 250 2.0.0 taken\n"

    given, seconds = in_virtual_time(timed(script, byte_by_byte=1, more=0))

    assert given.outcome.state is State.ACCEPTED
    assert seconds > len(script.split("S: 220")[1]) / 4


def test_a_reply_said_too_slowly_does_not_move_its_bound():
    # In the plain dialogue alone: replies to commands said together are each awaited from when the last was there.
    given, seconds = in_virtual_time(timed(f"{TO_DATA}S: 354 go ahead\n", byte_by_byte=11))

    assert (given.outcome.state, given.synced) == (State.DEFERRED, 0)
    assert seconds == pytest.approx(
        sum(11 * len(f"{said}\r\n") for said in ("220 liar.example.org", "250 liar.example.org", "250 ok", "250 ok"))
        + 120,
        abs=11,
    )


def test_saying_goodbye_is_not_waited_for():
    async def scenario() -> tuple[Given, float]:
        async with liar(f"{TO_DATA}S: 354 go\nC: <body>\nS: 250 ok\n! stall\n") as relay:
            (given,) = await give(here(relay.port))
            return given, asyncio.get_running_loop().time()

    given, seconds = in_virtual_time(scenario())

    assert given.outcome.state is State.ACCEPTED
    assert seconds <= 10
