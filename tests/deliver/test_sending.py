"""One connection, from both ends: what the oracle took, and what never reached the wire."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.deliver.body import Body
from composer.deliver.dialogue import BLOCK_SIZE, Connection, blocks
from composer.deliver.relay import RelayDown
from composer.model import Letter, Outcome, State
from tests.deliver.talking import MESSAGE, RECIPIENT, SENDER, Given, give, here, in_time, letter_of, told
from tests.relays.liar import ANNOUNCED, AT_ONCE, GREETED, PIPELINING, TO_DATA, TO_DATA_AT_ONCE, Liar, liar
from tests.relays.sink import Offers, Sink, taken

LARGE = b"Subject: large\r\n\r\n" + (b"." * 70 + b"\r\n.\r\n") * 4_000


def through_sink(tmp_path: Path, *letters: Letter, offers: Offers | None = None) -> tuple[list[Given], Sink]:
    """What became of the letters, and the sink."""

    async def scenario() -> tuple[list[Given], Sink]:
        async with Sink(tmp_path / "log", offers=offers, keep=True) as sink:
            return await give(here(sink.port), *letters), sink

    return in_time(scenario())


def test_a_letter_is_taken_as_it_is_to_the_byte(tmp_path, pipelining):
    offers = Offers(pipelining=pipelining)

    (first, second), sink = through_sink(tmp_path, letter_of(), letter_of(LARGE), offers=offers)

    assert first.outcome.state is second.outcome.state is State.ACCEPTED
    assert sink.messages == [MESSAGE, LARGE]
    assert [letter.sha256 for letter in taken(tmp_path / "log")] == [
        hashlib.sha256(message).hexdigest() for message in (MESSAGE, LARGE)
    ]
    assert {(letter.sender, letter.recipient) for letter in taken(tmp_path / "log")} == {(SENDER, RECIPIENT)}


LINES = st.lists(st.text(st.characters(max_codepoint=126, exclude_characters="\0\r\n"), max_size=40), max_size=30)


@given(LINES | st.lists(st.sampled_from([".", "..", "", ". ", "MAIL FROM:<a@example.org>"])), st.integers(1, 4))
def test_any_lines_are_read_back_as_they_were(lines, again):
    message = "".join(f"{line}\r\n" for line in lines * again).encode() or b"\r\n"

    stuffed = b"".join(blocks(Body((message,))))

    *read, end, rest = stuffed.split(b"\r\n")
    assert (end, rest) == (b".", b"")
    assert all(line != b"." for line in read)  # RFC 5321 section 4.5.2: this alone would end the message
    assert b"".join(line.removeprefix(b".") + b"\r\n" for line in read) == message


def test_the_blocks_of_a_body_are_bounded_and_whole():
    body = Body((LARGE,))

    assert max(map(len, blocks(body))) <= BLOCK_SIZE + len(b".\r\n")
    assert b"".join(blocks(body)) == LARGE.replace(b"\r\n.", b"\r\n..") + b".\r\n"
    assert body.size == len(LARGE)


@pytest.mark.parametrize("code", ["rcpt", "data", "dot"])
def test_after_a_refusal_the_next_letter_is_begun_afresh(tmp_path, code):
    script = {
        "rcpt": "C: MAIL FROM\nS: 250 ok\nC: RCPT TO\nS: 550 no\nC: RSET\nS: 250 ok\n",
        "data": "C: MAIL FROM\nS: 250 ok\nC: RCPT TO\nS: 250 ok\nC: DATA\nS: 450 no\nC: RSET\nS: 250 ok\n",
        "dot": "C: MAIL FROM\nS: 250 ok\nC: RCPT TO\nS: 250 ok\nC: DATA\nS: 354 go\nC: <body>\nS: 450 no\n",
    }[code]
    well = "C: MAIL FROM\nS: 250 ok\nC: RCPT TO\nS: 250 ok\nC: DATA\nS: 354 go\nC: <body>\nS: 250 ok\n"

    async def scenario() -> tuple[list[Given], Liar]:
        async with liar(GREETED + script + well) as relay:
            return await give(here(relay.port), letter_of(), letter_of()), relay

    given, relay = in_time(scenario())

    assert relay.faults == []
    assert [one.outcome.state for one in given][1:] == [State.ACCEPTED]
    assert given[1].down is None


@pytest.mark.parametrize("letter", [c for c in map(chr, range(33)) if c] + ["\x7f", "<", ">", "é", "\u2028", "\ud800"])
@pytest.mark.parametrize("whose", ["recipient", "sender"])
def test_an_address_that_would_end_its_command_is_rejected_and_never_said(tmp_path, letter, whose):
    address = f"ada{letter}@example.org"
    asked = letter_of(recipient=address) if whose == "recipient" else letter_of(sender=address)

    (unsafe, safe), sink = through_sink(tmp_path, asked, letter_of())

    assert (unsafe.outcome.state, unsafe.synced) == (State.REJECTED, 0)
    assert "ada" not in unsafe.outcome.reason
    assert safe.outcome.state is State.ACCEPTED
    size = len(MESSAGE)
    assert sink.commands[1:-1] == [f"MAIL FROM:<{SENDER}> SIZE={size}", f"RCPT TO:<{RECIPIENT}>", "DATA"]


@pytest.mark.parametrize(
    "smuggled",
    [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\r\n", b"\0", b"\xe9", b"x" * 999],
)
def test_bytes_that_some_relays_take_for_the_end_of_a_message_never_reach_the_wire(tmp_path, smuggled):
    message = b"Subject: x\r\n\r\nhello" + smuggled + b"MAIL FROM:<evil@example.org>\r\n"

    async def scenario() -> Sink:
        async with Sink(tmp_path / "log") as sink:
            with pytest.raises(ValueError, match="a letter that cannot be sent"):
                await give(here(sink.port), letter_of(message))
            return sink

    sink = in_time(scenario())

    assert [command.partition(" ")[0] for command in sink.commands] == ["EHLO", "QUIT"]


def test_a_letter_larger_than_the_relay_takes_is_held_against_the_relay_before_anything_is_said(tmp_path):
    (large, small), sink = through_sink(tmp_path, letter_of(LARGE), letter_of(), offers=Offers(size=len(MESSAGE)))

    assert (large.outcome.state, large.outcome.counts, large.synced) == (State.DEFERRED, False, 0)
    assert large.outcome.reason == f"the letter has {len(LARGE):,} bytes, and the relay takes at most {len(MESSAGE):,}"
    assert small.outcome.state is State.ACCEPTED
    assert len([command for command in sink.commands if command.startswith("MAIL")]) == 1


@pytest.mark.parametrize(
    ("size", "said"), [(None, f"MAIL FROM:<{SENDER}>"), (0, f"MAIL FROM:<{SENDER}> SIZE={len(MESSAGE)}")]
)
def test_size_is_told_where_it_is_offered_and_nought_is_no_bound(tmp_path, size, said):
    (only,), sink = through_sink(tmp_path, letter_of(), offers=Offers(size=size))

    assert only.outcome.state is State.ACCEPTED
    assert said in sink.commands


class LedgerFailed(Exception):
    pass


async def fails() -> None:
    """Books that cannot be written."""
    raise LedgerFailed


@pytest.mark.parametrize("to_data", [TO_DATA, TO_DATA_AT_ONCE], ids=["plain", "pipelined"])
def test_where_the_books_fail_nothing_of_the_letter_is_written(to_data):
    async def scenario() -> tuple[Liar, bool]:
        async with liar(f"{to_data}S: 354 go\n! stall\n") as relay:
            connection = await Connection.open(here(relay.port))
            with pytest.raises(LedgerFailed):
                await connection.send(letter_of(), fails)
            usable = connection.usable
            await connection.close()
        return relay, usable

    relay, usable = in_time(scenario())

    assert (relay.rest, usable, relay.faults) == (b"", False, [])


TAKEN = "S: 354 go\nC: <body>\nS: 250 ok\n"
TWO_LETTERS = [
    f"{TO_DATA}{TAKEN}{TO_DATA.removeprefix(GREETED)}{TAKEN}",
    f"{TO_DATA_AT_ONCE}S: 354 go\nC: <body>\n{ANNOUNCED}S: 250 ok\nS: 250 ok\nS: 250 ok\n{TAKEN}",
]


@pytest.mark.parametrize("script", TWO_LETTERS, ids=["plain", "pipelined"])
def test_no_byte_of_a_body_is_written_until_the_books_have_been_synced(script):
    async def scenario() -> tuple[list[int], list[Outcome], Liar]:
        async with liar(script) as relay:
            connection = await Connection.open(here(relay.port))
            begun: list[int] = []

            async def handing_over() -> None:
                await asyncio.sleep(0.1)
                begun.append(relay.begun)

            first, second = letter_of(), letter_of()
            outcomes = [await connection.send(first, handing_over, lambda: second)]
            outcomes += [await connection.send(second, handing_over)]
            await connection.close()
        return begun, outcomes, relay

    begun, outcomes, relay = in_time(scenario())

    assert begun == [0, 1]
    assert len(relay.bodies) == 2
    assert [outcome.state for outcome in outcomes] == [State.ACCEPTED] * 2


@pytest.mark.parametrize(
    ("script", "synced"),
    [
        (f"{GREETED}C: MAIL FROM\n! stall\n", []),
        (f"{TO_DATA}! stall\n", []),
        (f"{PIPELINING}{AT_ONCE}! stall\n", []),
        (f"{TO_DATA_AT_ONCE}! stall\n", []),
        (f"{TO_DATA}S: 354 go\nC: <body>\n! stall\n", ["handed over"]),
        (f"{TO_DATA_AT_ONCE}S: 354 go\nC: <body>\n! stall\n", ["handed over"]),
    ],
)
def test_a_cancelled_letter_closes_the_connection_whether_or_not_it_was_handed_over(script, synced):
    assert in_time(cancelled(script)) == (synced, False)


async def cancelled(script: str) -> tuple[list[str], bool]:
    """A letter is cancelled while the relay is silent: whether the books were told, and the connection usable."""
    async with liar(script) as relay:
        connection = await Connection.open(here(relay.port))
        synced: list[str] = []
        sending = asyncio.create_task(connection.send(letter_of(), told(synced)))
        await relay.stalls.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        usable = connection.usable
        await connection.close()
    return synced, usable


def test_a_relay_that_has_closed_while_nothing_was_said_makes_the_connection_unusable():
    async def scenario() -> tuple[Outcome, RelayDown | None]:
        async with liar(f"{GREETED}! pause\nS: 421 4.4.2 idle too long\n! close\n") as relay:
            connection = await Connection.open(here(relay.port))
            for _ in range(1_000):
                await asyncio.sleep(0.001)
                if not connection.usable:
                    break
            outcome = await connection.send(letter_of(), told([]))
            await connection.close()
        return outcome, connection.down

    outcome, down = in_time(scenario())

    assert (outcome.state, outcome.counts) == (State.DEFERRED, False)
    assert down is not None
    assert not down.permanent


def test_closing_says_goodbye_and_can_be_done_twice(tmp_path):
    async def scenario() -> Sink:
        async with Sink(tmp_path / "log") as sink:
            connection = await Connection.open(here(sink.port))
            await connection.close()
            await connection.close()
        return sink

    assert in_time(scenario()).commands[-1] == "QUIT"


def test_closing_says_nothing_to_a_relay_that_is_gone():
    async def scenario() -> bool:
        async with liar(f"{GREETED}! pause\n! close\n") as relay:
            connection = await Connection.open(here(relay.port))
            await connection.close()
        return connection.usable

    assert not in_time(scenario())


@pytest.mark.parametrize(("line", "said"), [(None, "EHLO [127.0.0.1]"), ("mail.example.net", "EHLO mail.example.net")])
def test_the_relay_is_told_the_name_asked_for_or_else_our_end_of_the_connection(tmp_path, line, said):
    async def scenario() -> Sink:
        async with Sink(tmp_path / "log") as sink:
            await (await Connection.open(here(sink.port), line)).close()
        return sink

    assert in_time(scenario()).commands[0] == said


def test_what_is_announced_leaves_together_with_the_last_of_a_body_however_large():
    announced = letter_of()

    *others, last = blocks(Body((LARGE,)), announced.envelope.recipient.encode())

    assert last.endswith(b"\r\n.\r\n" + announced.envelope.recipient.encode())
    assert b"".join([*others, last]).count(announced.envelope.recipient.encode()) == 1
    assert max(map(len, others)) == BLOCK_SIZE


def asked_for(given: list[Letter | None]) -> Callable[[], Letter | None]:
    """Letters to follow; the list holds what is left of them."""
    return lambda: given.pop(0)


def test_no_letter_is_asked_for_where_none_can_be_announced(tmp_path):
    async def scenario() -> tuple[list[Letter | None], Outcome]:
        async with Sink(tmp_path / "log", offers=Offers(pipelining=False)) as sink:
            connection = await Connection.open(here(sink.port))
            waiting: list[Letter | None] = [letter_of()]
            outcome = await connection.send(letter_of(), told([]), asked_for(waiting))
            await connection.close()
        return waiting, outcome

    waiting, outcome = in_time(scenario())

    assert len(waiting) == 1
    assert outcome.state is State.ACCEPTED


@pytest.mark.parametrize(
    ("unsayable", "state"),
    [
        (letter_of(recipient="ada lovelace@example.org"), State.REJECTED),
        (letter_of(LARGE), State.DEFERRED),
    ],
    ids=["an address that cannot be said", "larger than the relay takes"],
)
def test_a_letter_that_cannot_be_sent_is_not_announced_and_told_so_in_its_turn(tmp_path, unsayable, state):
    offers = Offers(size=len(MESSAGE))

    (first, second, third), sink = through_sink(tmp_path, letter_of(), unsayable, letter_of(), offers=offers)

    assert (first.outcome.state, second.outcome.state, third.outcome.state) == (State.ACCEPTED, state, State.ACCEPTED)
    assert second.synced == 0
    assert [command.partition(" ")[0] for command in sink.commands] == ["EHLO", *["MAIL", "RCPT", "DATA"] * 2, "QUIT"]


def test_a_letter_with_broken_lines_is_not_announced_and_refused_in_its_turn(tmp_path):
    async def scenario() -> tuple[Outcome, Sink]:
        async with Sink(tmp_path / "log") as sink:
            connection = await Connection.open(here(sink.port))
            broken = letter_of(b"Subject: x\n\nhello")
            first = await connection.send(letter_of(), told([]), lambda: broken)
            with pytest.raises(ValueError, match="a letter that cannot be sent"):
                await connection.send(broken, told([]))
            await connection.close()
        return first, sink

    first, sink = in_time(scenario())

    assert first.state is State.ACCEPTED
    assert [command.partition(" ")[0] for command in sink.commands][:4] == ["EHLO", "MAIL", "RCPT", "DATA"]
    assert len(taken(tmp_path / "log")) == 1


async def announced(script: str, then: Callable[[Connection, Letter], Awaitable[None]]) -> tuple[Liar, bool]:
    """What a relay heard of a letter that was announced and not sent, and whether the connection was usable."""
    async with liar(f"{TO_DATA_AT_ONCE}S: 354 go\nC: <body>\n{ANNOUNCED}{script}") as relay:
        connection = await Connection.open(here(relay.port))
        second = letter_of()
        assert (await connection.send(letter_of(), told([]), lambda: second)).state is State.ACCEPTED
        await then(connection, second)
        usable = connection.usable
        await connection.close()
    return relay, usable


ALL_TAKEN = "S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\n"


def test_nothing_is_said_after_an_announcement_but_the_letter_not_even_goodbye():
    async def nothing(connection: Connection, second: Letter) -> None:
        await asyncio.sleep(0)

    relay, _ = in_time(announced(f"{ALL_TAKEN}! stall\n", nothing))

    assert (relay.rest, relay.faults, len(relay.bodies)) == (b"", [], 1)


def test_another_letter_than_the_one_announced_is_refused_and_the_connection_closed():
    async def another(connection: Connection, second: Letter) -> None:
        with pytest.raises(ValueError, match="another letter was announced"):
            await connection.send(letter_of(), told([]))

    relay, usable = in_time(announced(f"{ALL_TAKEN}! stall\n", another))

    assert (relay.rest, usable) == (b"", False)


def test_an_announced_letter_that_is_cancelled_closes_the_connection():
    async def cancel(connection: Connection, second: Letter) -> None:
        synced: list[str] = []
        sending = asyncio.create_task(connection.send(second, told(synced)))
        await asyncio.sleep(0)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert synced == []

    relay, usable = in_time(announced("S: 250 ok\nS: 250 ok\n! stall\n", cancel))

    assert (relay.rest, usable) == (b"", False)


def test_where_the_books_fail_nothing_of_an_announced_letter_is_written():
    async def fail(connection: Connection, second: Letter) -> None:
        with pytest.raises(LedgerFailed):
            await connection.send(second, fails)

    relay, usable = in_time(announced(f"{ALL_TAKEN}! stall\n", fail))

    assert (relay.rest, usable) == (b"", False)


def test_where_the_letter_to_follow_cannot_be_had_nothing_of_the_one_before_is_written():
    def broken() -> Letter | None:
        raise LedgerFailed

    async def scenario() -> tuple[Liar, bool]:
        async with liar(f"{TO_DATA_AT_ONCE}S: 354 go\n! stall\n") as relay:
            connection = await Connection.open(here(relay.port))
            with pytest.raises(LedgerFailed):
                await connection.send(letter_of(), told([]), broken)
            usable = connection.usable
            await connection.close()
        return relay, usable

    relay, usable = in_time(scenario())

    assert (relay.rest, relay.bodies, usable) == (b"", [], False)
