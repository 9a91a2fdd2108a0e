"""The clerk: the books of a run as its workers see them, from inside the event loop.

Rule: what is asked of the books goes through whatever becomes of the asker, in the order asked for; and the first
request that fails ends the run.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from enum import Enum
from functools import partial
from random import SystemRandom
from typing import Any, TypeVar

from composer.deliver import again
from composer.deliver.bell import Bell
from composer.deliver.timeline import Timeline
from composer.ledger import Books
from composer.model import Delivery, Outcome, State
from composer.problems import LedgerError

Watch = Callable[[str, Mapping[str, object]], None]

_T = TypeVar("_T")
_NEVER = float("inf")


class _Stage(Enum):
    """How far a letter has come that a worker holds."""

    TAKEN = "taken"
    ASKED = "asked"  # to be written down as handed over; nothing of its body has left
    HANDED_OVER = "handed over"


class Clerk:
    """Claims letters, and writes down what becomes of them.

    Args:
        books: the run's.
        now: the wall clock, for what is written.
        timeline: what decides when a letter is due.
        watch: is told each outcome once it is committed; must not raise.
        bell: rung when there is something new.
        failed: is called with the error when a request fails.
    """

    def __init__(
        self,
        books: Books,
        now: Callable[[], datetime],
        timeline: Timeline,
        watch: Watch,
        bell: Bell,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._books = books
        self._now = now
        self._timeline = timeline
        self._watch = watch
        self._bell = bell
        self._failed = failed
        self._requests: set[asyncio.Future[Any]] = set()
        self._held: dict[str, _Stage] = {}
        self._chance = SystemRandom()
        self.queue: deque[Delivery] = deque()  # claimed, and begun by no worker
        self.due = timeline.seconds if books.due(timeline.now()) else _NEVER  # when to claim next, in loop's seconds

    @property
    def is_idle(self) -> bool:
        """Whether no letter is claimed or on its way, and the books say all there is to say."""
        return not (self.queue or self._held or self._requests)

    # Claiming.

    async def claim(self, most: int) -> None:
        """Add up to `most` letters to the queue."""
        claimed = self._ask(self._books.claim(most, self._timeline.now()))
        # By callback, so that letters claimed for somebody who waits no more are in the queue to be put back.
        claimed.add_done_callback(self._queue)
        if not await asyncio.shield(claimed):
            self.next_due()

    def _queue(self, claimed: asyncio.Future[list[Delivery]]) -> None:
        if not claimed.cancelled() and not claimed.exception():
            self.queue.extend(claimed.result())
            self._bell.ring()

    def next_due(self) -> float:
        """When the next deferred letter is due by the books, in the loop's seconds; infinity if none is deferred."""
        due = self._books.next_due()
        if due is None:
            self.due = _NEVER
        else:
            # No pause is longer: whoever is due later was deferred by a clock that has been put back since.
            self._timeline.not_before(due - again.LONGEST)
            self.due = self._timeline.when(due)
        return self.due

    def put_back(self) -> None:
        """Release every letter that nobody has begun."""
        if self.queue:
            keys = [delivery.key for delivery in self.queue]
            self.queue.clear()
            self._ask(self._books.release(keys))
            self.due = self._timeline.seconds
            self._bell.ring()

    # A letter in a worker's hands.

    def take(self) -> Delivery:
        """The next of the queue."""
        delivery = self.queue.popleft()
        self._held[delivery.key] = _Stage.TAKEN
        self._bell.ring()
        return delivery

    def give_back(self, delivery: Delivery) -> None:
        """Nothing was said of this letter to the relay: it is the next of the queue again."""
        del self._held[delivery.key]
        self.queue.appendleft(delivery)
        self._bell.ring()

    async def hand_over(self, key: str) -> None:
        """Write down that the body follows."""
        self._held[key] = _Stage.ASKED
        await asyncio.shield(self._ask(self._books.hand_over(key, self._now())))
        self._held[key] = _Stage.HANDED_OVER

    def is_begun(self, delivery: Delivery) -> bool:
        """Whether the relay may have any of its body."""
        return self._held[delivery.key] is not _Stage.TAKEN

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write down what became of it."""
        del self._held[delivery.key]
        if outcome.state is State.DEFERRED:
            self._defer(delivery, outcome)
        else:
            self._note(outcome)
        self._bell.ring()

    def abandon(self, delivery: Delivery) -> None:
        """Its worker was cut short: leave it as far back as is certainly true."""
        stage = self._held[delivery.key]
        with suppress(LedgerError):
            if stage is _Stage.TAKEN:
                self.give_back(delivery)
            elif stage is _Stage.ASKED:
                self.settle(delivery, Outcome(delivery.key, State.DEFERRED, _BEFORE_THE_BODY, counts=False))
            else:
                self.settle(delivery, Outcome(delivery.key, State.IN_DOUBT, _AFTER_THE_BODY))

    def _defer(self, delivery: Delivery, outcome: Outcome) -> None:
        now = self._timeline.now()
        refusals = delivery.tries + outcome.counts
        next_at = now + again.pause(refusals, self._chance.random())
        if outcome.counts and again.is_given_up(delivery, refusals, now):
            self._ask(self._books.settle(outcome, self._now(), next_at))
            days = again.GIVEN_UP.days
            self._note(Outcome(delivery.key, State.CANCELLED, f"given up after {days} days: {outcome.reason}"))
        else:
            self._note(outcome, next_at)
            self.due = min(self.due, self._timeline.when(next_at))

    def _note(self, outcome: Outcome, next_at: datetime | None = None) -> None:
        facts: dict[str, object] = {"key": outcome.key, "reason": outcome.reason}
        if next_at:
            facts["next_at"] = next_at
        settled = self._ask(self._books.settle(outcome, self._now(), next_at))
        settled.add_done_callback(partial(self._tell, outcome.state.value, facts))

    def _tell(self, event: str, facts: Mapping[str, object], settled: asyncio.Future[None]) -> None:
        if not settled.cancelled() and not settled.exception():
            self._watch(event, facts)

    # Requests.

    def _ask(self, request: Future[_T]) -> asyncio.Future[_T]:
        """A request as the loop waits for it. Whoever awaits it shields it: to cancel it would cancel the request."""
        answer = asyncio.wrap_future(request)
        self._requests.add(answer)
        answer.add_done_callback(self._answered)
        return answer

    def _answered(self, answer: asyncio.Future[Any]) -> None:
        self._requests.discard(answer)
        self._bell.ring()
        if answer.cancelled():
            self._failed(LedgerError("the ledger was closed while letters were being sent"))
        elif error := answer.exception():
            self._failed(error)

    async def answered(self) -> None:
        """Wait until everything that was asked for is answered."""
        while self._requests:
            await asyncio.wait(self._requests)


_BEFORE_THE_BODY = "stopped before the letter was handed over"
_AFTER_THE_BODY = "stopped before the relay answered"
