"""Deliver: hand letters over, and keep the books of who got one.

For now to the outbox only: a rehearsal that writes each letter to a file here.
"""

from composer.deliver.outbox import Books, Rehearsal, rehearse

__all__ = ["Books", "Rehearsal", "rehearse"]
