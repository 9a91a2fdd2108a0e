"""A server of ours as it runs: quiet, and stopped by a signal as by its end."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp


def quiet(app: ASGIApp, *, finishing: int | None = None) -> uvicorn.Config:
    """How our servers are run: nothing is logged, for an address of a page may be all it takes to act for somebody.

    Nor does asyncio: where a stranger opens more connections than there may be, it would fill the disk.

    `finishing`: how many seconds answers that are under way get when it is stopped.
    """
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=finishing,
    )


class Server(uvicorn.Server):
    """Stopping it is no failure, and ends first what uvicorn would wait for."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None] = lambda: None) -> None:
        """`end_streams` is called once, when it stops."""
        super().__init__(config)
        self._end_streams = end_streams

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; uvicorn would raise the signal again afterwards."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then the rest."""
        self._end_streams()
        await super().shutdown(sockets)
