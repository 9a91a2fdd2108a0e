"""An event loop whose clock jumps to the next timer when there is nothing else to do, with real sockets and threads.

Rule: it never jumps while bytes are on their way over the loopback, nor while a thread of ours has yet to answer.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from selectors import SelectorKey
from typing import Any, TypeVar

T = TypeVar("T")

_ON_THE_WAY = 0.0005  # seconds that the kernel has to bring what was just written
_THREAD = 0.01


class _Selector(selectors.BaseSelector):
    """The real one, which instead of waiting for a timer moves the clock on to it."""

    def __init__(self) -> None:
        self._real = selectors.DefaultSelector()
        self.seconds = 0.0
        self.waits_for_threads: Callable[[], bool] = lambda: False

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return self._real.select(timeout)
        if found := self._real.select(0):
            return found
        if self.waits_for_threads():
            return self._real.select(_THREAD)
        if found := self._real.select(_ON_THE_WAY):
            return found
        self.seconds += timeout
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> SelectorKey:
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


class VirtualLoop(asyncio.SelectorEventLoop):
    """`hold` and `let_go`, of the loop, tell of requests that a thread has yet to answer."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)
        self._held = 0
        self._virtual.waits_for_threads = lambda: self._held > 0

    def time(self) -> float:
        return self._virtual.seconds

    def hold(self) -> None:
        self._held += 1

    def let_go(self) -> None:
        self._held -= 1


def in_virtual_time(scenario: Coroutine[Any, Any, T]) -> T:
    """Run it to its end; no task and no transport may outlive it."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scenario)
