"""The clerk: the books of a run as its workers see them, from inside the event loop.

Rule: what is asked of the books goes through whatever becomes of the asker, in the order asked for; and the first
request that fails ends the run.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from enum import Enum
from functools import partial
from random import SystemRandom
from typing import TypeGuard, TypeVar

from composer.deliver import again
from composer.deliver.answers import Answers
from composer.deliver.bell import Bell
from composer.deliver.timeline import Timeline
from composer.ledger import Answer, Books
from composer.model import Delivery, Outcome, State
from composer.problems import LedgerError

Watch = Callable[[str, Mapping[str, object]], None]

_T = TypeVar("_T")
_NEVER = float("inf")


def _ignore(_: object) -> None:
    """Nothing is to be done with the answer."""


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
        low: so many letters in the queue are few: each one less is something new.
        failed: is called with the error when a request fails.
    """

    def __init__(
        self,
        books: Books,
        now: Callable[[], datetime],
        timeline: Timeline,
        watch: Watch,
        bell: Bell,
        low: int,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._books = books
        self._now = now
        self._timeline = timeline
        self._watch = watch
        self._bell = bell
        self._low = low
        self._failed = failed
        self._answers = Answers()
        self._requests = 0  # unanswered
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
        # Queued before whoever waits is woken: if nobody waits any more, the letters are there to be put back.
        if not await self._answer(self._books.claim(most, self._timeline.now()), self._queue):
            self.next_due()

    def _queue(self, claimed: list[Delivery]) -> None:
        self.queue.extend(claimed)
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
        if len(self.queue) <= self._low:
            self._bell.ring()
        return delivery

    def give_back(self, delivery: Delivery) -> None:
        """Nothing was said of this letter to the relay: it is the next of the queue again."""
        del self._held[delivery.key]
        self.queue.appendleft(delivery)
        self._bell.ring()

    def hand_over(self, key: str) -> asyncio.Future[None]:
        """Write down that the body follows; it may once the future is done."""
        self._held[key] = _Stage.ASKED
        return self._answer(self._books.hand_over(key, self._now()), partial(self._handed_over, key))

    def _handed_over(self, key: str, _: None) -> None:
        if key in self._held:  # else it was abandoned meanwhile
            self._held[key] = _Stage.HANDED_OVER

    def is_begun(self, delivery: Delivery) -> bool:
        """Whether the relay may have any of its body."""
        return self._held[delivery.key] is not _Stage.TAKEN

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write down what became of it."""
        del self._held[delivery.key]
        if outcome.state is State.DEFERRED:
            self._defer(delivery, outcome)
            self._bell.ring()
        else:
            self._note(outcome)

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
        self._ask(self._books.settle(outcome, self._now(), next_at), partial(self._tell, outcome.state.value, facts))

    def _tell(self, event: str, facts: Mapping[str, object], _: None) -> None:
        self._watch(event, facts)

    # Requests. They are not waited for by the futures that asyncio would make of them: whoever is cancelled while
    # waiting calls nothing off, and the loop is woken once for all that one commit answers.

    def _ask(self, request: Answer[_T], then: Callable[[_T], None] = _ignore) -> None:
        """Have `then` called with the answer, in the loop; not where the request fails."""
        self._requests += 1
        self._answers.bring(request, partial(self._answered, then, None))

    def _answer(self, request: Answer[_T], then: Callable[[_T], None]) -> asyncio.Future[_T]:
        """The same, and somebody waits for the answer."""
        waiter: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._requests += 1
        self._answers.bring(request, partial(self._answered, then, waiter))
        return waiter

    def _answered(self, then: Callable[[_T], None], waiter: asyncio.Future[_T] | None, request: Answer[_T]) -> None:
        self._requests -= 1
        if error := request.exception():
            self._failed(error)
            if _still_waits(waiter):
                waiter.set_exception(error)
        else:
            then(answer := request.result())
            if _still_waits(waiter):
                waiter.set_result(answer)
        if not self._requests:
            self._bell.ring()

    async def answered(self) -> None:
        """Wait until everything that was asked for is answered."""
        while self._requests:
            await self._bell.heard(_NEVER)


def _still_waits(waiter: asyncio.Future[_T] | None) -> TypeGuard[asyncio.Future[_T]]:
    return waiter is not None and not waiter.done()


_BEFORE_THE_BODY = "stopped before the letter was handed over"
_AFTER_THE_BODY = "stopped before the relay answered"
