"""A relay in the test's own loop: SMTP over a real socket, and a record of exactly what it took on, and when."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

HANGS_UP = "hangs up"
AS_USUAL = ""

_USUAL = {
    "CONNECT": "220 relay.example ready",
    "EHLO": "250-relay.example\r\n250 SIZE 1000000",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}


class Talk(NamedTuple):
    """What a client has just said; `recipient` of the letter, `before` the letters taken over this connection."""

    verb: str
    recipient: str
    before: int
    seconds: float


class Taken(NamedTuple):
    """A letter the relay has taken on."""

    recipient: str
    message: bytes
    seconds: float


@dataclass
class TestRelay:
    """Answers each `Talk` as `says` wants: a reply, AS_USUAL or HANGS_UP. `slow`: seconds before each reply."""

    __test__ = False

    says: Callable[[Talk], str] = lambda _: AS_USUAL
    slow: float = 0.0
    slow_for: tuple[str, float] = ("", 0.0)  # recipients that begin like this, and seconds before the dot is answered
    taken: list[Taken] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)  # whose body began to come in
    connected_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Bound and not yet listening: nobody else gets the port, and who connects is refused.
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def open_connections(self) -> int:
        return len(self._talks)

    async def go_up(self) -> None:
        self._server = await asyncio.start_server(self._talk, sock=self._socket)

    async def go_away(self) -> None:
        """Close everything, at the end of a test."""
        if self._server:
            self._server.close()
        self._socket.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)
        self.connected_at.append(self.seconds())
        try:
            await _Session(self, reader, writer).go()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.transport.abort()

    @staticmethod
    def seconds() -> float:
        return asyncio.get_running_loop().time()


class _Session:
    def __init__(self, relay: TestRelay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._relay, self._reader, self._writer = relay, reader, writer
        self._recipient = ""
        self._message = b""
        self._before = 0

    async def go(self) -> None:
        goes_on = await self._answer("CONNECT")
        while goes_on and (line := await self._reader.readline()):
            verb, _, rest = line.decode("ascii").strip().partition(" ")
            if verb == "RCPT":
                self._recipient = rest[rest.index("<") + 1 : rest.index(">")]
            goes_on = await self._answer(verb) and verb != "QUIT"

    async def _answer(self, verb: str) -> bool:
        """Reply, and take the body that may follow. Returns whether the session goes on."""
        relay = self._relay
        seconds = relay.seconds()
        said = relay.says(Talk(verb, self._recipient, self._before, seconds)) or _USUAL.get(verb, "250 fine")
        if relay.slow:
            await asyncio.sleep(relay.slow)
        if verb == "." and self._recipient.startswith(relay.slow_for[0]):
            await asyncio.sleep(relay.slow_for[1])
        if said == HANGS_UP:
            return False
        if verb == "." and said.startswith("2"):
            self._before += 1
            relay.taken.append(Taken(self._recipient, self._message, relay.seconds()))
        self._writer.write(said.encode() + b"\r\n")
        await self._writer.drain()
        if verb == "DATA" and said.startswith("354"):
            return await self._take()
        return not said.startswith("421")

    async def _take(self) -> bool:
        relay = self._relay
        if not (first := await self._reader.read(1)):
            return False
        relay.bodies.append(self._recipient)
        self._message = first + await self._reader.readuntil(b"\r\n.\r\n")
        return await self._answer(".")
