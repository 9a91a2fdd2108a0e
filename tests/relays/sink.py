"""The oracle of sending: an SMTP server that writes down exactly when it takes a letter on.

A letter is taken when its line is in the log, which is before the 250 is written. Refusals and drops come with odds, by
a hash of the seed, the recipient and how often they were tried, so that no interleaving of connections changes them.

    python -m tests.relays.sink --log taken.jsonl --seed 7 --soft-rcpt 0.03 --port 0

prints its port, and runs until it is killed.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
import os
import re
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Self

LARGEST = 1 << 25  # bytes of a message


@dataclass(frozen=True)
class Odds:
    """How likely each fault is for a letter, from 0 to 1; of those dropped after the dot every second one is taken."""

    soft_rcpt: float = 0
    soft_dot: float = 0
    drop_dot: float = 0
    drop_data: float = 0


@dataclass(frozen=True)
class Offers:
    """What the server can do. `users`: AUTH, by user; `tls`: STARTTLS, or TLS at once."""

    pipelining: bool = True
    size: int | None = 10_240_000
    users: Mapping[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    auth_in_clear: bool = False


@dataclass(frozen=True)
class Taken:
    """A letter the server answers for."""

    recipient: str
    sender: str
    sha256: str
    message_id: str
    date: str


def taken(log: Path) -> list[Taken]:
    """What a sink has taken, in order."""
    return [Taken(**json.loads(line)) for line in log.read_text(encoding="ascii").splitlines()]


class Sink:
    """The server. `commands` holds what was said to it outside bodies; `messages` the bodies, if it keeps them."""

    def __init__(
        self, log: Path, *, seed: int = 0, odds: Odds | None = None, offers: Offers | None = None, keep: bool = False
    ) -> None:
        self.log = log
        self.offers = offers or Offers()
        self.commands: list[str] = []
        self.messages: list[bytes] = []
        self.keep = keep
        self.most_connections = 0
        self._seed = seed
        self.odds = odds or Odds()
        self._tries: Counter[str] = Counter()
        self._sessions: set[asyncio.Task[None]] = set()
        self._handle = -1

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def listen(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Take connections from now on; `port` 0 takes a free one."""
        self._handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        context = self.offers.tls if self.offers.tls_at_once else None
        self._server = await asyncio.start_server(self._serve, host, port, ssl=context, limit=LARGEST)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Close all connections as they stand."""
        self._server.close()
        for session in self._sessions:
            session.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        await self._server.wait_closed()
        os.close(self._handle)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = asyncio.current_task()
        assert session is not None
        self._sessions.add(session)
        self.most_connections = max(self.most_connections, len(self._sessions))
        try:
            await Session(self, reader, writer).run()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, EndOfSession):
            pass
        finally:
            writer.transport.abort()
            self._sessions.discard(session)

    def chance(self, recipient: str) -> Callable[[str, float], bool]:
        """What happens to this recipient at this try: a function of a fault's name and its odds."""
        self._tries[recipient] += 1
        tried = f"{self._seed} {recipient} {self._tries[recipient]}"

        def falls(fault: str, odds: float) -> bool:
            digest = hashlib.sha256(f"{tried} {fault}".encode()).digest()
            return int.from_bytes(digest[:6], "big") < odds * (1 << 48)

        return falls

    async def reply(self, said: bytes, writer: asyncio.StreamWriter) -> None:
        """Say a reply, whole; a server that loses some is made of this one."""
        writer.write(said)
        await writer.drain()

    def take(self, sender: str, recipient: str, message: bytes) -> None:
        """Take a letter on: from the return of this on, the server answers for it."""
        head = BytesHeaderParser().parsebytes(message)
        line = {
            "recipient": recipient,
            "sender": sender,
            "sha256": hashlib.sha256(message).hexdigest(),
            "message_id": str(head["Message-ID"]),
            "date": str(head["Date"]),
        }
        if self.keep:
            self.messages.append(message)
        os.write(self._handle, json.dumps(line).encode() + b"\n")


class EndOfSession(Exception):
    """The server closes the connection."""


class Session:
    """One connection: a method for each command."""

    def __init__(self, sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.reader, self.writer = sink, reader, writer
        self.encrypted = sink.offers.tls_at_once
        self.sender: str | None = None
        self.recipient: str | None = None
        self.known = not sink.offers.users
        self.falls: Callable[[str, float], bool] = lambda fault, odds: False

    async def run(self) -> None:
        await self.say("220 sink.example.org ESMTP")
        while True:
            line = await self.line()
            verb = line.partition(" ")[0].upper()
            await self.commands.get(verb, Session.unknown)(self, line)

    async def say(self, *lines: str) -> None:
        code = lines[0][:4].strip()
        said = [*(f"{code}-{line[4:]}" for line in lines[:-1]), f"{code} {lines[-1][4:]}"]
        await self.sink.reply("".join(f"{line}\r\n" for line in said).encode(), self.writer)

    async def line(self) -> str:
        raw = await self.reader.readuntil(b"\n")
        if not raw.endswith(b"\r\n") or b"\r" in raw[:-2]:
            await self.end("554 5.5.2 bare LF or CR")
        line = raw[:-2].decode("utf-8", "replace")
        self.sink.commands.append(line)
        return line

    async def end(self, reply: str) -> None:
        await self.say(reply)
        raise EndOfSession

    async def ehlo(self, line: str) -> None:
        self.sender = self.recipient = None
        offers = self.sink.offers
        said = ["250 sink.example.org"]
        said += ["250 PIPELINING"] if offers.pipelining else []
        said += [f"250 SIZE {offers.size}"] if offers.size is not None else []
        said += ["250 STARTTLS"] if offers.tls and not self.encrypted else []
        said += ["250 AUTH PLAIN LOGIN"] if offers.users and (self.encrypted or offers.auth_in_clear) else []
        await self.say(*said, "250 ENHANCEDSTATUSCODES")

    async def helo(self, line: str) -> None:
        await self.say("250 sink.example.org")

    async def starttls(self, line: str) -> None:
        if not self.sink.offers.tls or self.encrypted:
            await self.say("502 5.5.1 no TLS here")
            return
        await self.say("220 2.0.0 go ahead")
        await self.writer.start_tls(self.sink.offers.tls)
        self.encrypted = True

    async def auth(self, line: str) -> None:
        words = line.split()
        if words[1].upper() == "PLAIN":
            _, user, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            await self.say("334 VXNlcm5hbWU6")
            user = base64.b64decode(await self.line()).decode()
            await self.say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(await self.line()).decode()
        self.known = self.sink.offers.users.get(user) == password
        await self.say("235 2.7.0 welcome" if self.known else f"535 5.7.8 {user}: wrong password")

    async def mail(self, line: str) -> None:
        found = re.fullmatch(r"MAIL FROM:<([^<>]*)>( SIZE=[0-9]+)?", line, re.IGNORECASE)
        if not self.known:
            await self.say("530 5.7.0 authentication required")
        elif not found or self.sender is not None:
            await self.say("503 5.5.1 no MAIL now" if found else "501 5.5.4 no address")
        else:
            self.sender = found[1]
            await self.say("250 2.1.0 ok")

    async def rcpt(self, line: str) -> None:
        found = re.fullmatch(r"RCPT TO:<([^<>\s]+@[^<>\s]+)>", line, re.IGNORECASE)
        if self.sender is None or not found:
            await self.say("503 5.5.1 no RCPT now" if found else "501 5.1.3 no address")
            return
        self.falls = self.sink.chance(found[1])
        if self.falls("rcpt", self.sink.odds.soft_rcpt):
            await self.say(f"450 4.2.0 <{found[1]}>: greylisted")
            return
        self.recipient = found[1]
        await self.say("250 2.1.5 ok")

    async def data(self, line: str) -> None:
        if self.sender is None or self.recipient is None:
            await self.say("503 5.5.1 no DATA now")
            return
        odds = self.sink.odds
        if self.falls("data", odds.drop_data):
            raise EndOfSession
        await self.say("354 go ahead")
        message = await self.body()
        dropped = self.falls("drop dot", odds.drop_dot)
        refused = not dropped and self.falls("soft dot", odds.soft_dot)
        if not refused and not (dropped and self.falls("not taken", 0.5)):
            self.sink.take(self.sender, self.recipient, message)
        if dropped:
            raise EndOfSession
        await self.say("451 4.3.0 try again" if refused else "250 2.0.0 taken")
        self.sender = self.recipient = None

    async def body(self) -> bytes:
        """The message as it was before it was dot-stuffed."""
        read = bytearray()
        while read != b".\r\n" and not read.endswith(b"\r\n.\r\n"):
            read += await self.reader.readuntil(b".\r\n")
        whole = bytes(read[:-3])
        if not whole.count(b"\r") == whole.count(b"\n") == whole.count(b"\r\n"):
            await self.end("554 5.6.0 bare LF or CR in the message")
        return (b"\r\n" + whole).replace(b"\r\n.", b"\r\n")[2:]

    async def rset(self, line: str) -> None:
        self.sender = self.recipient = None
        await self.say("250 2.0.0 ok")

    async def noop(self, line: str) -> None:
        await self.say("250 2.0.0 ok")

    async def quit(self, line: str) -> None:
        await self.end("221 2.0.0 bye")

    async def unknown(self, line: str) -> None:
        await self.say("500 5.5.1 no such command")

    commands: Mapping[str, Callable[[Session, str], Awaitable[None]]] = {
        "EHLO": ehlo,
        "HELO": helo,
        "STARTTLS": starttls,
        "AUTH": auth,
        "MAIL": mail,
        "RCPT": rcpt,
        "DATA": data,
        "RSET": rset,
        "NOOP": noop,
        "QUIT": quit,
    }


async def _run(sink: Sink, port: int) -> None:
    await sink.listen(port)
    print(sink.port, flush=True)
    await asyncio.Event().wait()


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.relays.sink")
    asked.add_argument("--log", type=Path, required=True)
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument("--seed", type=int, default=0)
    for fault in ("soft-rcpt", "soft-dot", "drop-dot", "drop-data"):
        asked.add_argument(f"--{fault}", type=float, default=0.0)
    asked.add_argument("--plain", action="store_true", help="offer no PIPELINING")
    said = asked.parse_args()
    odds = Odds(said.soft_rcpt, said.soft_dot, said.drop_dot, said.drop_data)
    sink = Sink(said.log, seed=said.seed, odds=odds, offers=Offers(pipelining=not said.plain))
    asyncio.run(_run(sink, said.port))


if __name__ == "__main__":
    main()
