"""A relay in the test's own loop: SMTP over a real socket, and a record of exactly what it took on, and when.

It goes through what comes in one command after another, whether or not it offers PIPELINING.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.relays.liar import come_already

HANGS_UP = "hangs up"
AS_USUAL = ""

_USUAL = {
    "CONNECT": "220 relay.example ready",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}
_EHLO = "250-relay.example\r\n{}250 SIZE 1000000"
_OUT_OF_ORDER = "503 5.5.1 not now"
_AFTER = {"RCPT": "MAIL", "DATA": "RCPT"}  # what must have been taken before


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
    pipelining: bool = False
    taken: list[Taken] = field(default_factory=list)
    announced_after: list[int] = field(default_factory=list)  # letters a session had taken when the next was announced
    bodies: list[str] = field(default_factory=list)  # whose body began to come in
    connected_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Bound and not yet listening: nobody else gets the port, and who connects is refused.
        # TCP by name, so that asyncio lets no reply wait for the acknowledgement of the one before it.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
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
        self._taken = ""  # the last command of the transaction that was
        self._early: bytes | None = None  # a line that came before the final dot was answered

    async def go(self) -> None:
        goes_on = await self._answer("CONNECT")
        while goes_on and (line := self._early or await self._reader.readline()):
            self._early = None
            verb, _, rest = line.decode("ascii").strip().partition(" ")
            if verb == "RCPT":
                self._recipient = rest[rest.index("<") + 1 : rest.index(">")]
            goes_on = await self._answer(verb) and verb != "QUIT"

    def _reply(self, verb: str) -> str:
        """What is said to a command; what would make no sense is out of order, whoever wants it otherwise."""
        relay = self._relay
        if _AFTER.get(verb, self._taken) != self._taken:
            return _OUT_OF_ORDER
        said = relay.says(Talk(verb, self._recipient, self._before, relay.seconds()))
        if verb == "EHLO":
            return said or _EHLO.format("250-PIPELINING\r\n" if relay.pipelining else "")
        return said or _USUAL.get(verb, "250 fine")

    async def _answer(self, verb: str) -> bool:
        """Reply, and take the body that may follow. Returns whether the session goes on."""
        relay = self._relay
        said = self._reply(verb)
        if relay.slow:
            await asyncio.sleep(relay.slow)
        if verb == "." and self._recipient.startswith(relay.slow_for[0]):
            await asyncio.sleep(relay.slow_for[1])
        if said == HANGS_UP:
            return False
        if verb == "." and said.startswith("2"):
            self._before += 1
            relay.taken.append(Taken(self._recipient, self._message, relay.seconds()))
        self._taken = verb if said[0] in "23" else self._taken
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
        self._early = come_already(self._reader.readline())
        if self._early:
            relay.announced_after.append(self._before)
        return await self._answer(".")
