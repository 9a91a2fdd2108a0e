"""The server of the public pages, which stands behind a proxy that speaks TLS."""

from __future__ import annotations

import asyncio
import datetime
import socket
from collections.abc import Callable

from composer.pipeline.public import Public
from composer.web.public.guard import Guard
from composer.web.public.pages import pages
from composer.web.running import Server, quiet

LOOPBACK = "127.0.0.1"
_FINISHING = 5  # seconds that requests get when it is stopped


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address of this machine; port 0: one that is free.

    Raises:
        OSError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


def serve(
    public: Public, listening: socket.socket, now: Callable[[], datetime.datetime], tell: Callable[[str], None]
) -> None:
    """Serve the public pages until SIGINT or SIGTERM; `tell` gets a sentence for each failure."""
    host, port = listening.getsockname()[:2]
    own = f"[{host}]" if ":" in host else host
    here = {f"{name}:{port}" for name in (LOOPBACK, "localhost", "[::1]", own)}
    app = Guard(pages(public, now, tell), public.urls, here)
    asyncio.run(Server(quiet(app, finishing=_FINISHING)).serve(sockets=[listening]))
