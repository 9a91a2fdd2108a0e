"""Deliver: hand letters to a relay, or to the outbox, and keep the books of who got one."""

from composer.deliver.dialogue import Connection
from composer.deliver.engine import Ending, Why, deliver
from composer.deliver.envelope import envelope_of
from composer.deliver.outbox import OutboxBooks, Rehearsal, last_rehearsal, rehearse
from composer.deliver.relay import RELAY_VARIABLE, Relay, RelayDown, read_relay

__all__ = [
    "RELAY_VARIABLE",
    "Connection",
    "Ending",
    "OutboxBooks",
    "Rehearsal",
    "Relay",
    "RelayDown",
    "Why",
    "deliver",
    "envelope_of",
    "last_rehearsal",
    "read_relay",
    "rehearse",
]
