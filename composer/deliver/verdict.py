"""What a reply, or a session that broke, means: for the letter, for the relay, and for the connection."""

from __future__ import annotations

import re
from typing import NamedTuple

from composer.deliver.relay import Relay, RelayDown
from composer.deliver.replies import kept
from composer.deliver.stream import Reply
from composer.deliver.transaction import RSET, Step, Transaction
from composer.model import Letter, Outcome, State

CLOSING = 421  # RFC 5321 section 4.2.3: the relay ends the session, at any command
_AUTHENTICATE = 530  # RFC 4954 section 6
# It would say so of everybody. There is no code of its own for it.
_DOES_NOT_RELAY = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)"
    r"|(?:unable|not (?:permitted|allowed)) to relay|(?:sender|client host|helo command) (?:address )?rejected",
    re.IGNORECASE,
)
_OF_RECIPIENT = re.compile(r"5\.1\.[1-6]\b")  # RFC 3463 section 3.2: the address it goes to is at fault
_TOO_LARGE = re.compile(r"5\.(3\.4|2\.3)\b")  # RFC 3463: the message is, so this 5xx is not about the sender
_AFTER_THE_DOT = {2: State.ACCEPTED, 4: State.DEFERRED, 5: State.REJECTED}


class Verdict(NamedTuple):
    """What became of a letter; `down`: why the relay is at fault, where it is; `ends`: the connection is to."""

    outcome: Outcome
    down: RelayDown | None = None
    ends: bool = False


def broken_off(relay: Relay, transaction: Transaction, step: Step, why: str) -> Verdict:
    """The session broke, or went astray, before the body."""
    down = None if step.of_letter else RelayDown(f"{relay.name}: {why}")
    return Verdict(Outcome(transaction.letter.key, State.DEFERRED, why, counts=step.of_letter), down, ends=True)


def refused(relay: Relay, transaction: Transaction, step: Step, reply: Reply) -> Verdict:
    """A reply before the body that is not the one to go on after."""
    letter = transaction.letter
    said = kept(reply.code, reply.message, letter.envelope.recipient)
    if reply.code == CLOSING:
        return _closing(relay, letter, said)
    if reply.code // 100 not in (4, 5) or step is RSET:
        return broken_off(relay, transaction, step, f"the relay's answer makes no sense here: {said}")
    permanent = reply.code // 100 == 5
    if _is_about_letter(step, reply):
        return Verdict(Outcome(letter.key, State.REJECTED if permanent else State.DEFERRED, said))
    down = RelayDown(f"{relay.name} does not take our letters: {said}", permanent=permanent)
    # In the middle of a session it may be that it has had its letters: a session of its own tells.
    return Verdict(Outcome(letter.key, State.DEFERRED, said, counts=False), down, ends=transaction.announced)


def answered(relay: Relay, letter: Letter, reply: Reply) -> Verdict:
    """The reply to the final dot."""
    said = kept(reply.code, reply.message, letter.envelope.recipient)
    if reply.code == CLOSING:
        return _closing(relay, letter, said)
    if not is_answer(reply):
        why = f"the relay's answer to the letter makes no sense: {said}"
        return Verdict(Outcome(letter.key, State.IN_DOUBT, why), ends=True)
    return Verdict(Outcome(letter.key, _AFTER_THE_DOT[reply.code // 100], said))


def is_answer(reply: Reply) -> bool:
    """Whether a body may be answered by it; 421 ends the session besides."""
    return reply.code // 100 in _AFTER_THE_DOT


def _closing(relay: Relay, letter: Letter, said: str) -> Verdict:
    down = RelayDown(f"{relay.name} has closed the connection: {said}")
    return Verdict(Outcome(letter.key, State.DEFERRED, said, counts=False), down, ends=True)


def _is_about_letter(step: Step, reply: Reply) -> bool:
    """Whether a refusal says something of this letter, and not of us or of the relay."""
    about_us = _DOES_NOT_RELAY.search(reply.message) and not _OF_RECIPIENT.match(reply.message)
    if reply.code == _AUTHENTICATE or about_us:
        return False
    return step.of_letter or bool(_TOO_LARGE.match(reply.message))
