"""A worker: keeps one connection to the relay, and gives it one letter after another.

Rule: what a connection does is held against the relay, and what a relay says of a letter against the letter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from composer.deliver.bell import Bell
from composer.deliver.breaker import REFUSALS, Breaker, Line
from composer.deliver.clerk import Clerk, Watch
from composer.deliver.dialogue import Connection
from composer.deliver.pace import Bucket
from composer.deliver.relay import RelayDown
from composer.model import Delivery, Letter, Outcome, State

# Seconds a connection may wait for a letter. Many relays close after a minute or less, and a server's minute is ours
# less the way there and back.
IDLE = 10.0


@dataclass(slots=True)
class Desk:
    """What the workers of a run share. `lost`: why the relay is down for good; `ended`: nothing more is begun."""

    clerk: Clerk
    breaker: Breaker
    bucket: Bucket
    bell: Bell
    watch: Watch
    connect: Callable[[], Awaitable[Connection]]
    letter: Callable[[Delivery], Letter | Outcome]
    lost: str | None = None
    ended: bool = False
    tried_again: set[str] = field(default_factory=set)


class _InHand(NamedTuple):
    delivery: Delivery
    letter: Letter


class Worker:
    """One of as many as there may be connections."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seconds = asyncio.get_running_loop().time
        self._line: Line | None = None
        self._announced: _InHand | None = None  # said over the line together with the last letter's end

    @property
    def is_busy(self) -> bool:
        """Whether a letter is in its hands."""
        return self._line is not None and self._line.busy

    async def work(self) -> None:
        """Send until the run has ended, then close."""
        try:
            while self._announced or not self._desk.ended:
                if self._line is None:
                    await self._wait_to_connect()
                elif in_hand := self._announced or await self._next(self._line):
                    await self._send(self._line, in_hand)
                else:
                    await self._let_go(self._line)
        finally:
            await self._hang_up()

    # The connection.

    async def _wait_to_connect(self) -> None:
        desk, breaker = self._desk, self._desk.breaker
        while not desk.ended:
            if self._is_wanted():
                await self._connect()
                return
            await desk.bell.heard(self._later(breaker.next_at, desk.bucket.next_at, desk.clerk.due))

    def _is_wanted(self) -> bool:
        """Whether there is more to do now than those who have a connection can."""
        clerk, breaker, seconds = self._desk.clerk, self._desk.breaker, self._seconds()
        if not breaker.may_connect(seconds) or not self._desk.bucket.is_ready(seconds):
            return False
        if clerk.queue:
            return breaker.all_busy
        return not breaker.lines and clerk.due <= seconds

    async def _connect(self) -> None:
        breaker = self._desk.breaker
        breaker.connecting()
        try:
            self._line = Line(await self._desk.connect())
        except RelayDown as down:
            self._fail(down)
        finally:
            breaker.connected(self._line)
            self._desk.bell.ring()

    async def _let_go(self, line: Line) -> None:
        """Nothing was to be sent over it for a while, or nothing can be any more."""
        if not line.connection.usable and not line.proven:
            self._desk.breaker.lines.discard(line)
            self._fail(RelayDown(f"{line.connection.relay.name} ended the session before the first letter"))
        await self._hang_up()

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if self._announced:
            self._desk.clerk.give_back(self._announced.delivery)
            self._announced = None
        if line:
            self._desk.breaker.lines.discard(line)
            self._desk.bell.ring()
            await line.connection.close()

    def _fail(self, down: RelayDown) -> None:
        """A connection failed: wait, and put back what nobody is left to send."""
        desk = self._desk
        pause = desk.breaker.failed(down.reason, self._seconds())
        if not desk.breaker.lines:
            desk.clerk.put_back()
        if down.permanent:
            desk.lost = down.reason
            return
        event = "connection_failed" if desk.breaker.lines else "relay_down"
        desk.watch(event, {"reason": down.reason, "pause": pause})

    # A letter.

    async def _next(self, line: Line) -> _InHand | None:
        """The next letter, at the pace; None when there was none for a while, or the connection is gone."""
        desk = self._desk
        until = self._seconds() + IDLE
        while not desk.ended and desk.lost is None and line.connection.usable and self._seconds() < until:
            if in_hand := self._take():
                line.busy = True
                return in_hand
            await desk.bell.heard(min(until, self._later(desk.bucket.next_at)))
        return None

    def _take(self) -> _InHand | None:
        """The next letter, if there is one and the pace allows it now."""
        desk = self._desk
        while desk.clerk.queue and desk.bucket.is_ready(self._seconds()) and not desk.ended and desk.lost is None:
            desk.bucket.take(self._seconds())
            delivery = desk.clerk.take()
            try:
                letter = desk.letter(delivery)
            except BaseException:
                desk.clerk.abandon(delivery)
                raise
            if isinstance(letter, Letter):
                return _InHand(delivery, letter)
            desk.clerk.settle(delivery, letter)
        return None

    async def _send(self, line: Line, in_hand: _InHand) -> None:
        clerk, delivery = self._desk.clerk, in_hand.delivery
        was_announced, self._announced = self._announced is in_hand, None
        try:
            outcome = await line.connection.send(
                in_hand.letter, partial(clerk.hand_over, delivery.key), partial(self._announce, line)
            )
        except BaseException:
            clerk.abandon(delivery)
            raise
        finally:
            line.busy = self._announced is not None
        await self._judge(line, delivery, outcome, was_announced=was_announced)

    def _announce(self, line: Line) -> Letter | None:
        """The letter to follow, once it is known that the relay takes letters over this line."""
        self._announced = self._take() if line.proven else None
        return self._announced.letter if self._announced else None

    async def _judge(self, line: Line, delivery: Delivery, outcome: Outcome, *, was_announced: bool) -> None:
        """Tell what the relay says of the letter from what became of the connection."""
        desk, usable, down = self._desk, line.connection.usable, line.connection.down
        if outcome.state in (State.ACCEPTED, State.REJECTED) or (usable and outcome.counts):
            if desk.breaker.worked(line):
                desk.watch("relay_up", {})
            desk.clerk.settle(delivery, outcome)
        elif down and line.proven and not usable and self._may_try_again(delivery, was_announced=was_announced):
            desk.clerk.give_back(delivery)
        else:
            desk.clerk.settle(delivery, outcome)
            if usable or not line.proven:
                desk.breaker.lines.discard(line)
                self._fail(down or RelayDown(outcome.reason))
        self._distrust(outcome)
        if not usable or not outcome.counts:
            await self._hang_up()

    def _distrust(self, outcome: Outcome) -> None:
        """End the run where what becomes of its letters says more of the relay than of them."""
        desk, breaker = self._desk, self._desk.breaker
        if outcome.state is State.ACCEPTED:
            breaker.took_one()
        elif outcome.state is State.IN_DOUBT and breaker.lost_one():
            desk.lost = f"it breaks off too often after a letter without saying whether it took it: {outcome.reason}"
        elif outcome.state is State.REJECTED and breaker.refused(outcome.reason):
            desk.lost = f"it has refused {REFUSALS} letters in a row in the same words: {outcome.reason}"

    def _may_try_again(self, delivery: Delivery, *, was_announced: bool) -> bool:
        """Whether this is a relay that closes after so many letters: over a new connection it takes this one at once.

        Only once, in case it is this letter that makes it close; but an announced one may have met one connection
        after another at its end, and each has sent a letter before.
        """
        if self._desk.clerk.is_begun(delivery):
            return False
        if was_announced:
            return True
        if delivery.key in self._desk.tried_again:
            return False
        self._desk.tried_again.add(delivery.key)
        return True

    def _later(self, *moments: float) -> float:
        """The next of these moments that is still to come; infinity if none is."""
        seconds = self._seconds()
        return min((moment for moment in moments if moment > seconds), default=float("inf"))
