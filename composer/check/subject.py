"""What the rules look at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from composer.check.membership import SharedAddress, ShareLeft
from composer.check.story import Story, stories_of
from composer.model import Answer, Audience, ClientSupport, Edition, Issue, Item, Page, Programme, Vocabulary


@dataclass(frozen=True)
class Subject:
    """An edition with what it was made of: the issues by number, the programme and, where known, its audience."""

    edition: Edition
    issues: Mapping[int, Issue]
    programme: Programme
    audience: Audience | None = None
    knows_people: bool = True  # False in a copy without any list, as lists need not be in git
    pages: tuple[Page, ...] = ()  # as rendered; none where nothing was
    unmade: str = ""  # why nothing could be, a line for each fault
    support: ClientSupport | None = None  # comes with pages
    vocabulary: Vocabulary | None = None  # None: words are not looked up
    today: datetime.date | None = None  # where it is about to be sent
    answers: Mapping[str, Answer] = field(default_factory=dict)
    left: Mapping[str, ShareLeft] = field(default_factory=dict)  # by network, where it is known who left
    shared: tuple[SharedAddress, ...] = ()

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """Everything printed, in reading order."""
        return tuple(stories_of(self.edition, {number: issue.date for number, issue in self.issues.items()}))

    @property
    def issue(self) -> Issue:
        """The issue itself."""
        return self.edition.issue

    @property
    def earlier(self) -> list[Issue]:
        """The issues before it, newest last."""
        return [
            issue
            for number, issue in sorted(self.issues.items())
            if number < self.issue.number and issue.date < self.issue.date
        ]

    @property
    def printed(self) -> Iterator[tuple[Item, Issue]]:
        """Each item printed and the issue it is from."""
        for news in self.edition.news:
            yield news.item, self.issue
        for reminder in self.edition.reminders:
            yield reminder.item, self.issues[reminder.issue]
