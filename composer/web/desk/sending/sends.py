"""The sends that this server does: each in a thread of its own, so that no page waits for one.

Rule: a send is stopped, never killed, when the server is: the letters on their way are finished first.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import anyio

from composer.pipeline.stopping import Switch
from composer.problems import ComposerError

Work = Callable[[Switch, Callable[[], None]], object]  # sends, and calls what it is given once the run is frozen


@dataclass(frozen=True)
class _Send:
    """One that is under way."""

    switch: Switch = field(default_factory=Switch)
    begun: Future[None] = field(default_factory=Future)
    ended: Future[str] = field(default_factory=Future)  # what went wrong, if anything

    def do(self, work: Work) -> None:
        """What the thread does."""
        fault = ""
        try:
            work(self.switch, lambda: self.begun.set_result(None))
        except Exception as error:  # noqa: BLE001 – whoever is at the page is told, as a terminal would be
            fault = _in_words(error)
            if not self.begun.done():
                self.begun.set_exception(error)
        finally:
            if not self.begun.done():
                self.begun.set_result(None)
            self.ended.set_result(fault)


def _in_words(error: Exception) -> str:
    if isinstance(error, ComposerError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'the disk'}: {error.strerror}"
    return f"Sending broke off by a fault of Composer's own ({type(error).__name__}). Go on with it, and tell of this."


class Sends:
    """By the number of the issue. To be used from the loop of the server."""

    def __init__(self, stopping: anyio.Event) -> None:
        """`stopping` is set when the server begins to stop."""
        self._stopping = stopping
        self._going: dict[int, _Send] = {}
        self._faults: dict[int, str] = {}
        self._followers: set[asyncio.Task[None]] = set()

    def going(self, number: int) -> bool:
        """Whether this server sends the issue."""
        return number in self._going

    def stopping(self, number: int) -> bool:
        """Whether it does, and was asked to stop."""
        return number in self._going and self._going[number].switch.thrown

    def fault(self, number: int) -> str:
        """What broke off the last send of the issue here, in words; empty: nothing."""
        return self._faults.get(number, "")

    async def begin(self, number: int, work: Work) -> bool:
        """Begin to send an issue; False: it is being sent here already. Returns once the run is frozen.

        Raises whatever keeps it from beginning.
        """
        if number in self._going:
            return False
        send = self._going[number] = _Send()
        self._faults.pop(number, None)
        threading.Thread(target=send.do, args=(work,), name=f"send {number}").start()
        follower = asyncio.get_running_loop().create_task(self._follow(number, send))
        self._followers.add(follower)
        follower.add_done_callback(self._followers.discard)
        await asyncio.shield(asyncio.wrap_future(send.begun))
        return True

    def stop(self, number: int) -> bool:
        """Have a send stopped; whether there is one."""
        send = self._going.get(number)
        if send:
            send.switch.throw()
        return send is not None

    async def _follow(self, number: int, send: _Send) -> None:
        """Wait for its end; the server has it stopped as it begins to stop, and at the latest as it ends."""
        ended = asyncio.wrap_future(send.ended)
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            either: list[asyncio.Future[Any]] = [ended, stopping]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():
                send.switch.throw()
                await asyncio.shield(ended)
        except asyncio.CancelledError:
            send.switch.throw()
            await asyncio.wait([ended])
            raise
        finally:
            stopping.cancel()
            del self._going[number]
        if ended.result() and send.begun.exception() is None:
            self._faults[number] = ended.result()
