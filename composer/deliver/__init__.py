"""Deliver: hand letters to a relay, or to the outbox, and keep the books of who got one."""

from composer.deliver.dialogue import Connection
from composer.deliver.engine import Ending, Why, deliver
from composer.deliver.envelope import envelope_of
from composer.deliver.outbox import (
    TEST,
    OutboxBooks,
    Rehearsal,
    erase_letters,
    is_rehearsing,
    last_rehearsal,
    letters_to,
    rehearse,
)
from composer.deliver.password import FILE_VARIABLE, relay_password
from composer.deliver.relay import RELAY_VARIABLE, Relay, RelayDown, read_relay

__all__ = [
    "FILE_VARIABLE",
    "RELAY_VARIABLE",
    "TEST",
    "Connection",
    "Ending",
    "OutboxBooks",
    "Rehearsal",
    "Relay",
    "RelayDown",
    "Why",
    "deliver",
    "envelope_of",
    "erase_letters",
    "is_rehearsing",
    "last_rehearsal",
    "letters_to",
    "read_relay",
    "rehearse",
    "relay_password",
]
