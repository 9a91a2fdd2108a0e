"""Ledger: the durable record of every letter's state, and of who wants none.

Rule: a move is committed, and its receipt synced before that, when its answer is there; whoever waits for that
before acting on it can be killed at any instant and the books still balance. A ledger that is missing, empty or
damaged while a run is known refuses: it never means that nobody has got anything.
"""

from composer.ledger.answer import Answer
from composer.ledger.copies import has_ledger, write_backup
from composer.ledger.interface import Books, ErasedLetter, ImpossibleMove, Ledger
from composer.ledger.opening import open_ledger, read_ledger
from composer.ledger.put_away import erase_backup, erase_set_aside, holds_person
from composer.ledger.rebuilding import rebuild
from composer.ledger.restoring import restore

__all__ = [
    "Answer",
    "Books",
    "ErasedLetter",
    "ImpossibleMove",
    "Ledger",
    "erase_backup",
    "erase_set_aside",
    "has_ledger",
    "holds_person",
    "open_ledger",
    "read_ledger",
    "rebuild",
    "restore",
    "write_backup",
]
