"""Asking without being a burden: a machine hears one request at a time, and has a pause between two."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from composer.follow.targets import Unfollowed
from composer.model import Leads


@dataclass(frozen=True, slots=True)
class Time:
    """How it passes: as it does, but in tests."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Manners:
    """Whose turn it is, and which sites are left alone from now on. May be asked by several threads."""

    def __init__(self, pause: float, silences: int, time: Time | None = None) -> None:
        self._pause = pause
        self._time = time or Time()
        self._silences = silences
        self._lock = Lock()
        self._turns: defaultdict[str, Lock] = defaultdict(Lock)
        self._quiet_until: dict[str, float] = {}
        self._left_alone: dict[str, Unfollowed] = {}
        self._silent: Counter[str] = Counter()

    @contextmanager
    def turn(self, machine: str, until: float) -> Iterator[None]:
        """A machine's only request for now; waits for the one before it and the pause.

        Raises:
            Unfollowed: its turn would come after `until`, a moment of time.monotonic.
        """
        with self._lock:
            turn = self._turns[machine]
        if not turn.acquire(timeout=max(0, until - self._time.monotonic())):
            raise out_of_time()
        try:
            now = self._time.monotonic()
            begin = max(now, self._quiet_until.get(machine, now))
            if begin >= until:
                raise out_of_time()
            self._time.sleep(begin - now)
            yield
        finally:
            self._quiet_until[machine] = self._time.monotonic() + self._pause
            turn.release()

    def refuse(self, site: str) -> None:
        """Do not go on where it has been in vain.

        Raises:
            Unfollowed: what it was the last time.
        """
        why = self._left_alone.get(site)
        if why:
            raise Unfollowed(why.answer.leads, why.answer.why, of_host=True)

    def note(self, site: str, why: Unfollowed) -> None:
        """Leave a site alone if that was the site's doing, or if it has been silent often enough."""
        with self._lock:
            self._silent[site] += 1
            if why.of_host or self._silent[site] >= self._silences:
                self._left_alone[site] = why


def out_of_time() -> Unfollowed:
    """What becomes of a link that is not asked any more."""
    return Unfollowed(Leads.UNASKED, "there was no time left")
