"""A run: one sending of one revision of an edition, and how each of its letters stands.

Rule: whatever a letter is made of is frozen here when the run begins, so that a letter sent again is the same to
the byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EVERY = ""  # in the place of a network's id: all of them


class State(StrEnum):
    """Where a letter stands; every person of an audience is in one of these."""

    QUEUED = "queued"
    CLAIMED = "claimed"  # taken by a sender; nothing of it has left
    HANDED_OVER = "handed_over"  # its body may be with the relay
    ACCEPTED = "accepted"  # the relay took it on: 250 after the final dot
    DEFERRED = "deferred"  # refused for now, and certainly not sent
    REJECTED = "rejected"
    IN_DOUBT = "in_doubt"  # the answer to its body was never heard
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"


def told_as(state: State) -> str:
    """A state as people are told it: being sent is one (design section 5)."""
    return "sending" if state in (State.CLAIMED, State.HANDED_OVER) else state.value


def reported(counts: Mapping[State, int]) -> dict[str, int]:
    """Counts as people are told them."""
    told: dict[str, int] = {}
    for state, count in counts.items():
        told[told_as(state)] = told.get(told_as(state), 0) + count
    return told


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the settings put into every letter of a run, beside what is rendered."""

    name: str
    sender: str
    answers_to: str
    public_url: str
    timezone: str
    networks: Mapping[str, str]  # the name of each network by its id


@dataclass(frozen=True, slots=True)
class Run:
    """One sending. `content` is a hash of all that is said; `return_path` None: the sender's own address."""

    issue: int
    revision: int
    content: str
    letterhead: Letterhead
    return_path: str | None
    relay: str
    began: datetime

    @property
    def name(self) -> str:
        """`391-1`."""
        return f"{self.issue}-{self.revision}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One person's letter in a run: what it is made of, and how it stands.

    `variant` counts from 0; `date` is the letter's own; `tries` counts the refusals that are the letter's, not the
    relay's; `reply` is why it stands so, without any address.
    """

    key: str
    address: str
    name: str
    networks: tuple[str, ...]
    variant: int
    date: datetime
    state: State = State.QUEUED
    tries: int = 0
    first_tried: datetime | None = None
    next_at: datetime | None = None
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt. `counts`: the letter was refused, not the connection it came over."""

    key: str
    state: State
    reason: str = ""
    counts: bool = True


class Why(StrEnum):
    """Why somebody gets nothing more: each is how reasons of its kind begin."""

    UNSUBSCRIBED = "unsubscribed"  # the person, by a link of theirs or by asking
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    FORGOTTEN = "forgotten"  # erased: nothing but the key is known of them
    SUPPRESSED = "by a manager"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Somebody gets nothing more by one network, or by `EVERY` one."""

    key: str
    network: str
    reason: str
    at: datetime

    @property
    def why(self) -> Why:
        """The kind of its reason."""
        return next((why for why in Why if self.reason.startswith(why.value)), Why.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Approval:
    """What somebody has approved: hashes of what is said, and for each person a hash of what they get."""

    issue: int
    subject: str
    html: str
    text: str
    people: Mapping[str, str]
    by: str
    at: datetime
