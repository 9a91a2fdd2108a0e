"""What is printed of one item, tool or introduction, as passages."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from composer.markdown import Passage, line, passages
from composer.model import Edition, Event, Item, Reminder, Tool
from composer.text import Text


@dataclass(frozen=True, slots=True)
class Story:
    """One entry of the edition as it is read.

    `id` is the item's or tool's, None that of the introduction; `issue` and `date` are of the issue it was written
    in. The introduction and a tool's note are `update`; `dates` holds what date lines say of what and where,
    `resource` the title of what the item brings.
    """

    id: str | None
    issue: int
    date: datetime.date
    news: bool = False
    item: Item | None = None
    tool: Tool | None = None
    title: Passage | None = None
    update: tuple[Passage, ...] = ()
    action: tuple[Passage, ...] = ()
    dates: tuple[Passage, ...] = ()
    resource: Passage | None = None

    @property
    def prose(self) -> tuple[Passage, ...]:
        """Its text, without title and dates."""
        return self.update + self.action

    @property
    def passages(self) -> Iterator[Passage]:
        """All of it, in reading order."""
        if self.title:
            yield self.title
        yield from self.prose
        yield from self.dates
        if self.resource:
            yield self.resource


def stories_of(edition: Edition, days: dict[int, datetime.date]) -> Iterator[Story]:
    """Everything printed, in reading order; `days` has the date of every issue."""
    issue = edition.issue
    if edition.intro:
        yield Story(None, issue.number, issue.date, update=passages(edition.intro))
    for news in edition.news:
        yield _whole(news.item, issue.number, issue.date, news=True)
    for reminder in edition.reminders:
        yield _short(reminder) if reminder.before else _whole(reminder.item, reminder.issue, reminder.date, news=False)
    brought = {item.id: item.resource.title for item in edition.items if item.resource}
    for tool in edition.tools:
        printed_above = brought.get(tool.id) == tool.title
        note = passages(tool.note) if tool.note else ()
        title = None if printed_above else line(tool.title)
        yield Story(tool.id, tool.issue, days[tool.issue], tool=tool, title=title, update=note)


def _whole(item: Item, issue: int, date: datetime.date, *, news: bool) -> Story:
    return Story(
        item.id,
        issue,
        date,
        news=news,
        item=item,
        title=line(item.title),
        update=passages(item.update),
        action=passages(item.action) if item.action else (),
        dates=tuple(_of_events(item.dates)),
        resource=line(item.resource.title) if item.resource else None,
    )


def _short(reminder: Reminder) -> Story:
    """One that is back before a later date: that date and nothing else of it."""
    events = (reminder.before,) if reminder.before else ()
    return Story(
        reminder.item.id,
        reminder.issue,
        reminder.date,
        item=reminder.item,
        title=line(reminder.title),
        dates=tuple(_of_events(events)),
    )


def _of_events(events: tuple[Event, ...]) -> Iterator[Passage]:
    told: list[Text | None] = [words for event in events for words in (event.what, event.where)]
    yield from (line(words) for words in told if words)
