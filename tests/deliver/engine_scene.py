"""A run to be sent in virtual time: its books, its relay, and what `deliver` told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from composer.deliver import Connection, Ending, Relay, RelayDown, deliver
from composer.model import Delivery, Envelope, Letter, Outcome, State
from composer.settings import Pace
from tests.deliver.engine_books import BEGAN, WatchedBooks, books_of, delivery
from tests.deliver.engine_relay import AS_USUAL, Talk, TestRelay

HALF_AN_HOUR = timedelta(minutes=30)
USUAL = Pace()


def seconds() -> float:
    """The loop's time."""
    return asyncio.get_running_loop().time()


def even_clock() -> datetime:
    """A wall clock that nobody touches."""
    return BEGAN + timedelta(seconds=seconds())


def letter_to(person: Delivery) -> Letter:
    """A letter like any other."""
    message = f"To: {person.address}\r\nMessage-ID: <{person.key}@example.net>\r\n\r\nHello {person.name}\r\n"
    return Letter(person.key, (message.encode(),), Envelope("news@example.net", person.address))


@dataclass
class Scene:
    """What a test looks at."""

    books: WatchedBooks
    relay: TestRelay
    events: list[tuple[float, str, Mapping[str, object]]] = field(default_factory=list)
    connects: list[tuple[float, bool]] = field(default_factory=list)  # when, and whether it worked
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    letter: Callable[[Delivery], Letter | Outcome] = letter_to

    async def deliver(
        self,
        pace: Pace = USUAL,
        *,
        wait: timedelta = HALF_AN_HOUR,
        now: Callable[[], datetime] = even_clock,
    ) -> Ending:
        """Send the run."""
        return await deliver(
            self.books, self.letter, self._connect, pace, wait=wait, stop=self.stop, now=now, watch=self._watch
        )

    def told(self, event: str) -> list[Mapping[str, object]]:
        """What was told of this kind."""
        return [facts for _, told, facts in self.events if told == event]

    def balance(self) -> dict[State, int]:
        """How many letters stand where; none is with a sender."""
        counts = self.books.counts()
        assert counts[State.CLAIMED] == counts[State.HANDED_OVER] == 0
        return {state: letters for state, letters in counts.items() if letters}

    def pauses(self) -> list[float]:
        """Seconds after each attempt to connect that failed, to the next attempt."""
        return [later - at for (at, worked), (later, _) in pairwise(self.connects) if not worked]

    async def _connect(self) -> Connection:
        at = seconds()
        try:
            connection = await Connection.open(Relay("127.0.0.1", self.relay.port), "sender.example.net")
        except RelayDown:
            self.connects.append((at, False))
            raise
        self.connects.append((at, True))
        return connection

    def _watch(self, event: str, facts: Mapping[str, object]) -> None:
        assert "@" not in str(facts), "addresses are told to nobody"
        self.events.append((seconds(), event, facts))


class Staging(Protocol):
    """`scene` in one of both dialogues, in a folder of its own; the fixture of that name."""

    def __call__(
        self,
        people: int | Iterable[Delivery],
        says: Callable[[Talk], str] = ...,
        *,
        slow: float = ...,
        up: bool = ...,
    ) -> AbstractAsyncContextManager[Scene]: ...


@asynccontextmanager
async def scene(
    var: Path,
    people: int | Iterable[Delivery],
    says: Callable[[Talk], str] = lambda _: AS_USUAL,
    *,
    slow: float = 0.0,
    up: bool = True,
    pipelining: bool,
) -> AsyncIterator[Scene]:
    """A run of these people, or of so many, and a relay."""
    audience = map(delivery, range(people)) if isinstance(people, int) else people
    relay = TestRelay(says, slow, pipelining=pipelining)
    try:
        if up:
            await relay.go_up()
        with books_of(var, audience) as books:
            yield Scene(books, relay)
    finally:
        await relay.go_away()
