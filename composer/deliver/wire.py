"""The wire to a relay: one command and its reply at a time, and a letter's body in blocks.

Rule: nothing is waited for without a bound, and a reply that came when none was due makes the wire unsound: from then
on no reply can be matched with what it answers.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from aiosmtplib import SMTPException, SMTPResponse, SMTPResponseException, SMTPTimeoutError
from aiosmtplib.protocol import SMTPProtocol

# Seconds. RFC 5321 section 4.5.3.2 sets the least a client waits; it has none for connecting, TLS, EHLO and AUTH.
CONNECTING = 30.0
STARTTLS = 120.0
GREETING = 300.0
COMMAND = 300.0  # MAIL, RCPT, and whatever has no bound of its own
DATA = 120.0
BLOCK = 180.0
FINAL_DOT = 600.0  # a relay that is given up on too early has often taken the letter
QUIT = 5.0  # nothing depends on its reply

BLOCK_SIZE = 32_768  # bytes
_MOST_EARLY = 4_096  # bytes kept of what came out of turn
_REFUSAL = re.compile(rb"([45][0-9]{2})[ -]([^\r\n]*)\r?\n")
LONGEST_LINE = 998  # bytes, without its CRLF


class Broken(Exception):
    """The wire broke while something was due; `undone`: what was asked for has certainly not been done."""

    def __init__(self, words: str, *, undone: bool = False) -> None:
        super().__init__(words)
        self.undone = undone


class Body:
    """A message as DATA takes it: `size` in bytes as SIZE counts them (RFC 1870), `blocks` dot-stuffed and ended.

    Raises:
        ValueError: it is no lines of at most 998 ASCII bytes with CRLF between them; no renderer makes such a message.
    """

    def __init__(self, message: bytes) -> None:
        whole = message if message.endswith(b"\r\n") else message + b"\r\n"
        _refuse_what_breaks_lines(whole)
        self.size = len(whole)
        self._stuffed = (b"\r\n" + whole).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"

    @property
    def blocks(self) -> list[bytes]:
        """The bytes to write."""
        return [self._stuffed[at : at + BLOCK_SIZE] for at in range(0, len(self._stuffed), BLOCK_SIZE)]


def _refuse_what_breaks_lines(whole: bytes) -> None:
    """Some relays take a bare CR or LF for the end of a line, and what follows for commands (SMTP smuggling); the rest
    is what RFC 5321 sections 2.3.7, 2.3.8 and 4.5.3.1.6 forbid to whom was not offered more."""
    if not whole.count(b"\r") == whole.count(b"\n") == whole.count(b"\r\n"):
        raise ValueError("a letter that cannot be sent: it holds a bare CR or LF")
    if b"\0" in whole or not whole.isascii():
        raise ValueError("a letter that cannot be sent: it holds a NUL, or a byte over 127")
    if max(map(len, whole.split(b"\r\n"))) > LONGEST_LINE:
        raise ValueError(f"a letter that cannot be sent: it has a line of more than {LONGEST_LINE} bytes")


class Wire(SMTPProtocol):
    """aiosmtplib's protocol, which notices when replies and commands no longer go in turns."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self._early = bytearray()
        self._lost = asyncio.Event()

    @property
    def sound(self) -> bool:
        """Whether another command may be given."""
        return self.is_connected and not self._early

    def data_received(self, data: bytes) -> None:
        """Take bytes in; those that answer nothing never become a reply."""
        waiter = self._response_waiter
        due = self._response_pending and waiter is not None and not waiter.done()
        super().data_received(data)
        if not due:
            self._early += data[: _MOST_EARLY - len(self._early)]
        elif waiter is not None and waiter.done() and self._buffer:
            self._early += self._buffer[:_MOST_EARLY]

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side, or we, have closed."""
        super().connection_lost(exc)
        self._lost.set()

    async def greeting(self) -> SMTPResponse:
        """What the relay says first.

        Raises:
            Broken: nothing, in time, that is a reply.
        """
        with _told("its greeting", GREETING):
            return await self.read_response(GREETING)

    async def ask(self, command: bytes, *, told: str = "", within: float | None = None) -> SMTPResponse:
        """Give a command and return its reply.

        Args:
            command: one line, without its CRLF.
            told: what an error calls it; its first word, if nothing else.
            within: seconds; COMMAND, if nothing else.

        Raises:
            Broken: there was no reply in time, or none that is one. The wire must be aborted.
        """
        what = told or command.decode("ascii").partition(" ")[0]
        bound = COMMAND if within is None else within
        self._refuse_if_unsound(what)
        with _told(what, bound):
            return await self.execute_command(command, timeout=bound)

    async def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Go on in TLS, after the 220 to STARTTLS; what was said before that counts no more (RFC 3207 section 4.2).

        Raises:
            Broken: it broke, or more was said in the clear after the 220: somebody may be in between.
            ssl.SSLError: the relay is not who it should be, or TLS failed.
        """
        self._refuse_if_unsound("TLS")
        plain = cast(asyncio.WriteTransport, self.transport)
        with _told("STARTTLS", STARTTLS, tls=True):
            self.transport = await asyncio.get_running_loop().start_tls(
                plain, self, context, server_hostname=host, ssl_handshake_timeout=STARTTLS
            )

    async def give(self, body: Body) -> SMTPResponse:
        """Write a body and its final dot, as fast as the relay reads, and return the reply.

        A relay that refuses before the dot gets no dot, and so has no letter.

        Raises:
            Broken: there was no reply, so nobody knows whether the relay has the letter, unless it is `undone`.
        """
        *blocks, last = body.blocks
        try:
            await self._begin(blocks)
        except Broken:
            if refusal := _REFUSAL.match(self._early):
                return SMTPResponse(int(refusal[1]), refusal[2].decode("utf-8", "replace"))
            raise
        self._response_pending = True  # before the dot is out: its reply may be here before the write returns
        await self._put(last)
        with _told("the letter", FINAL_DOT):
            return await self.read_response(FINAL_DOT)

    async def _begin(self, blocks: list[bytes]) -> None:
        """Write these, and see that the last may follow."""
        for at, block in enumerate(blocks):
            self._refuse_if_unsound("the letter", undone=not at)
            await self._put(block)
        self._refuse_if_unsound("the letter", undone=not blocks)

    async def _put(self, block: bytes) -> None:
        with _told("the letter", BLOCK):
            self.write(block)
            async with asyncio.timeout(BLOCK):  # wait_for of Python 3.11 can lose a cancellation
                await self._drain_helper()

    def abort(self) -> None:
        """Close at once; what is not yet written never will be."""
        if self.transport is not None:
            cast(asyncio.WriteTransport, self.transport).abort()

    async def lost(self) -> None:
        """Return once the connection is closed."""
        await self._lost.wait()

    def _refuse_if_unsound(self, verb: str, *, undone: bool = True) -> None:
        if self._early:
            raise Broken(f"the relay spoke out of turn before {verb}", undone=undone)
        if not self.is_connected:
            raise Broken(f"the relay closed the connection before {verb}", undone=undone)


@contextmanager
def _told(what: str, bound: float, *, tls: bool = False) -> Iterator[None]:
    """Every way a wire breaks, in words; what the relay really said may hold an address, and is left behind."""
    try:
        yield
    except ssl.SSLError:
        if tls:
            raise
        raise Broken(f"TLS broke before the relay answered {what}") from None
    except (SMTPTimeoutError, TimeoutError):
        raise Broken(f"the relay did not answer {what} within {bound:.0f} seconds") from None
    except SMTPResponseException:
        raise Broken(f"the relay answered {what} with something that is no SMTP reply") from None
    except (SMTPException, OSError):
        raise Broken(f"the relay closed the connection without an answer to {what}") from None
