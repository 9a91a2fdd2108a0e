"""A server that says what a script tells it to: half replies, replies to nothing, silence, a closed connection.

A script is lines:

    S: 250 ok          say it, with its CRLF
    S- 25              say it without; \\r \\n \\t and \\xNN may stand in it
    C: MAIL FROM       read a line, which must begin like this
    C+ MAIL FROM       read a line that must have come together with what was read before it
    C: <body>          read to the final dot
    C: <empty>         read a body of nothing but the final dot
    C: <some>          read the first bytes of a body and leave the rest
    C: <nothing>       see that nothing has come, nor comes for a while
    ! close            close the connection; `! reset`: by RST
    ! stall            say nothing more until the other side closes
    ! deaf             not even read any more
    ! pause            let what was said arrive on its own
    ! flood            ten megabytes of one reply's line
    = deferred         what is to become of the letter: a state and words; see tests/deliver
    # ...              what this is about

After its end, QUIT is answered. Each connection gets the same script.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

PAUSE = 0.02  # seconds; more than a segment on loopback takes
PATIENCE = 60  # seconds until a session of which the client has let go must have ended
FLOOD = 10_000_000  # bytes
GREETED = "S: 220 liar.example.org\nC: EHLO\nS: 250 liar.example.org\n"
TO_DATA = f"{GREETED}C: MAIL FROM\nS: 250 ok\nC: RCPT TO\nS: 250 ok\nC: DATA\n"
PIPELINING = "S: 220 liar.example.org\nC: EHLO\nS: 250-liar.example.org\nS: 250 PIPELINING\n"
AT_ONCE = "C: MAIL FROM\nC+ RCPT TO\nC+ DATA\n"  # and nothing is answered yet
ANNOUNCED = AT_ONCE.replace("C:", "C+")
TO_DATA_AT_ONCE = f"{PIPELINING}{AT_ONCE}S: 250 ok\nS: 250 ok\n"


class Unexpected(AssertionError):
    """The client did not say what the script has it say."""


@dataclass
class Liar:
    """A running server: its port, each line it was told, and how its sessions went. `begun`: bodies, whole or not."""

    script: str
    byte_by_byte: float = 0  # seconds between two bytes
    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    begun: int = 0
    bodies: list[bytes] = field(default_factory=list)
    rest: bytes = b""  # what came after the script's end or while it stalled, but for QUIT
    faults: list[str] = field(default_factory=list)
    stalls: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    sessions: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Follow the script once."""
        session = asyncio.current_task()
        assert session is not None
        self.sessions.add(session)
        try:
            for line in self.script.splitlines():
                if not await self._step(line, reader, writer):
                    return
            await self._part(reader, writer)
        except Unexpected as fault:
            self.faults.append(str(fault))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort() if self.over.is_set() else writer.close()

    async def _part(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What comes after a script: QUIT gets its answer."""
        while line := await reader.readline():
            if line == b"QUIT\r\n":
                await self._say(b"221 bye\r\n", writer)
                break
            self.rest += line

    async def _step(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        kind, said = line[:2], line[2:].strip()
        if kind in ("S:", "S-"):
            raw = said.encode().decode("unicode_escape").encode("latin-1")
            await self._say(raw + (b"\r\n" if kind == "S:" else b""), writer)
        elif kind == "C:":
            await self._hear(said, reader)
        elif kind == "C+":
            come = come_already(reader.readuntil(b"\r\n"))
            if come is None:
                raise Unexpected(f"{said} did not come together with what was before it")
            self._expect(said, come)
        elif kind == "! ":
            return await self._misbehave(said, reader, writer)
        elif kind not in ("= ", "# ", ""):
            raise Unexpected(f"no step of a script: {line}")
        return True

    async def _say(self, raw: bytes, writer: asyncio.StreamWriter) -> None:
        for piece in [raw[at : at + 1] for at in range(len(raw))] if self.byte_by_byte else [raw]:
            writer.write(piece)
            await writer.drain()
            if self.byte_by_byte:
                await asyncio.sleep(self.byte_by_byte)

    async def _hear(self, expected: str, reader: asyncio.StreamReader) -> None:
        if expected == "<body>":
            first = await reader.readexactly(1)
            self.begun += 1
            self.bodies.append(first + await reader.readuntil(b"\r\n.\r\n"))
        elif expected == "<some>":
            self.bodies.append(await reader.read(64))
            self.begun += 1
        elif expected == "<nothing>":
            await self._hear_nothing(reader)
        else:
            self._expect(expected, await reader.readuntil(b"\r\n"))

    def _expect(self, expected: str, line: bytes) -> None:
        self.heard.append(line)
        wanted = expected.upper().encode()
        if not (line == b".\r\n" if expected == "<empty>" else line.upper().startswith(wanted)):
            raise Unexpected(f"heard {line!r}, not {expected}")

    async def _hear_nothing(self, reader: asyncio.StreamReader) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PAUSE):
                if heard := await reader.read(64):
                    raise Unexpected(f"heard {heard!r}, not nothing")

    async def _misbehave(self, how: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if how == "pause":
            await asyncio.sleep(PAUSE)
            return True
        if how == "flood":
            await self._say(b"250-" + b"x" * FLOOD, writer)
            return True
        if how == "stall":
            self.stalls.set()
            self.rest += await reader.read()
        elif how == "deaf":
            cast(asyncio.Transport, writer.transport).pause_reading()
            await self.over.wait()
        elif how == "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how != "close":
            raise Unexpected(f"no such fault: {how}")
        return False


def come_already(reading: Coroutine[Any, Any, bytes]) -> bytes | None:
    """What is read without waiting for it; None where it has not come yet."""
    try:
        reading.send(None)
    except StopIteration as read:
        return cast(bytes, read.value)
    reading.close()
    return None


@asynccontextmanager
async def liar(script: str, *, byte_by_byte: float = 0) -> AsyncIterator[Liar]:
    """A server that follows a script for each connection."""
    one = Liar(script, byte_by_byte)
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0, limit=1 << 25)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        one.over.set()
        await asyncio.wait_for(asyncio.gather(*one.sessions), PATIENCE)
