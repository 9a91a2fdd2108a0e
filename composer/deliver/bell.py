"""A bell: whoever waits for something to have changed hears it, and looks for themselves."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung whenever something has changed. A ring that nobody waits for is not kept, and costs nothing."""

    def __init__(self) -> None:
        self._rung: asyncio.Event | None = None

    def ring(self) -> None:
        """Wake everybody who waits."""
        if self._rung:
            self._rung.set()
            self._rung = None

    async def heard(self, until: float) -> None:
        """Wait for the next ring, or for the loop's time `until` (infinity: for the ring alone)."""
        if self._rung is None:
            self._rung = asyncio.Event()
        try:
            async with asyncio.timeout_at(until if until < _FOR_EVER else None):
                await self._rung.wait()
        except TimeoutError:
            return


_FOR_EVER = float("inf")
