"""The stream of a session: commands go out, as many at a time as there are, and replies come back in the same order.

Rule: nothing is waited for without a bound, and what comes when no reply is due makes the stream unsound: from then on
no reply can be matched with what it answers.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import deque
from typing import NamedTuple

from composer.deliver import bounds
from composer.deliver.bounds import LONGEST_LINE, LONGEST_REPLY, MOST_EARLY, Broken

_LINE = re.compile(rb"([0-9]{3})(?:([ -])([^\n]*))?\r?\n")  # RFC 5321 section 4.2


class Reply(NamedTuple):
    """What a relay answers; of several lines, `message` has line feeds between them."""

    code: int
    message: str


class Stream(asyncio.Protocol):
    """Takes a connection over from whoever opened it, by `set_protocol`."""

    def __init__(self, transport: asyncio.Transport | None, early: bytes = b"") -> None:
        """`transport` None: it is closed already. `early`: what the relay has said out of turn."""
        self._loop = asyncio.get_running_loop()
        self._transport = transport
        self._early = bytearray(early)
        self._unread = b""  # the beginning of a line
        self._code = self._words = b""  # of a reply of several lines that has more to come
        self._replies: deque[Reply] = deque()
        self._due = 0  # replies to what was said that have not come
        self._fault = "" if transport else _CLOSED
        self._paused = False
        self._waiter: asyncio.Future[bool] | None = None
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._closed = asyncio.Event()
        if transport is None:
            self._closed.set()

    @property
    def sound(self) -> bool:
        """Whether something may be said, and its replies will be known for what they are."""
        return not (self._fault or self._early or self._transport is None or self._transport.is_closing())

    # What the transport calls.

    def data_received(self, data: bytes) -> None:
        """Take bytes in; those that answer nothing never become a reply."""
        if self._fault:
            return
        unread = self._unread + data
        at = self._read(unread)
        if self._due:
            self._unread = unread[at:]
        else:
            self._unread = b""
            self._early += unread[at : at + MOST_EARLY - len(self._early)]
        self._wake()

    def _read(self, unread: bytes) -> int:
        """Take whole lines, as long as replies are due; how many bytes they are."""
        at = 0
        while self._due and (end := unread.find(b"\n", at, at + LONGEST_LINE)) >= 0:
            line = _LINE.fullmatch(unread, at, end + 1)
            if line is None or self._code not in (b"", line[1]) or len(self._words) > LONGEST_REPLY:
                self._fault = _NO_REPLY
                break
            self._take(*line.groups(b""))
            at = end + 1
        if self._due and len(unread) - at >= LONGEST_LINE:
            self._fault = _NO_REPLY
        return at

    def _take(self, code: bytes, hyphen: bytes, words: bytes) -> None:
        """One line of a reply, the last if there is no hyphen in it."""
        words = self._words + words.strip()
        if hyphen == b"-":
            self._code, self._words = code, words + b"\n"
            return
        self._code = self._words = b""
        self._replies.append(Reply(int(code), words.decode("utf-8", "surrogateescape")))
        self._due -= 1

    def eof_received(self) -> bool:
        """The relay says nothing more; the transport closes."""
        self._fault = self._fault or _CLOSED
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side, or we, have closed."""
        self._fault = self._fault or (_TLS_BROKE if isinstance(exc, ssl.SSLError) else _CLOSED)
        self._transport = None
        self._closed.set()
        if self._timer:
            self._timer.cancel()
        self._wake()

    def pause_writing(self) -> None:
        """The relay does not read as fast as we write."""
        self._paused = True

    def resume_writing(self) -> None:
        """It has caught up."""
        self._paused = False
        self._wake()

    # What a dialogue calls.

    def say(self, said: bytes, what: str, *, replies: int, undone: bool = True) -> None:
        """Write, without waiting; `replies` are due for it.

        Raises:
            Broken: the stream is not sound; nothing was written. `what` was to be said, and is `undone` then.
        """
        if self._early:
            raise Broken(f"the relay spoke out of turn before {what}", undone=undone)
        if self._transport is None or self._transport.is_closing() or self._fault:
            raise Broken(f"the relay closed the connection before {what}", undone=undone)
        self._due += replies
        self._transport.write(said)

    @property
    def full(self) -> bool:
        """Whether more was written than the relay reads just now."""
        return self._paused

    async def drained(self, what: str) -> None:
        """Wait until what was written has gone, but for what the transport takes at once.

        Raises:
            Broken: it has not within `bounds.BLOCK` seconds.
        """
        deadline = self._loop.time() + bounds.BLOCK
        while self._paused and not self._fault and not self._early:
            await self._event(deadline, what, bounds.BLOCK)

    def come(self) -> Reply | None:
        """The next reply, if it is here already."""
        return self._replies.popleft() if self._replies else None

    async def reply(self, what: str, within: float) -> Reply:
        """The next reply; it answers `what`.

        Raises:
            Broken: there was none in time (seconds), or none that is one. The stream must be aborted.
        """
        if not self._replies:
            deadline = self._loop.time() + within
            while not self._replies:
                if self._fault:
                    raise Broken(self._fault.format(what))
                await self._event(deadline, what, within)
        return self._replies.popleft()

    def refusal(self) -> Reply | None:
        """What the relay has said out of turn, if it is a refusal."""
        line = _LINE.match(self._early)
        if line is None or line[1][:1] not in b"45":
            return None
        return Reply(int(line[1]), (line[3] or b"").strip().decode("utf-8", "replace"))

    def abort(self) -> None:
        """Close at once; what is not yet written never will be."""
        if self._transport is not None:
            self._transport.abort()

    async def closed(self) -> None:
        """Return once the connection is closed."""
        await self._closed.wait()

    # Waiting. One timer serves a session: a bound further off than the timer's is looked at when it rings.

    async def _event(self, deadline: float, what: str, within: float) -> None:
        """Wait for anything to happen; raises Broken at the deadline (the loop's time)."""
        self._waiter = self._loop.create_future()
        self._arm(deadline)
        try:
            in_time = await self._waiter
        finally:
            self._waiter = None
        if not in_time:
            raise Broken(f"the relay did not answer {what} within {within:.0f} seconds")

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(True)

    def _arm(self, deadline: float) -> None:
        self._deadline = deadline
        if self._timer is None or self._timer.when() > deadline:
            if self._timer:
                self._timer.cancel()
            self._timer = self._loop.call_at(deadline, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() < self._deadline:
            self._arm(self._deadline)
        else:
            self._waiter.set_result(False)


_CLOSED = "the relay closed the connection without an answer to {}"
_NO_REPLY = "the relay answered {} with something that is no SMTP reply"
_TLS_BROKE = "TLS broke before the relay answered {}"
