"""One session with a relay, and what becomes of each letter given over it.

Rule: not a byte of a body is written before whoever keeps the books knows that it will be; from then on only a reply
tells what became of the letter, and without one it is in doubt and the connection is closed, so that no late reply is
ever taken for another letter's.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Self, cast

from composer.deliver import bounds
from composer.deliver.body import Body
from composer.deliver.bounds import Broken
from composer.deliver.opening import open_wire
from composer.deliver.relay import Relay, RelayDown
from composer.deliver.replies import kept
from composer.deliver.stream import Reply, Stream
from composer.deliver.transaction import GO_ON, RCPT, RSET, Step, Transaction, is_sayable
from composer.deliver.verdict import CLOSING, Verdict, answered, broken_off, is_answer, refused
from composer.model import Letter, Outcome, State

__all__ = ["Connection", "RelayDown"]

BLOCK_SIZE = 65_536  # bytes written at once, and the commands of the next letter
_THE_LETTER = "the letter"


def _nobody() -> None:
    """No letter follows."""


class Connection:
    """A session with a relay; one letter at a time, and where the relay lets us the next one announced meanwhile.

    `down` is why the relay is at fault where a letter was deferred without counting, else None.
    """

    def __init__(self, relay: Relay, stream: Stream, offers: Mapping[str, str]) -> None:
        self.relay = relay
        self.offers = offers
        self.down: RelayDown | None = None
        self._stream = stream
        self._pipelines = "pipelining" in offers  # RFC 2920
        self._announced: Transaction | None = None
        self._begun = False  # MAIL was taken and has not ended: RSET before the next

    @classmethod
    async def open(cls, relay: Relay, hostname: str | None = None) -> Self:
        """Connect, and go as far as before the first letter; `hostname` is for EHLO.

        Raises:
            RelayDown: the relay takes no letters now.
        """
        wire, offers = await open_wire(relay, hostname)
        transport = cast(asyncio.Transport | None, wire.transport)
        stream = Stream(transport, bytes(wire.early))
        if transport:
            transport.set_protocol(stream)
        if not stream.sound:
            stream.abort()
            refusal = stream.refusal()
            why = f": {kept(*refusal)}" if refusal else ""
            raise RelayDown(f"{relay.name} ended the session before the first letter{why}")
        return cls(relay, stream, offers)

    @property
    def usable(self) -> bool:
        """Whether another letter may be given over it."""
        return self._stream.sound

    @property
    def largest(self) -> int | None:
        """The most bytes a message may have, where the relay says so (RFC 1870)."""
        said = self.offers.get("size", "").strip()
        return int(said) if re.fullmatch("[0-9]{1,18}", said) and int(said) else None

    async def send(
        self,
        letter: Letter,
        handing_over: Callable[[], Awaitable[None]],
        following: Callable[[], Letter | None] = _nobody,
    ) -> Outcome:
        """Give one letter to the relay.

        Args:
            letter: to be sent as it is, to the byte; the one that `following` gave the last time, if it gave one.
            handing_over: called after 354, and awaited before the first byte of the body. Once it is done, whatever is
                raised here (CancelledError) leaves the letter in doubt. If it raises, nothing of the letter has left.
            following: asked for the next letter, at most once, before the body of this one is written: what goes before
                its own body then leaves together with this one's final dot (RFC 2920). Nothing of its body does.

        Returns:
            ACCEPTED, REJECTED, DEFERRED or IN_DOUBT. Where DEFERRED does not count, `down` says what is wrong with the
            relay. Afterwards `usable` tells whether the connection may go on.

        Raises:
            ValueError: the message breaks the rules for lines, and nothing was said; or another was announced.
            Exception: what `handing_over` or `following` raised; the connection is closed.
        """
        self.down = None
        transaction = self._announced_as(letter) or self._transaction(letter)
        if isinstance(transaction, Outcome):
            return self._not_said(transaction)
        try:
            return await self._asked(transaction) or await self._given(transaction, handing_over, following)
        except BaseException:
            self._stream.abort()
            raise

    async def close(self) -> None:
        """Say QUIT if there is anybody to say it to, and close. Raises nothing but a cancellation."""
        try:
            # After an announcement QUIT would be the first line of a body.
            if self._stream.sound and not self._announced:
                with contextlib.suppress(Broken):
                    self._stream.say(b"QUIT\r\n", "QUIT", replies=1)
                    await self._stream.reply("QUIT", bounds.QUIT)
        finally:
            self._stream.abort()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(bounds.QUIT):
                await self._stream.closed()

    # Before the body.

    def _announced_as(self, letter: Letter) -> Transaction | None:
        """What was said already for this letter."""
        announced, self._announced = self._announced, None
        if announced and announced.letter is not letter:
            self._stream.abort()
            raise ValueError("another letter was announced")
        return announced

    def _transaction(self, letter: Letter, *, announced: bool = False) -> Transaction | Outcome:
        """What is said for a letter; an outcome where nothing is. Raises ValueError as `send` does."""
        body = Body(letter.pieces)
        if not is_sayable(letter.envelope):
            return Outcome(letter.key, State.REJECTED, "the address holds what no SMTP command can carry")
        if self.largest and body.size > self.largest:
            # The letters of a run are much of a size: it is the relay that does not fit, or our pictures.
            why = f"the letter has {body.size:,} bytes, and the relay takes at most {self.largest:,}"
            return Outcome(letter.key, State.DEFERRED, why, counts=False)
        reset = self._begun and not announced
        return Transaction.of(letter, body, tells_size="size" in self.offers, reset=reset, announced=announced)

    def _not_said(self, outcome: Outcome) -> Outcome:
        if not outcome.counts:
            self.down = RelayDown(f"{self.relay.name}: {outcome.reason}", permanent=True)
        return outcome

    async def _asked(self, transaction: Transaction) -> Outcome | None:
        """The dialogue before the body; an outcome where it ends there, None after 354."""
        unsaid = b"" if transaction.announced else transaction.commands
        for place, step in enumerate(transaction.steps):
            try:
                unsaid = self._say(unsaid, step)
                reply = self._stream.come() or await self._stream.reply(step.verb, step.within)
            except Broken as broken:
                return self._told(broken_off(self.relay, transaction, step, str(broken)))
            if reply.code not in step.goes_on:
                outcome = self._told(refused(self.relay, transaction, step, reply))
                await self._hear_out(transaction.steps[place:])
                return outcome
            self._begun = step is not RSET
        return None

    def _say(self, commands: bytes, step: Step) -> bytes:
        """Say the command of a step, and with it all others where the relay lets us; what is left to say."""
        if not commands:
            return b""
        said, left = (commands, b"") if self._pipelines else _first_line(commands)
        self._stream.say(said, step.verb, replies=said.count(b"\r\n"))
        return left

    async def _hear_out(self, steps: tuple[Step, ...]) -> None:
        """Read the replies to what was said together with the first of these, which was refused.

        A relay that takes a body although it took no recipient gets an empty one (RFC 2920 section 3.1).
        """
        if not self._pipelines or not self.usable:
            return
        try:
            for step in steps[1:]:
                reply = await self._stream.reply(step.verb, step.within)
                if reply.code == GO_ON and steps[0] is RCPT:
                    await self._end_empty()
                elif reply.code in (GO_ON, CLOSING):
                    self._stream.abort()
        except Broken:
            self._stream.abort()

    async def _end_empty(self) -> None:
        self._stream.say(b".\r\n", "an empty letter", replies=1)
        reply = await self._stream.reply("an empty letter", bounds.FINAL_DOT)
        self._begun = False
        if reply.code == CLOSING or not is_answer(reply):
            self._stream.abort()

    # The body.

    async def _given(
        self,
        transaction: Transaction,
        handing_over: Callable[[], Awaitable[None]],
        following: Callable[[], Letter | None],
    ) -> Outcome:
        synced = asyncio.ensure_future(handing_over())
        try:
            announced = self._next(following)  # made while the books are written
        except BaseException:
            synced.cancel()
            raise
        await synced
        try:
            reply = await self._written(transaction.body, announced)
        except Broken as broken:
            self._stream.abort()
            state = State.DEFERRED if broken.undone else State.IN_DOUBT
            return Outcome(transaction.letter.key, state, str(broken))
        self._begun = False
        if not self.usable:
            self._stream.abort()
        return self._told(answered(self.relay, transaction.letter, reply))

    def _next(self, following: Callable[[], Letter | None]) -> Transaction | None:
        """The transaction to announce, if there is a letter for which one can be begun."""
        letter = following() if self._pipelines else None
        if letter is None:
            return None
        try:
            transaction = self._transaction(letter, announced=True)
        except ValueError:  # raised when its turn comes
            return None
        return transaction if isinstance(transaction, Transaction) else None

    async def _written(self, body: Body, announced: Transaction | None) -> Reply:
        """Write a body, its final dot and what is announced, as fast as the relay reads, and return the reply.

        A relay that refuses before the dot gets no dot, and so has no letter.

        Raises:
            Broken: there was no reply, so nobody knows whether the relay has the letter, unless it is `undone`.
        """
        *others, last = blocks(body, announced.commands if announced else b"")
        due = 1 + (len(announced.steps) if announced else 0)
        try:
            for at, block in enumerate(others):
                self._stream.say(block, _THE_LETTER, replies=0, undone=not at)
                await self._stream.drained(_THE_LETTER)
            self._stream.say(last, _THE_LETTER, replies=due, undone=not others)
        except Broken:
            if refusal := self._stream.refusal():
                return refusal
            raise
        self._announced = announced
        if self._stream.full:
            await self._stream.drained(_THE_LETTER)
        return await self._stream.reply(_THE_LETTER, bounds.FINAL_DOT)

    def _told(self, verdict: Verdict) -> Outcome:
        self.down = verdict.down
        if verdict.ends:
            self._stream.abort()
        return verdict.outcome


def blocks(body: Body, commands: bytes = b"") -> list[bytes]:
    """A body to be written in turn; the final dot and the commands stand in the last block, whole."""
    end = b".\r\n" + commands
    whole = b"".join((*body.pieces, end))
    if len(whole) <= BLOCK_SIZE:
        return [whole]
    starts = range(0, len(whole) - len(end), BLOCK_SIZE)
    return [*(whole[at : at + BLOCK_SIZE] for at in starts[:-1]), whole[starts[-1] :]]


def _first_line(commands: bytes) -> tuple[bytes, bytes]:
    first, crlf, rest = commands.partition(b"\r\n")
    return first + crlf, rest
