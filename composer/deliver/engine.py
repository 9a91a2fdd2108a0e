"""The loop that sends a run: letters are claimed, given to workers with a connection each, and what became of them is
written down.

Rule: letters are claimed only while a relay stands that takes them, few at a time, and whatever ends the run puts back
those that were not begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from composer.deliver.bell import Bell
from composer.deliver.breaker import Breaker
from composer.deliver.clerk import Clerk, Watch
from composer.deliver.dialogue import Connection
from composer.deliver.pace import Bucket
from composer.deliver.timeline import Timeline
from composer.deliver.worker import Desk, Worker
from composer.ledger import Books
from composer.model import Delivery, Letter, Outcome
from composer.problems import LedgerError
from composer.settings import Pace

CLAIMED = 4  # letters for each connection, at most
AHEAD = 10  # seconds: whoever leaves before their letter is claimed gets none, so a slow pace claims fewer

# Seconds a relay may be down before a run that has waited its time ends: one that sends for hours gets over a restart.
PATIENCE = 120.0
LEAST_PATIENCE = 3.0  # also where nothing is to be waited for: one broken connection is not yet a relay that is down


class Why(StrEnum):
    """Why a run ended."""

    DONE = "done"  # nothing is queued or deferred
    WAITING = "waiting"  # some are, and not due in time; or the relay was down to the end
    STOPPED = "stopped"
    RELAY_DOWN = "relay_down"  # for good, until somebody does something about it


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a run ended; `reason` is what the relay said, where it was down."""

    why: Why
    reason: str = ""


async def deliver(
    books: Books,
    letter: Callable[[Delivery], Letter | Outcome],
    connect: Callable[[], Awaitable[Connection]],
    pace: Pace,
    *,
    wait: timedelta,
    stop: asyncio.Event,
    now: Callable[[], datetime],
    watch: Watch,
) -> Ending:
    """Send whatever of a run is queued, or deferred and due, until nothing is or something ends it.

    Nobody else may move letters of this run meanwhile. Letters in doubt are left alone. Cancelled, it puts back what
    it has claimed, leaves in doubt what is on its way, and closes.

    Args:
        books: the run's.
        letter: makes somebody's letter, or the outcome that there can be none.
        connect: opens a connection to the relay, or raises `RelayDown`.
        pace: how many connections, and letters in a minute.
        wait: how long, from now on, letters that are deferred are tried again, and a relay that is down.
        stop: set to begin no further letter, and end when those on their way have arrived.
        now: the wall clock, for what is written into the books. What is due is decided by it once, at the beginning.
        watch: is told what happens, by keys and never by addresses; must not raise. Each outcome by the name of its
            state {key, reason}, `deferred` with next_at; `relay_down` and `connection_failed` (others stand)
            {reason, pause} with the pause in seconds; `relay_up` {}; `ended` {why, reason}.

    Raises:
        LedgerError: a move could not be written down. Letters on their way stay handed over.
    """
    return await _Run(books, letter, connect, pace, wait=wait, stop=stop, now=now, watch=watch).end()


class _Run:
    """One call of `deliver`."""

    def __init__(
        self,
        books: Books,
        letter: Callable[[Delivery], Letter | Outcome],
        connect: Callable[[], Awaitable[Connection]],
        pace: Pace,
        *,
        wait: timedelta,
        stop: asyncio.Event,
        now: Callable[[], datetime],
        watch: Watch,
    ) -> None:
        self._seconds = asyncio.get_running_loop().time
        timeline = Timeline(now(), self._seconds)
        self._deadline = self._seconds() + wait.total_seconds()
        self._patience = max(min(wait.total_seconds(), PATIENCE), LEAST_PATIENCE)
        self._stop = stop
        self._watch = watch
        self._connections = pace.connections
        paced = max(1, pace.per_minute * AHEAD // 60) if pace.per_minute else CLAIMED * pace.connections
        self._most = min(CLAIMED * pace.connections, paced)
        self._bell = Bell()
        self._breaker = Breaker()
        self._clerk = Clerk(books, now, timeline, watch, self._bell, pace.connections, self._fail)
        bucket = Bucket(pace.per_minute)
        self._desk = Desk(self._clerk, self._breaker, bucket, self._bell, watch, connect, letter)
        self._tasks: dict[asyncio.Task[None], Worker | None] = {}
        self._fault: BaseException | None = None
        self._ending = Ending(Why.STOPPED)

    async def end(self) -> Ending:
        """Run to the end."""
        self._begin(self._heed_stop())
        self._begin(self._feed())
        for _ in range(self._connections):
            worker = Worker(self._desk)
            self._begin(worker.work(), worker)
        try:
            await asyncio.wait(self._tasks)
        finally:
            self._cut_short()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._put_back()
        if self._fault:
            raise self._fault
        self._watch("ended", {"why": self._ending.why.value, "reason": self._ending.reason})
        return self._ending

    def _begin(self, work: Awaitable[None], worker: Worker | None = None) -> None:
        task = asyncio.ensure_future(work)
        task.add_done_callback(self._ended)
        self._tasks[task] = worker

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Something cannot go on, so nothing does; what failed first is told."""
        if self._fault is None:
            self._fault = error
            self._cut_short()

    def _cut_short(self) -> None:
        self._desk.ended = True
        for task in self._tasks:
            task.cancel()

    async def _put_back(self) -> None:
        """Release what was claimed, that which the books were still about to hand out too."""
        await self._clerk.answered()
        with suppress(LedgerError):
            self._clerk.put_back()
        await self._clerk.answered()

    async def _heed_stop(self) -> None:
        await self._stop.wait()
        self._bell.ring()

    async def _feed(self) -> None:
        """Claim letters as they are wanted, until the run ends; then only those with a letter in hand go on."""
        while (ending := self._why_end()) is None:
            if wanted := self._wanted():
                await self._clerk.claim(wanted)
                if self._breaker.is_down:
                    self._clerk.put_back()
            else:
                await self._bell.heard(self._next_moment())
        self._ending = ending
        self._desk.ended = True
        for task, worker in self._tasks.items():
            if task is not asyncio.current_task() and not (worker and worker.is_busy):
                task.cancel()
        self._bell.ring()

    def _wanted(self) -> int:
        """How many letters to claim now."""
        if self._clerk.due > self._seconds():
            return 0
        if self._breaker.is_proven:
            waiting = len(self._clerk.queue)
            return self._most - waiting if waiting <= min(self._connections, self._most // 2) else 0
        return 1 if self._breaker.lines and self._clerk.is_idle else 0

    def _why_end(self) -> Ending | None:
        if self._desk.lost is not None:
            return Ending(Why.RELAY_DOWN, self._desk.lost)
        if self._stop.is_set():
            return Ending(Why.STOPPED)
        if self._breaker.is_down and self._seconds() >= self._patience_ends:
            return Ending(Why.WAITING, self._breaker.reason)
        if self._clerk.is_idle and self._clerk.due > self._seconds():
            return self._why_rest()
        return None

    def _why_rest(self) -> Ending | None:
        """Nothing is on its way and nothing due: whether to wait for what is deferred."""
        due = self._clerk.next_due()
        if due == float("inf"):
            return Ending(Why.DONE)
        return Ending(Why.WAITING) if due > self._deadline else None

    @property
    def _patience_ends(self) -> float:
        return max(self._deadline, self._breaker.since + self._patience)

    def _next_moment(self) -> float:
        """When there may be something to do that no bell tells."""
        moments = [self._clerk.due, self._patience_ends if self._breaker.is_down else float("inf")]
        return min((moment for moment in moments if moment > self._seconds()), default=float("inf"))
