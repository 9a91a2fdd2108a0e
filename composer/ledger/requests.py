"""What is asked of the writer and has yet to be done, in the order asked for, and how much of it is done together.

Rule: while fewer requests wait than letters are with a relay, those who wait for its answers are about to ask too, and
the writer waits for them: for a millisecond, and for another if that brought any.
Whoever sends a letter at a time waits for nobody.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from composer.ledger.answer import Answer

_GROUP = 1000  # requests at most in one transaction
_PAUSE = 0.001  # seconds
_PAUSES = 2


class Request(Answer[Any]):
    """Work for a transaction, what that takes after the transaction, and the answer to it."""

    __slots__ = ("arguments", "work")

    def __init__(self, work: Callable[..., Any], arguments: tuple[Any, ...] = ()) -> None:
        super().__init__()
        self.work = work
        self.arguments = arguments


class Requests:
    """A queue of which a group is taken at a time, by one thread."""

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        """`pause` waits for so many seconds."""
        self._queue: SimpleQueue[Request | None] = SimpleQueue()
        self._pause = pause

    def put(self, request: Request) -> None:
        """One more."""
        self._queue.put(request)

    def end(self) -> None:
        """Nothing more will be asked for."""
        self._queue.put(None)

    def group(self, expected: int) -> list[Request]:
        """All that has been asked for, waiting for the first; nothing at the end. So many more are `expected`."""
        first = self._queue.get()
        group = [] if first is None else [first]
        if group:
            self._gather(expected)
        while group and len(group) < _GROUP:
            try:
                request = self._queue.get_nowait()
            except Empty:
                break
            if request is None:
                self._queue.put(None)
                break
            group.append(request)
        return group

    def _gather(self, expected: int) -> None:
        waiting = 1 + self._queue.qsize()
        for _ in range(_PAUSES):
            if waiting >= expected:
                break
            self._pause(_PAUSE)
            before, waiting = waiting, 1 + self._queue.qsize()
            if waiting == before:
                break

    def rest(self) -> list[Request]:
        """All that nobody will do."""
        rest = []
        while not self._queue.empty():
            request = self._queue.get()
            if request is not None:
                rest.append(request)
        return rest
