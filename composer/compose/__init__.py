"""Compose: an issue, merged with what is still current of the issues before it.

Rule: pure. The same issue, earlier issues, settings and contacts always give the same edition.
"""

from __future__ import annotations

from collections.abc import Iterable

from composer.compose.dates import dates_of
from composer.compose.memory import Memory
from composer.compose.reminders import LOOK_BACK, left_out_of, reminders_of
from composer.compose.tools import tools_of
from composer.compose.words import long_date
from composer.model import Edition, Issue, News, Programme
from composer.settings import Settings

__all__ = ["compose"]


def compose(issue: Issue, others: Iterable[Issue], programme: Programme) -> Edition:
    """The edition of `issue`. Of `others`, those with a smaller number and date count as earlier."""
    settings = programme.settings
    earlier = sorted(
        (other for other in others if other.number < issue.number and other.date < issue.date),
        key=lambda other: other.number,
    )
    memory = Memory(settings.reminders)
    recently: set[str] = set()
    for past in earlier:
        memory.heed(past)
        if past.date >= issue.date - LOOK_BACK:
            memory.forget_before(past.date)
            recently.update(reminder.item.id for reminder in reminders_of(past, memory))
        memory.take(past)
        memory.take_tools(past)
    memory.heed(issue)
    memory.take_tools(issue)
    reminders = reminders_of(issue, memory)
    return Edition(
        issue=issue,
        subject=_subject(issue, settings),
        intro=issue.intro or settings.intro,
        news=tuple(News(item, issue.seen_of(item)) for item in issue.items),
        reminders=tuple(reminders),
        left_out=tuple(left_out_of(issue, memory, reminders, recently)),
        tools=tools_of(issue, memory, settings.tools),
        dates=dates_of(issue, memory, reminders),
        programme=programme.contacts,
    )


def _subject(issue: Issue, settings: Settings) -> str:
    words = {"{number}": str(issue.number), "{date}": long_date(issue.date), "{name}": settings.name}
    subject = str(issue.subject or settings.subject)
    for placeholder, value in words.items():
        subject = subject.replace(placeholder, value)
    return subject
