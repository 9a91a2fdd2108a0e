"""The issues that are open on the desk, followed as the files of the workspace change."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import TypeVar

import anyio

from composer.pipeline.edition import Workspace
from composer.pipeline.preview import Preview
from composer.web.desk.live import Live
from composer.web.desk.watch import stamps, wakes

_MOST = 8  # issues kept open; each holds an edition and its letters

T = TypeVar("T")


class Opened:
    """Those of a workspace that somebody looked at of late. To be used from the loop that it was made in."""

    def __init__(self, workspace: Workspace, now: Callable[[], datetime.datetime]) -> None:
        self._workspace = workspace
        self._now = now
        self._lives: dict[int, Live] = {}
        self._behind: set[int] = set()
        self._known = stamps(workspace.root)
        # An issue opened again, or by a server started again, has no version that a page may have seen before.
        self._versions = count(int(now().timestamp() * 1000))
        self._reading = Lock()  # a workspace is read by one thread at a time
        self._opening = asyncio.Lock()
        self._renewing = asyncio.Lock()
        self._stop = anyio.Event()

    async def of(self, number: int) -> Live:
        """An issue, opened where it is not, and as new as the files.

        Raises:
            UsageError: there is no such issue.
        """
        live = await self._open(number)
        if number in self._behind:
            async with self._renewing:
                await self._catch_up(number)
        return live

    async def _open(self, number: int) -> Live:
        async with self._opening:
            live = self._lives.pop(number, None)
            if live is None:
                live = Live(await asyncio.to_thread(self._preview, number))
                self._close_some()
            self._lives[number] = live  # the last, as the one looked at last
            return live

    def _preview(self, number: int) -> Preview:
        return Preview(self._workspace, number, self._now(), self._reading, self._versions)

    def _close_some(self) -> None:
        idle = [number for number, live in self._lives.items() if not live.watched]
        for number in idle[: max(0, len(self._lives) + 1 - _MOST)]:
            self._lives.pop(number).stop()
            self._behind.discard(number)

    async def _catch_up(self, number: int) -> None:
        live = self._lives.get(number)
        if live and number in self._behind:
            await live.renew(self._now())
            self._behind.discard(number)

    async def read(self, reading: Callable[[Workspace], T]) -> T:
        """What `reading` makes of the workspace, in a thread, while nobody else reads it."""

        def alone() -> T:
            with self._reading:
                return reading(self._workspace)

        return await asyncio.to_thread(alone)

    async def changed(self) -> None:
        """Renew what somebody looks at, where files have changed: at once, when the desk itself has written one.

        What it renewed for, it does not renew for again when the file system tells of it.
        """
        async with self._renewing:
            # Taken before reading: what changes while it is read is seen the next time.
            found = await asyncio.to_thread(stamps, self._workspace.root, self._pictures())
            if found == self._known:
                return
            self._behind |= self._lives.keys()
            for number in reversed([number for number, live in self._lives.items() if live.watched]):
                await self._catch_up(number)
            self._known = found

    async def follow(self) -> None:
        """Do so after each change of somebody else's, until `stop`."""
        async for _ in wakes(self._workspace.root, self._stop):
            await self.changed()

    def _pictures(self) -> set[str]:
        return {picture for live in self._lives.values() for picture in live.preview.pictures}

    @property
    def stopping(self) -> anyio.Event:
        """Set when every stream is to end."""
        return self._stop

    def stop(self) -> None:
        """End every stream, and the following."""
        self._stop.set()
        for live in self._lives.values():
            live.stop()
