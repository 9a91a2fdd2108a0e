"""The desk's server: on the loopback interface alone, and gone at once when it is told to stop."""

from __future__ import annotations

import asyncio
import datetime
import socket
from collections.abc import Callable

import uvicorn

from composer.pipeline.preview import Preview
from composer.web.desk.guard import LOOPBACK, Entrance, Guard
from composer.web.desk.live import Live
from composer.web.desk.pages import desk
from composer.web.desk.watch import stamps
from composer.web.running import Server, quiet


def listen(port: int) -> socket.socket:
    """A socket that browsers of this machine alone reach; port 0: one that is free.

    Raises:
        OSError: it cannot be had.
    """
    return socket.create_server((LOOPBACK, port))


def serve(preview: Preview, listening: socket.socket, entrance: Entrance, now: Callable[[], datetime.datetime]) -> None:
    """Serve the preview to whoever comes through the entrance, until SIGINT or SIGTERM."""
    asyncio.run(_serve(preview, listening, entrance, now))


async def _serve(
    preview: Preview, listening: socket.socket, entrance: Entrance, now: Callable[[], datetime.datetime]
) -> None:
    known = stamps(preview.root, preview.pictures)
    preview.renew(now())  # what changed since it was begun
    live = Live(preview, now, known)
    app = Guard(desk(preview, live), entrance)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(live.follow())
        await _Server(quiet(app), live).serve(sockets=[listening])
        live.stop()


class _Server(Server):
    """Stopping it ends the streams first, which uvicorn would wait for."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then the rest."""
        self._live.stop()
        await super().shutdown(sockets)
