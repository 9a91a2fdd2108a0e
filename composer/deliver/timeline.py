"""The time by which a run decides what is due: the wall clock as it stood at the beginning, and even from there.

Rule: a wall clock that is put forward or back during a run moves nothing; only the loop's monotonic clock does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Timeline:
    """Converts between the loop's seconds and moments in the books."""

    def __init__(self, start: datetime, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._began = seconds()
        self._start = start.astimezone(UTC).replace(microsecond=0)

    @property
    def seconds(self) -> float:
        """The loop's time."""
        return self._seconds()

    def now(self) -> datetime:
        """This moment, as the books have it: to the second."""
        return self._start + timedelta(seconds=int(self.seconds - self._began))

    def when(self, moment: datetime) -> float:
        """The loop's time at a moment of the books, rounded up to where `now` is surely past it."""
        return self._began + (moment - self._start).total_seconds() + _ROUNDING

    def not_before(self, moment: datetime) -> None:
        """Go forward to a moment, if it is not reached yet."""
        self._start += max(moment.replace(microsecond=0) - self.now(), timedelta())


_ROUNDING = 1e-3
