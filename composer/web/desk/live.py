"""An issue somebody has open: its preview, and the pages that wait for a newer version of it."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator
from contextlib import suppress

from composer.pipeline.preview import Preview

_HEARTBEAT = 15  # seconds: how long a page that went away keeps its stream at most
_MOMENT = 0.5  # seconds
_RETRY = 1000  # milliseconds: when a page tries again after it lost the stream
MOST_STREAMS = 32  # at once; a browser opens six to one server


class Live:
    """The newest version of a preview, told to each open page."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        self._changed = asyncio.Event()
        self._drawn = asyncio.Event()
        self._stopped = False
        self._streams = 0

    async def renew(self, now: datetime.datetime) -> None:
        """Read again what has changed, and tell the pages."""
        await asyncio.to_thread(self.preview.renew, now)
        self._drawn.clear()
        self._wake()
        await asyncio.to_thread(self.preview.make_again)

    def is_drawn(self) -> None:
        """Some page shows the letter of the newest version, and goes on to what can wait."""
        self._drawn.set()

    async def drawn(self) -> None:
        """Wait until then, a moment at most: what can wait takes no time from the letter."""
        if self.watched and not self._drawn.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._drawn.wait(), _MOMENT)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def stop(self) -> None:
        """End every stream."""
        self._stopped = True
        self._wake()

    @property
    def full(self) -> bool:
        """Whether there are as many streams as there may be."""
        return self._streams >= MOST_STREAMS

    @property
    def watched(self) -> bool:
        """Whether any page waits for a newer version."""
        return self._streams > 0

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
        while not self._stopped:
            changed = self._changed
            if told != self.preview.version:
                told = self.preview.version
                yield f"id: {told}\ndata: {told}\n\n"
                continue
            try:
                await asyncio.wait_for(changed.wait(), _HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
