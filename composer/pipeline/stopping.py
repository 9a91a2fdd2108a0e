"""How somebody has a send stopped: letters on their way are finished first, or, asked for again, left in doubt."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Protocol

# SIGHUP: the terminal is gone, as when a laptop is closed.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stoppable(Protocol):
    """A send that is under way, in the loop that it runs in."""

    def finish(self) -> None:
        """Begin no further letter; end when those on their way have arrived."""
        ...

    def break_off(self) -> None:
        """Leave in doubt what is on its way, if it was asked to finish before."""
        ...


Heed = Callable[[Stoppable], None]  # called in the loop that sends, before the first letter


def by_signals(sending: Stoppable) -> None:
    """Stop at a signal; a second SIGINT breaks off. For a process that does nothing else, in its main thread."""

    def asked(number: signal.Signals) -> None:
        if number == signal.SIGINT:
            sending.break_off()
        sending.finish()

    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, asked, number)


class Switch:
    """Stops a send that runs in another thread; asked for before it has begun, it ends before its first letter."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._thrown = False
        self._sending: tuple[asyncio.AbstractEventLoop, Stoppable] | None = None

    @property
    def thrown(self) -> bool:
        """Whether somebody has asked to stop."""
        return self._thrown

    def heed(self, sending: Stoppable) -> None:
        """What the send calls."""
        with self._lock:
            self._sending = asyncio.get_running_loop(), sending
            if self._thrown:
                sending.finish()

    def throw(self) -> None:
        """Stop; from any thread. The letters on their way are finished."""
        with self._lock:
            self._thrown = True
            if self._sending is None:
                return
            loop, sending = self._sending
            with suppress(RuntimeError):  # it has ended, and its loop is closed
                loop.call_soon_threadsafe(sending.finish)
