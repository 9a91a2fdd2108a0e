"""An issue: one week's file, as written."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum

from composer.text import Place, Text

# The networks something is for; None is everyone.
Seen = frozenset[str] | None
EVERYONE: Seen = None


def meet(one: Seen, other: Seen) -> bool:
    """Whether somebody may see both of two things."""
    return one is None or other is None or not one.isdisjoint(other)


class Never(Enum):
    """`remind: never`."""

    NEVER = "never"


NEVER = Never.NEVER
# `remind`: up to a day, for so long after its issue, not at all, or (None) by the rules.
Remind = datetime.date | datetime.timedelta | Never | None


@dataclass(frozen=True, slots=True)
class Event:
    """A date line of an item: something on a day (or from `start` to `to`), or a deadline."""

    start: datetime.date
    place: Place
    deadline: bool = False
    to: datetime.date | None = None
    at: datetime.time | None = None
    until: datetime.time | None = None
    what: Text | None = None
    where: Text | None = None
    url: Text | None = None

    @property
    def end(self) -> datetime.date:
        """Its last day."""
        return self.to or self.start


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to read or use that an item brings; it joins the tools list under the item's id."""

    title: Text
    url: Text
    publisher: Text | None = None
    published: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, a file of the workspace, and the words for those who do not see it."""

    file: Text
    alt: Text


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an issue. `networks` None: for whom the issue is; `allow`: codes of problems not told of it.

    `remind_place` is that of `remind`, where it is written.
    """

    id: str
    title: Text
    place: Place
    update: Text
    action: Text | None = None
    workstream: Text | None = None
    contacts: tuple[Text, ...] = ()
    dates: tuple[Event, ...] = ()
    resource: Resource | None = None
    image: Image | None = None
    remind: Remind = None
    replaces: tuple[Text, ...] = ()
    networks: tuple[Text, ...] | None = None
    allow: tuple[Text, ...] = ()
    remind_place: Place | None = None


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """An entry of an issue's `tools`. `pin` is top, bottom or None; `allow` as of an item."""

    id: str
    title: Text
    place: Place
    url: Text | None = None
    publisher: Text | None = None
    published: datetime.date | None = None
    note: Text | None = None
    pin: str | None = None
    allow: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """One week's file. `to` None: for all networks; `place` is that of its date."""

    number: int
    date: datetime.date
    place: Place
    to: tuple[Text, ...] | None = None
    subject: Text | None = None
    preheader: Text | None = None
    intro: Text | None = None
    items: tuple[Item, ...] = ()
    drop: tuple[Text, ...] = ()
    keep: tuple[Text, ...] = ()
    tools: tuple[ToolEntry, ...] = ()
    retire: tuple[Text, ...] = ()

    @property
    def seen(self) -> Seen:
        """The networks the issue is for."""
        return EVERYONE if self.to is None else frozenset(self.to)

    def seen_of(self, item: Item) -> Seen:
        """The networks one of its items is for."""
        return self.seen if item.networks is None else frozenset(item.networks)
