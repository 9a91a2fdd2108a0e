"""A server that takes every letter and does as little with it as can be: a thread and a blocking socket each.

    python -m bench.fast_sink [--chain chain.pem --key key.pem]

prints its port; `--chain`: TLS from the first byte. For each line of its input it prints what came since it was
started, or since the last line `anew`, as JSON: `letters`, their `bytes` on the wire, and the `seconds` from the first
letter's end to the last one's. It ends with its input.

Rule: a client says nothing after a body's final dot but commands, so that the dot is near the end of what came.
"""

from __future__ import annotations

import argparse
import json
import socket
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = 1 << 16
COMMANDS = 4_096  # bytes that may follow a final dot before the client waits for replies
END = b"\r\n.\r\n"
REPLIES = {b"QUIT": b"221 bye\r\n", b"DATA": b"354 go ahead\r\n"}
TAKEN = b"250 ok\r\n"


@dataclass
class Count:
    """What came, over all connections."""

    letters: int = 0
    bytes: int = 0
    first: float = 0.0
    last: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, size: int) -> None:
        with self.lock:
            self.last = time.monotonic()
            self.first = self.first or self.last
            self.letters += 1
            self.bytes += size

    def told(self, *, anew: bool) -> str:
        with self.lock:
            told = {"letters": self.letters, "bytes": self.bytes, "seconds": self.last - self.first}
            if anew:
                self.letters = self.bytes = 0
                self.first = self.last = 0.0
            return json.dumps(told)


class Session:
    """One connection, until the client says QUIT or goes."""

    def __init__(self, connection: socket.socket, count: Count, greeting: bytes) -> None:
        self._connection = connection
        self._count = count
        self._greeting = greeting
        self._buffer = memoryview(bytearray(BLOCK))

    def serve(self) -> None:
        with self._connection:
            self._connection.sendall(b"220 sink.example.org\r\n")
            rest: bytes | None = b""
            while rest is not None:
                rest = self._commands(rest)

    def _commands(self, said: bytes) -> bytes | None:
        """Answer commands; after a letter what was said behind its dot, and None at the end."""
        while True:
            *lines, said = said.split(b"\r\n")
            verbs = [line[:4].upper() for line in lines]
            if verbs:
                self._connection.sendall(b"".join(map(self._reply, verbs)))
            if b"QUIT" in verbs:
                return None
            if b"DATA" in verbs:
                return self._body(said)
            if not (size := self._connection.recv_into(self._buffer)):
                return None
            said += self._buffer[:size]

    def _reply(self, verb: bytes) -> bytes:
        return self._greeting if verb == b"EHLO" else REPLIES.get(verb, TAKEN)

    def _body(self, tail: bytes) -> bytes | None:
        """Read a body to its final dot; what follows it."""
        total = len(tail)
        while True:
            end = tail.find(END)
            if end >= 0:
                rest = tail[end + len(END) :]
                self._count.add(total - len(rest))
                self._connection.sendall(TAKEN)
                return rest
            if not (size := self._connection.recv_into(self._buffer)):
                return None
            total += size
            # The dot may be split between what came before and now, but not behind a whole block of commands' length.
            tail = (tail[1 - len(END) :] if size < COMMANDS else b"") + self._buffer[max(size - COMMANDS, 0) : size]


def listen(context: ssl.SSLContext | None, greeting: bytes) -> tuple[int, Count]:
    """Take connections from now on: at which port, and what comes."""
    server, count = socket.create_server(("127.0.0.1", 0), backlog=128), Count()

    def serve(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session = context.wrap_socket(connection, server_side=True) if context else connection
        Session(session, count, greeting).serve()

    def accept() -> None:
        while True:
            threading.Thread(target=serve, args=[server.accept()[0]], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return int(server.getsockname()[1]), count


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.fast_sink")
    asked.add_argument("--chain", type=Path)
    asked.add_argument("--key", type=Path)
    said = asked.parse_args()
    context = None
    if said.chain:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(said.chain, said.key)
    port, count = listen(context, b"250-sink.example.org\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
    print(port, flush=True)
    for line in sys.stdin:
        print(count.told(anew=line == "anew\n"), flush=True)


if __name__ == "__main__":
    main()
