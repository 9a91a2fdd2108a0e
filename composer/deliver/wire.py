"""The wire to a relay while the session is opened: one command and its reply at a time.

Rule: nothing is waited for without a bound, and a reply that came when none was due makes the wire unsound: from then
on no reply can be matched with what it answers.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from aiosmtplib import SMTPException, SMTPResponse, SMTPResponseException, SMTPTimeoutError
from aiosmtplib.protocol import SMTPProtocol

from composer.deliver.bounds import COMMAND, GREETING, MOST_EARLY, STARTTLS, Broken


class Wire(SMTPProtocol):
    """aiosmtplib's protocol, which notices when replies and commands no longer go in turns."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self.early = bytearray()  # what the relay has said out of turn
        self._lost = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; those that answer nothing never become a reply."""
        waiter = self._response_waiter
        due = self._response_pending and waiter is not None and not waiter.done()
        super().data_received(data)
        if not due:
            self.early += data[: MOST_EARLY - len(self.early)]
        elif waiter is not None and waiter.done() and self._buffer:
            self.early += self._buffer[:MOST_EARLY]

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

    def abort(self) -> None:
        """Close at once; what is not yet written never will be."""
        if self.transport is not None:
            cast(asyncio.WriteTransport, self.transport).abort()

    async def lost(self) -> None:
        """Return once the connection is closed."""
        await self._lost.wait()

    def _refuse_if_unsound(self, verb: str) -> None:
        if self.early:
            raise Broken(f"the relay spoke out of turn before {verb}")
        if not self.is_connected:
            raise Broken(f"the relay closed the connection before {verb}")


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
