"""A long way: a proxy that hands on whatever comes, in order, 20 ms after it came, either way.

    python -m bench.delay --to 2525

prints its port, and runs until it is killed. Nothing waits for what went before it: the way is long, not narrow.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import deque
from typing import cast

DELAY = 0.02  # seconds, each way


class Way(asyncio.Protocol):
    """One end of a connection; what comes in at it goes out at the other end."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.other: Way | None = None
        self._loop = asyncio.get_running_loop()
        self._under_way: deque[bytes] = deque()  # an empty one ends it

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # whose TCP_NODELAY asyncio sets

    def data_received(self, data: bytes) -> None:
        self._under_way.append(data)
        self._loop.call_later(DELAY, self._hand_on)

    def connection_lost(self, exc: Exception | None) -> None:
        self.data_received(b"")

    def _hand_on(self) -> None:
        """What came first; timers that end at the same moment may be called in any order."""
        data = self._under_way.popleft()
        if self.other is None or self.other.transport is None:
            raise RuntimeError("there is no other end")
        if data:
            self.other.transport.write(data)
        else:
            self.other.transport.close()


class Entrance(Way):
    """The end that a client connects to."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        cast(asyncio.Transport, transport).pause_reading()
        self._leading = asyncio.ensure_future(self._lead())

    async def _lead(self) -> None:
        _, self.other = await self._loop.create_connection(Way, "127.0.0.1", self._port)
        self.other.other = self
        if self.transport is not None:
            self.transport.resume_reading()


async def serve(to: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Entrance(to), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.delay")
    asked.add_argument("--to", type=int, required=True)
    asyncio.run(serve(asked.parse_args().to))


if __name__ == "__main__":
    main()
