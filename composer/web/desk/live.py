"""Follows the workspace, and tells each open page of a new version."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import anyio

from composer.pipeline.preview import Preview
from composer.web.desk.watch import Stamp, stamps, wakes

_HEARTBEAT = 15  # seconds: how long a page that went away keeps its stream at most
_RETRY = 1000  # milliseconds: when a page tries again after it lost the stream
MOST_STREAMS = 32  # at once; a browser opens six to one server


class Live:
    """The newest version of a preview, and the pages that wait for a newer one."""

    def __init__(self, preview: Preview, now: Callable[[], datetime.datetime], known: Mapping[Path, Stamp]) -> None:
        """`known`: the stamps of the files from before the preview read them."""
        self._preview = preview
        self._now = now
        self._known = known
        self._version = preview.look().version
        self._changed = asyncio.Event()
        self._stop = anyio.Event()
        self._streams = 0

    async def follow(self) -> None:
        """Renew the preview after each change, until `stop`."""
        async for _ in wakes(self._preview.root, self._stop):
            # Taken before reading: what changes while it is read is seen the next time.
            found = await asyncio.to_thread(stamps, self._preview.root, self._preview.pictures)
            if found != self._known:
                self._known = found
                self._tell(await asyncio.to_thread(self._preview.renew, self._now()))

    def _tell(self, version: int) -> None:
        self._version = version
        self._changed.set()
        self._changed = asyncio.Event()

    def stop(self) -> None:
        """End every stream, and the following."""
        self._stop.set()
        self._changed.set()

    @property
    def full(self) -> bool:
        """Whether there are as many streams as there may be."""
        return self._streams >= MOST_STREAMS

    async def events(self) -> AsyncIterator[str]:
        """Server-sent events: the version now, then each newer one; at once, for a page that has been away."""
        self._streams += 1
        try:
            async for event in self._events():
                yield event
        finally:
            self._streams -= 1

    async def _events(self) -> AsyncIterator[str]:
        told = 0
        yield f"retry: {_RETRY}\n\n"
        while not self._stop.is_set():
            changed = self._changed
            if told != self._version:
                told = self._version
                yield f"id: {told}\ndata: {told}\n\n"
                continue
            try:
                await asyncio.wait_for(changed.wait(), _HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
