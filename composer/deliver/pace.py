"""How many letters leave in a minute: a token bucket that holds hardly more than one.

Rule: letters begin evenly spaced. In no stretch of time do more begin than its share of `per_minute`, and one, and
what a second's lateness makes up for.
"""

from __future__ import annotations

LATE = 1.0  # seconds: how far behind its time a letter may begin and the next ones still keep theirs


class Bucket:
    """Says when the next letter may begin, in the loop's seconds. `per_minute` 0: at once."""

    def __init__(self, per_minute: int) -> None:
        self._apart = 60 / per_minute if per_minute else 0.0
        self.next_at = 0.0

    def is_ready(self, seconds: float) -> bool:
        """Whether a letter may begin now."""
        return seconds >= self.next_at

    def take(self, seconds: float) -> None:
        """A letter begins now."""
        self.next_at = max(self.next_at, seconds - LATE) + self._apart
