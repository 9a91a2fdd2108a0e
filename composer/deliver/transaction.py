"""A mail transaction (RFC 5321 section 3.3): the commands that are said before a body."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from composer.deliver import bounds
from composer.deliver.body import Body
from composer.model import Envelope, Letter

TAKEN = range(200, 300)
GO_ON = 354  # RFC 5321 section 4.2.3: it answers DATA and nothing else
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


RSET = Step("RSET", TAKEN, of_letter=False)
MAIL = Step("MAIL", TAKEN, of_letter=False)
RCPT = Step("RCPT", TAKEN, of_letter=True)
DATA = Step("DATA", range(GO_ON, GO_ON + 1), of_letter=True)
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
