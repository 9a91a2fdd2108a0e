"""The breaker: a relay that takes no letters is asked again more and more slowly.

Rule: until the relay has answered a letter over a connection, there is one connection, and one letter over it. While
it is down there is one attempt to connect at a time, and a pause of at least a second after each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from composer.deliver.dialogue import Connection

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0

# Letters in doubt, and the share of all that were handed over, from which on a relay gets no more: each one is
# somebody whom a person has to look for in its log.
DOUBTS = 20
DOUBTFUL_SHARE = 0.1

# Letters refused for good one after another in the same words, from which on these are thought to be about us: a day's
# limit, a sender who may not send. Addresses that are unknown are each their own person's.
REFUSALS = 10
_OF_RECIPIENT = re.compile(r"[0-9]{3} 5\.1\.")


_SAME_WORDS = 20  # characters: a reply's codes and how its words begin; further on it may name the person


@dataclass(slots=True, eq=False)
class Line:
    """An open connection; `proven` once the relay has answered a letter over it."""

    connection: Connection
    proven: bool = False
    busy: bool = False


class Breaker:
    """The lines that stand, how many attempts have failed in a row, and when the next may be made (loop's seconds)."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()
        self.failures = 0
        self.reason = ""
        self.since = 0.0  # when the first of the failures was
        self.next_at = 0.0
        self._connecting = False
        self._answered = 0
        self._doubts = 0
        self._refusal = ""
        self._refusals = 0

    @property
    def is_proven(self) -> bool:
        """Whether the relay takes letters, as far as is known.

        It also does where the line that proved it was closed for want of work: else all would wait for one slow letter.
        """
        return any(line.proven for line in self.lines) or bool(self._answered and self.lines and not self.failures)

    @property
    def is_down(self) -> bool:
        """Whether it has failed and nothing stands any more."""
        return bool(self.failures) and not self.lines

    @property
    def all_busy(self) -> bool:
        """Whether no line waits for a letter."""
        return all(line.busy for line in self.lines)

    def may_connect(self, seconds: float) -> bool:
        """Whether another connection may be tried now."""
        if self._connecting or seconds < self.next_at:
            return False
        return not self.lines or (self.is_proven and (not self.failures or all(line.proven for line in self.lines)))

    def connecting(self) -> None:
        """An attempt begins."""
        self._connecting = True

    def connected(self, line: Line | None) -> None:
        """The attempt has ended, with a line or without."""
        self._connecting = False
        if line:
            self.lines.add(line)

    def failed(self, reason: str, seconds: float) -> float:
        """An attempt to connect failed, or a connection before it was proven. Returns the pause in seconds."""
        if not self.failures:
            self.since = seconds
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self.failures, 10))
        self.failures += 1
        self.reason = reason
        self.next_at = seconds + pause
        return pause

    def lost_one(self) -> bool:
        """A letter is in doubt. Returns whether so many are that the relay is not to get any more."""
        self._doubts += 1
        return self._doubts >= DOUBTS and self._doubts > DOUBTFUL_SHARE * (self._doubts + self._answered)

    def refused(self, reason: str) -> bool:
        """A letter is rejected. Returns whether so many were in the same words that the relay is to get no more."""
        said = reason[:_SAME_WORDS]
        self._refusals = self._refusals + 1 if said == self._refusal else 1
        self._refusal = said
        return self._refusals >= REFUSALS and not _OF_RECIPIENT.match(reason)

    def took_one(self) -> None:
        """A letter is accepted."""
        self._refusals = 0

    def worked(self, line: Line) -> bool:
        """The relay has answered a letter over this line. Returns whether it had failed before that."""
        self._answered += 1
        if line.proven:
            return False
        line.proven = True
        had_failed = bool(self.failures)
        self.failures = 0
        return had_failed
