"""A mail transaction (RFC 5321 section 3.3): the commands before a body, and what a refusal of each is about."""

from __future__ import annotations

import re
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
    """A command of a transaction; `of_letter`: its refusal is about the letter, not about the relay or the sender."""

    verb: str
    goes_on: range  # codes
    of_letter: bool

    @property
    def within(self) -> float:
        """Seconds its reply may take."""
        return bounds.DATA if self is DATA else bounds.COMMAND

    def is_about_letter(self, reply: Reply) -> bool:
        """Whether a refusal says something of this letter, and not of us or of the relay."""
        about_us = _DOES_NOT_RELAY.search(reply.message) and not _OF_RECIPIENT.match(reply.message)
        if reply.code == _AUTHENTICATE or about_us:
            return False
        return self.of_letter or bool(_TOO_LARGE.match(reply.message))


RSET = Step("RSET", TAKEN, of_letter=False)
MAIL = Step("MAIL", TAKEN, of_letter=False)
RCPT = Step("RCPT", TAKEN, of_letter=True)
DATA = Step("DATA", GO_ON, of_letter=True)
_AFRESH = (MAIL, RCPT, DATA)
_AFTER_ANOTHER = (RSET, *_AFRESH)  # that has not ended


class Transaction(NamedTuple):
    """A letter and what is said for it. `announced`: it was, together with the final dot of the letter before."""

    letter: Letter
    body: Body
    steps: tuple[Step, ...]
    commands: bytes  # a line for each step
    announced: bool

    @classmethod
    def of(cls, letter: Letter, body: Body, *, tells_size: bool, reset: bool, announced: bool) -> Self:
        """What is said for a letter; `reset`: another transaction has not ended."""
        sender, recipient = letter.envelope
        size = f" SIZE={body.size}" if tells_size else ""
        commands = f"MAIL FROM:<{sender}>{size}\r\nRCPT TO:<{recipient}>\r\nDATA\r\n".encode()
        if reset:
            return cls(letter, body, _AFTER_ANOTHER, b"RSET\r\n" + commands, announced)
        return cls(letter, body, _AFRESH, commands, announced)


def is_sayable(envelope: Envelope) -> bool:
    """Whether no address would end its command or is more than ASCII (an empty sender is a bounce's, and safe)."""
    said = envelope.sender + envelope.recipient
    return bool(envelope.recipient) and said.isascii() and _UNSAYABLE.search(said) is None
