"""The issue among the others: numbers and dates rise together, and it has something to say."""

from __future__ import annotations

from collections.abc import Iterator

from composer.check.subject import Subject
from composer.problems import Level, Problem


def numbers_and_dates_rise(subject: Subject) -> Iterator[Problem]:
    """An issue with a smaller number has an earlier date."""
    issue = subject.issue
    before = [other for number, other in sorted(subject.issues.items()) if number < issue.number]
    for other in [other for other in before if other.date >= issue.date][-1:]:
        message = f"issue {issue.number} is dated {issue.date}, issue {other.number} {other.date}"
        fix = "Correct the date or the number: both rise from issue to issue."
        yield Problem(issue.place, "issue-order", message, fix)


def something_is_new(subject: Subject) -> Iterator[Problem]:
    """An issue has items."""
    if not subject.issue.items:
        fix = "Add an item under `items`."
        place = subject.issue.place
        unless = frozenset([place.file])
        yield Problem(place, "news-none", "the issue has no items", fix, Level.WARNING, unless=unless)
