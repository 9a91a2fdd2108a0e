"""A mail transaction (RFC 5321 section 3.3): the commands before a body, and what a refusal of each is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from composer.deliver import bounds
from composer.deliver.body import Body
from composer.deliver.stream import Reply
from composer.model import Envelope, Letter

TAKEN = range(200, 300)
GO_ON = range(354, 355)
_AUTHENTICATE = 530  # RFC 4954 section 6
# It would say so of everybody. There is no code of its own for it.
_DOES_NOT_RELAY = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)"
    r"|(?:unable|not (?:permitted|allowed)) to relay|(?:sender|client host|helo command) (?:address )?rejected",
    re.IGNORECASE,
)
_OF_RECIPIENT = re.compile(r"5\.1\.[1-6]\b")  # RFC 3463 section 3.2: the address it goes to is at fault
_TOO_LARGE = re.compile(r"5\.(3\.4|2\.3)\b")  # RFC 3463: the message is, so this 5xx is not about the sender
_UNSAYABLE = re.compile(r"[\x00-\x20\x7f<>]")


class Step(NamedTuple):
    """A command; `of_letter`: its refusal is about this letter, not about the relay or the sender."""

    verb: str
    command: bytes
    goes_on: range  # codes
    within: float  # seconds
    of_letter: bool

    def is_about_letter(self, reply: Reply) -> bool:
        """Whether a refusal says something of this letter, and not of us or of the relay."""
        about_us = _DOES_NOT_RELAY.search(reply.message) and not _OF_RECIPIENT.match(reply.message)
        if reply.code == _AUTHENTICATE or about_us:
            return False
        return self.of_letter or bool(_TOO_LARGE.match(reply.message))


@dataclass(frozen=True, slots=True)
class Transaction:
    """A letter and what is said for it. `announced`: it was, together with the final dot of the letter before."""

    letter: Letter
    body: Body
    steps: tuple[Step, ...]
    announced: bool

    @classmethod
    def of(cls, letter: Letter, body: Body, *, tells_size: bool, reset: bool, announced: bool) -> Self:
        """What is said for a letter; `reset`: another transaction has not ended."""
        size = f" SIZE={body.size}" if tells_size else ""
        mail = f"MAIL FROM:<{letter.envelope.sender}>{size}\r\n".encode()
        rcpt = f"RCPT TO:<{letter.envelope.recipient}>\r\n".encode()
        steps = (
            Step("MAIL", mail, TAKEN, bounds.COMMAND, of_letter=False),
            Step("RCPT", rcpt, TAKEN, bounds.COMMAND, of_letter=True),
            Step("DATA", b"DATA\r\n", GO_ON, bounds.DATA, of_letter=True),
        )
        before = (Step("RSET", b"RSET\r\n", TAKEN, bounds.COMMAND, of_letter=False),) if reset else ()
        return cls(letter, body, (*before, *steps), announced)

    @property
    def commands(self) -> bytes:
        """All of them."""
        return b"".join(step.command for step in self.steps)


def is_sayable(envelope: Envelope) -> bool:
    """Whether no address would end its command or is more than ASCII (an empty sender is a bounce's, and safe)."""
    said = envelope.sender + envelope.recipient
    return bool(envelope.recipient) and said.isascii() and _UNSAYABLE.search(said) is None
