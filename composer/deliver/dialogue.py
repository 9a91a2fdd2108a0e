"""One connection to a relay, and what becomes of each letter given over it.

Rule: not a byte of a body is written before whoever keeps the books knows that it will be; from then on only a reply
tells what became of the letter, and without one it is in doubt and the connection is closed, so that no late reply is
ever taken for another letter's.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import NamedTuple, Self

from aiosmtplib import SMTPResponse

from composer.deliver import wire as bounds
from composer.deliver.opening import open_wire
from composer.deliver.relay import Relay, RelayDown
from composer.deliver.replies import kept
from composer.deliver.wire import Body, Broken, Wire
from composer.model import Envelope, Letter, Outcome, State

__all__ = ["Connection", "RelayDown"]

_TAKEN = range(200, 300)
_GO_ON = range(354, 355)
_RESET = b"RSET"
_CLOSING = 421  # RFC 5321 section 4.2.3: the relay ends the session, at any command
_AUTHENTICATE = 530  # RFC 4954 section 6
# It would say so of everybody. There is no code of its own for it.
_DOES_NOT_RELAY = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)"
    r"|(?:unable|not (?:permitted|allowed)) to relay|(?:sender|client host|helo command) (?:address )?rejected",
    re.IGNORECASE,
)
_OF_RECIPIENT = re.compile(r"5\.1\.[1-6]\b")  # RFC 3463 section 3.2: the address it goes to is at fault
_TOO_LARGE = re.compile(r"5\.(3\.4|2\.3)\b")  # RFC 3463: the message is, so this 5xx is not about the sender


class _Step(NamedTuple):
    """A command before the body; `of_letter`: its refusal is about this letter, not about the relay or the sender."""

    command: bytes
    goes_on: range  # codes
    within: float  # seconds
    of_letter: bool


class Connection:
    """A session with a relay; one letter at a time.

    `down` is why the relay is at fault where a letter was deferred without counting, else None.
    """

    def __init__(self, relay: Relay, wire: Wire, offers: Mapping[str, str]) -> None:
        self.relay = relay
        self.offers = offers
        self.down: RelayDown | None = None
        self._wire = wire
        self._begun = False  # MAIL was taken and has not ended: RSET before the next

    @classmethod
    async def open(cls, relay: Relay, hostname: str | None = None) -> Self:
        """Connect, and go as far as before the first letter; `hostname` is for EHLO.

        Raises:
            RelayDown: the relay takes no letters now.
        """
        return cls(relay, *await open_wire(relay, hostname))

    @property
    def usable(self) -> bool:
        """Whether another letter may be given over it."""
        return self._wire.sound

    @property
    def largest(self) -> int | None:
        """The most bytes a message may have, where the relay says so (RFC 1870)."""
        said = self.offers.get("size", "").strip()
        return int(said) if re.fullmatch("[0-9]{1,18}", said) and int(said) else None

    async def send(self, letter: Letter, handing_over: Callable[[], Awaitable[None]]) -> Outcome:
        """Give one letter to the relay.

        Args:
            letter: to be sent as it is, to the byte.
            handing_over: awaited after 354 and before the first byte of the body. Once it has returned, whatever is
                raised here (CancelledError) leaves the letter in doubt. If it raises, nothing of the letter has left.

        Returns:
            ACCEPTED, REJECTED, DEFERRED or IN_DOUBT. Where DEFERRED does not count, `down` says what is wrong with the
            relay. Afterwards `usable` tells whether the connection may go on.

        Raises:
            ValueError: the message breaks the rules for lines; nothing was said.
            Exception: what `handing_over` raised. After any exception the connection is closed.
        """
        self.down = None
        body = Body(letter.message)
        if _unsafe(letter.envelope.sender) or _unsafe(letter.envelope.recipient) or not letter.envelope.recipient:
            return Outcome(letter.key, State.REJECTED, "the address holds what no SMTP command can carry")
        if self.largest and body.size > self.largest:
            return self._too_large(letter, body.size, self.largest)
        try:
            return await self._asked(letter, body) or await self._given(letter, body, handing_over)
        except BaseException:
            self._wire.abort()
            raise

    async def close(self) -> None:
        """Say QUIT if there is anybody to say it to, and close. Raises nothing but a cancellation."""
        try:
            if self._wire.sound:
                with contextlib.suppress(Broken):
                    await self._wire.ask(b"QUIT", within=bounds.QUIT)
        finally:
            self._wire.abort()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(bounds.QUIT):
                await self._wire.lost()

    def _too_large(self, letter: Letter, size: int, most: int) -> Outcome:
        """The letters of a run are much of a size: it is the relay that does not fit, or our pictures."""
        why = f"the letter has {size:,} bytes, and the relay takes at most {most:,}"
        self.down = RelayDown(f"{self.relay.name}: {why}", permanent=True)
        return Outcome(letter.key, State.DEFERRED, why, counts=False)

    async def _asked(self, letter: Letter, body: Body) -> Outcome | None:
        """The dialogue before the body; an outcome where it ends there, None after 354."""
        for step in self._steps(letter.envelope, body):
            try:
                reply = await self._wire.ask(step.command, within=step.within)
            except Broken as broken:
                return self._broken_off(letter, step, str(broken))
            if reply.code not in step.goes_on:
                return self._refused(letter, step, reply)
        return None

    def _steps(self, envelope: Envelope, body: Body) -> Iterator[_Step]:
        """What is said, in turn. It is asked for the next only once the last was taken."""
        if self._begun:
            yield _Step(_RESET, _TAKEN, bounds.COMMAND, of_letter=False)
            self._begun = False
        size = f" SIZE={body.size}" if "size" in self.offers else ""
        yield _Step(f"MAIL FROM:<{envelope.sender}>{size}".encode(), _TAKEN, bounds.COMMAND, of_letter=False)
        self._begun = True
        yield _Step(f"RCPT TO:<{envelope.recipient}>".encode(), _TAKEN, bounds.COMMAND, of_letter=True)
        yield _Step(b"DATA", _GO_ON, bounds.DATA, of_letter=True)

    async def _given(self, letter: Letter, body: Body, handing_over: Callable[[], Awaitable[None]]) -> Outcome:
        await handing_over()
        try:
            reply = await self._wire.give(body)
        except Broken as broken:
            self._wire.abort()
            return Outcome(letter.key, State.DEFERRED if broken.undone else State.IN_DOUBT, str(broken))
        self._begun = False
        if not self.usable:
            self._wire.abort()
        return self._answered(letter, reply)

    def _broken_off(self, letter: Letter, step: _Step, why: str) -> Outcome:
        self._wire.abort()
        if not step.of_letter:
            self.down = RelayDown(f"{self.relay.name}: {why}")
        return Outcome(letter.key, State.DEFERRED, why, counts=step.of_letter)

    def _refused(self, letter: Letter, step: _Step, reply: SMTPResponse) -> Outcome:
        """A reply that is not the one to go on after."""
        said = kept(reply.code, reply.message, letter.envelope.recipient)
        if reply.code == _CLOSING:
            return self._closing(letter, said)
        if reply.code // 100 not in (4, 5) or step.command == _RESET:
            return self._broken_off(letter, step, f"the relay's answer makes no sense here: {said}")
        permanent = reply.code // 100 == 5
        if _is_about_letter(step, reply):
            return Outcome(letter.key, State.REJECTED if permanent else State.DEFERRED, said)
        self.down = RelayDown(f"{self.relay.name} does not take our letters: {said}", permanent=permanent)
        return Outcome(letter.key, State.DEFERRED, said, counts=False)

    def _answered(self, letter: Letter, reply: SMTPResponse) -> Outcome:
        """What the reply to the final dot means."""
        said = kept(reply.code, reply.message, letter.envelope.recipient)
        if reply.code == _CLOSING:
            return self._closing(letter, said)
        state = _AFTER_THE_DOT.get(reply.code // 100)
        if state is None:
            self._wire.abort()
            return Outcome(letter.key, State.IN_DOUBT, f"the relay's answer to the letter makes no sense: {said}")
        return Outcome(letter.key, state, said)

    def _closing(self, letter: Letter, said: str) -> Outcome:
        self._wire.abort()
        self.down = RelayDown(f"{self.relay.name} has closed the connection: {said}")
        return Outcome(letter.key, State.DEFERRED, said, counts=False)


def _is_about_letter(step: _Step, reply: SMTPResponse) -> bool:
    """Whether a refusal says something of this letter, and not of us or of the relay."""
    about_us = _DOES_NOT_RELAY.search(reply.message) and not _OF_RECIPIENT.match(reply.message)
    if reply.code == _AUTHENTICATE or about_us:
        return False
    return step.of_letter or bool(_TOO_LARGE.match(reply.message))


_AFTER_THE_DOT = {2: State.ACCEPTED, 4: State.DEFERRED, 5: State.REJECTED}


def _unsafe(address: str) -> bool:
    """Whether an address would end its command, or be more than ASCII (an empty sender is a bounce's, and safe)."""
    return not address.isascii() or re.search(r"[\x00-\x20\x7f<>]", address) is not None
