"""An edition: the issue merged with reminders, tools, dates and contacts; what a reader gets."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from composer.model.issue import Event, Issue, Item, Seen
from composer.model.people import Contact
from composer.text import Text


@dataclass(frozen=True, slots=True)
class News:
    """An item of this issue, and the networks that see it."""

    item: Item
    seen: Seen

    @property
    def key(self) -> str:
        """What tells it from everything else in the edition."""
        return f"news {self.item.id}"


@dataclass(frozen=True, slots=True)
class Reminder:
    """An earlier item that is still current.

    `until` is the last day of the unbroken run of days on which it is; `before` the later date it is
    back for, in which case it is printed short; `reason` says in words why it is here.
    """

    item: Item
    issue: int
    date: datetime.date
    until: datetime.date
    reason: str
    seen: Seen
    before: Event | None = None

    @property
    def key(self) -> str:
        """What tells it from everything else in the edition."""
        return f"reminder {self.item.id}"

    @property
    def title(self) -> Text:
        """Its heading: the item's, or what the date it is back for is about."""
        return (self.before and self.before.what) or self.item.title


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item of the last year that is neither news nor a reminder this week, and why."""

    item: Item
    issue: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tool:
    """An entry of the rolling tools-and-templates list."""

    id: str
    title: Text
    issue: int
    seen: Seen
    url: Text | None = None
    publisher: Text | None = None
    published: datetime.date | None = None
    note: Text | None = None
    pin: str | None = None
    new: bool = False
    allow: tuple[Text, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from everything else in the edition."""
        return f"tool {self.id}"


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A date still to come. Its id is ITEM-1, ITEM-2 in the order of the item's dates."""

    id: str
    event: Event
    item: Item
    issue: int
    seen: Seen

    @property
    def key(self) -> str:
        """What tells it from everything else in the edition."""
        return f"date {self.id}"

    @property
    def title(self) -> Text:
        """What it is about: its own words, or the item's title."""
        return self.event.what or self.item.title


Entry = News | Reminder | Tool | KeyDate
E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole edition, or, after `showing`, one variant of it.

    `subject` is filled in; `intro` is Markdown; `programme` holds every contact by id, in file order.
    """

    issue: Issue
    subject: str
    intro: Text | None
    news: tuple[News, ...]
    reminders: tuple[Reminder, ...]
    left_out: tuple[LeftOut, ...]
    tools: tuple[Tool, ...]
    dates: tuple[KeyDate, ...]
    programme: Mapping[str, Contact]

    @property
    def entries(self) -> Iterator[Entry]:
        """Everything in it that is for some people and perhaps not for others."""
        yield from self.news
        yield from self.reminders
        yield from self.tools
        yield from self.dates

    @property
    def items(self) -> Iterator[Item]:
        """The items printed, news first."""
        yield from (entry.item for entry in self.news)
        yield from (entry.item for entry in self.reminders)

    @property
    def markdown(self) -> Iterator[tuple[Text, str | None]]:
        """Each piece of Markdown printed, and the id of the item or tool it belongs to."""
        if self.intro:
            yield self.intro, None
        for item in self.items:
            yield item.update, item.id
            if item.action:
                yield item.action, item.id
        for tool in self.tools:
            if tool.note:
                yield tool.note, tool.id

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Those named by news and reminders first, then the rest of the programme's."""
        named = dict.fromkeys(str(name) for item in self.items for name in item.contacts)
        order = [name for name in named if name in self.programme]
        order += [name for name in self.programme if name not in named]
        return tuple(self.programme[name] for name in order)

    @property
    def preheader(self) -> str:
        """The line an inbox shows after the subject: the issue's own, or its first items' titles."""
        if self.issue.preheader:
            return str(self.issue.preheader)
        return _first_titles([str(entry.item.title) for entry in self.news])

    def showing(self, keys: Collection[str]) -> Edition:
        """The edition with only those entries whose keys are given: one variant of it."""
        return replace(
            self,
            news=_kept(self.news, keys),
            reminders=_kept(self.reminders, keys),
            tools=_kept(self.tools, keys),
            dates=_kept(self.dates, keys),
        )


_PREHEADER_LENGTH = 130  # characters; inboxes show 40 to 130


def _first_titles(titles: list[str]) -> str:
    line = ""
    for title in titles:
        longer = f"{line} · {title}" if line else title
        if len(longer) > _PREHEADER_LENGTH:
            break
        line = longer
    if not line and titles:
        line = titles[0][:_PREHEADER_LENGTH].rsplit(" ", 1)[0]
    return line


def _kept(entries: Iterable[E], keys: Collection[str]) -> tuple[E, ...]:
    return tuple(entry for entry in entries if entry.key in keys)
