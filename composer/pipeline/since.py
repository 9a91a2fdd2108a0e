"""The edition of the week before, to tell what has changed since; composed once, as it does not change with this one.

Rule: whoever keeps a `WeekBefore` asks it from one thread at a time.
"""

from __future__ import annotations

from composer.compose import compose
from composer.compose.since import Since, since
from composer.model import Edition, Issue, Programme
from composer.pipeline.edition import Composed


class WeekBefore:
    """The edition before the one that somebody works on."""

    def __init__(self) -> None:
        self._of: tuple[tuple[Issue, ...], Programme] | None = None
        self._edition: Edition | None = None

    def since(self, composed: Composed) -> Since | None:
        """What has changed since the week before; None for the first issue there is."""
        edition = self._before(composed)
        return since(composed.edition, edition) if edition else None

    def _before(self, composed: Composed) -> Edition | None:
        number, date = composed.issue.number, composed.issue.date
        earlier = (issue for issue in composed.issues.values() if issue.number < number and issue.date < date)
        of = tuple(sorted(earlier, key=lambda issue: issue.number)), composed.programme
        if of != self._of:  # issues that were not read again are the same objects, so this takes no time
            self._of = of
            self._edition = compose(of[0][-1], of[0][:-1], composed.programme) if of[0] else None
        return self._edition
