"""The books of a test's run: the real ledger, watched from inside its writer, and failing when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from composer.ledger import Answer, Books, open_ledger
from composer.model import Delivery, Letterhead, Outcome, Part, Rendered, Run, State
from composer.problems import LedgerError
from tests.deliver.engine_time import VirtualLoop

T = TypeVar("T")

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEVER = 1 << 30


def delivery(number: int) -> Delivery:
    """Somebody of the audience."""
    return Delivery(f"key{number:04}", f"person{number}@example.org", f"Person {number}", ("a",), 0, BEGAN)


@contextmanager
def books_of(var: Path, people: Iterable[Delivery]) -> Iterator[WatchedBooks]:
    """The books of a fresh run of these people."""
    head = Letterhead(
        name="Update",
        sender="news@example.net",
        answers_to="news@example.net",
        public_url="",
        timezone="UTC",
        networks={"a": "Network A"},
    )
    run = Run(391, 1, "content", head, None, "smtp://relay.example.net", BEGAN)
    with open_ledger(var, "fingerprint", {}) as ledger:
        yield WatchedBooks(ledger.begin(run, [Rendered((Part(b"Hello"),))], people))


class WatchedBooks:
    """Passes everything on. `fails_at`: from this request on (the first is 1) nothing is written any more."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self.asked = 0
        self.fails_at = NEVER
        self.most_handed_over = 0
        self.handed_over: list[str] = []
        self.outcomes: list[Outcome] = []

    @property
    def run(self) -> Run:
        return self._books.run

    def renderings(self) -> tuple[Rendered, ...]:
        return self._books.renderings()

    def claim(self, most: int, now: datetime) -> Answer[list[Delivery]]:
        return self._watched(lambda: self._books.claim(most, now))

    def hand_over(self, key: str, now: datetime) -> Answer[None]:
        return self._watched(lambda: self._books.hand_over(key, now), lambda: self.handed_over.append(key))

    def settle(self, outcome: Outcome, now: datetime, next_at: datetime | None = None) -> Answer[None]:
        return self._watched(lambda: self._books.settle(outcome, now, next_at), lambda: self.outcomes.append(outcome))

    def release(self, keys: Sequence[str]) -> Answer[None]:
        return self._watched(lambda: self._books.release(keys))

    def _watched(self, ask: Callable[[], Answer[T]], done: Callable[[], None] = lambda: None) -> Answer[T]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.hold()
        self.asked += 1
        answer: Answer[T] = Answer()
        if self.asked >= self.fails_at:
            loop.call_soon(self._fail, loop, answer)
        else:
            ask().add_done_callback(partial(self._pass_on, loop, answer, done))
        return answer

    def _fail(self, loop: VirtualLoop, answer: Answer[T]) -> None:
        answer.fail(LedgerError("the disk is full"))
        loop.let_go()

    def _pass_on(self, loop: VirtualLoop, answer: Answer[T], done: Callable[[], None], real: Answer[T]) -> None:
        """In the writer's thread, after a commit and before the next: no moment of the books goes unseen."""
        if fault := real.exception():
            answer.fail(fault)
        else:
            self.most_handed_over = max(self.most_handed_over, self.counts()[State.HANDED_OVER])
            done()
            answer.give(real.result())
        loop.call_soon_threadsafe(loop.let_go)

    def recover(self, now: datetime) -> None:
        self._books.recover(now)

    def add(self, people: Iterable[Delivery], renderings: Sequence[Rendered] = ()) -> int:
        return self._books.add(people, renderings)

    def resolve(self, to: Literal[State.QUEUED, State.CANCELLED], now: datetime) -> int:
        return self._books.resolve(to, now)

    def retry(self, now: datetime) -> int:
        return self._books.retry(now)

    def cancel(self, now: datetime, reason: str) -> int:
        return self._books.cancel(now, reason)

    def counts(self) -> Mapping[State, int]:
        return self._books.counts()

    def due(self, now: datetime) -> int:
        return self._books.due(now)

    def next_due(self) -> datetime | None:
        return self._books.next_due()

    def standing(self, *states: State) -> Iterator[Delivery]:
        return self._books.standing(*states)

    def find(self, key: str) -> Delivery | None:
        return self._books.find(key)
