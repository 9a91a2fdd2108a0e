"""Compose: an issue, merged with what is still current of the issues before it.

Rule: pure. The same issue, earlier issues, settings and contacts always give the same edition.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from composer.compose.dates import dated, dates_of
from composer.compose.memory import Memory, Version
from composer.compose.reminders import LOOK_BACK, left_out_of, reminders_of
from composer.compose.tools import tools_of
from composer.compose.words import long_date
from composer.model import Edition, Issue, News, Programme
from composer.settings import ReminderRules, Settings

__all__ = ["Past", "compose", "past_of"]


@dataclass(frozen=True, slots=True)
class Past:
    """What the issues before one leave behind: the fold over them. Whoever takes it further takes a copy of it.

    It holds for every issue of one day that has just these before it, which `of` tells. `recently`: the ids of the last
    year's reminders; `dated`: the items with a date to come.
    """

    of: tuple[tuple[Issue, ...], datetime.date, ReminderRules]
    memory: Memory
    recently: frozenset[str]
    dated: Mapping[str, Version]


def past_of(issue: Issue, others: Iterable[Issue], programme: Programme, known: Past | None = None) -> Past:
    """What comes before `issue`: `known` where that is of the same. Of `others` as `compose` takes them."""
    earlier = sorted(
        (other for other in others if other.number < issue.number and other.date < issue.date),
        key=lambda other: other.number,
    )
    of = tuple(earlier), issue.date, programme.settings.reminders
    # Issues that were not read again are the same objects, so comparing takes no time.
    if known and known.of == of:
        return known
    memory, recently = _folded(*of)
    return Past(of, memory, recently, dated(memory, issue.date))


def _folded(earlier: Iterable[Issue], day: datetime.date, rules: ReminderRules) -> tuple[Memory, frozenset[str]]:
    memory = Memory(rules)
    recently: set[str] = set()
    for past in earlier:
        memory.heed(past)
        if past.date >= day - LOOK_BACK:
            memory.forget_before(past.date)
            recently.update(reminder.item.id for reminder in reminders_of(past, memory))
        memory.take(past)
        memory.take_tools(past)
    return memory, frozenset(recently)


def compose(issue: Issue, others: Iterable[Issue], programme: Programme, past: Past | None = None) -> Edition:
    """The edition of `issue`. Of `others`, those with a smaller number and date count as earlier.

    `past` is what `past_of` gave for something of late: it saves the time where the issues before are still the same.
    """
    settings = programme.settings
    before = past_of(issue, others, programme, past)
    memory = before.memory.copy()
    memory.heed(issue)
    memory.take_tools(issue)
    reminders = reminders_of(issue, memory)
    return Edition(
        issue=issue,
        subject=_subject(issue, settings),
        intro=issue.intro or settings.intro,
        news=tuple(News(item, issue.seen_of(item)) for item in issue.items),
        reminders=tuple(reminders),
        left_out=tuple(left_out_of(issue, memory, reminders, before.recently)),
        tools=tools_of(issue, memory, settings.tools),
        dates=dates_of(issue, memory, reminders, before.dated),
        programme=programme.contacts,
    )


def _subject(issue: Issue, settings: Settings) -> str:
    words = {"{number}": str(issue.number), "{date}": long_date(issue.date), "{name}": settings.name}
    subject = str(issue.subject or settings.subject)
    for placeholder, value in words.items():
        subject = subject.replace(placeholder, value)
    return subject
