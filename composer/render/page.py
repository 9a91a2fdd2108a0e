"""What a template prints: the edition in the order of the page, with every date in words.

Rule: templates are handed objects with attributes, never dicts: `item.update` of a dict is a method.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from composer.calendar_names import long_date
from composer.markdown import web_address
from composer.model import Contact, Edition, Event, Item, News, Reminder, Resource, Tool
from composer.render.dates import day, time, when
from composer.render.message import Placeholders
from composer.render.pictures import Pictures, Shown
from composer.render.theme import Theme, theme_of
from composer.settings import Labels, Settings, Workstream

_LOGO_WIDTH = 200
_ICON_WIDTH = 40
_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{4,18}")
_TEXT_DIRECTION = {"ar": "rtl", "fa": "rtl", "he": "rtl", "ur": "rtl"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A workstream at the top of the page."""

    name: str
    url: str
    icon: Shown | None


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date of an item."""

    when: str
    what: str
    where: str
    url: str
    past: bool


@dataclass(frozen=True, slots=True)
class KeyDateLine:
    """A line of the key dates.

    `anchor` is its item's place on the page; where that is empty, the item is in update no `issue`. `item` is
    the item's title where the line is not clear without it.
    """

    day: str
    time: str
    title: str
    item: str
    where: str
    url: str
    anchor: str
    issue: int


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact, its place on the page, and its number as a telephone takes it (empty: not one number)."""

    anchor: str
    contact: Contact
    dial: str


@dataclass(frozen=True, slots=True)
class Section:
    """What follows the news under a heading of its own, for the list of contents."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Source:
    """The earlier issue a reminder was in."""

    number: int
    date: str


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """Something to read: a resource of an item, or a tool."""

    title: str
    url: str
    publisher: str
    published: str
    note: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """An item as news or as a reminder. `short`: only when, where and whom to ask."""

    anchor: str
    label: str
    label_url: str
    title: str
    update: str
    action: str
    picture: Shown | None
    dates: tuple[DateLine, ...]
    contacts: tuple[ContactLine, ...]
    resource: ReadingLine | None
    source: Source | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page but the pictures in its texts."""

    language: str
    direction: str
    name: str
    subject: str
    preheader: str
    number: int
    date: str
    website: str
    web_version: bool
    unsubscribe_page: bool
    reply_to: str
    postal_address: str
    logo: Shown | None
    theme: Theme
    labels: Labels
    workstreams: tuple[Heading, ...]
    intro: str
    sections: tuple[Section, ...]
    dates: tuple[KeyDateLine, ...]
    news: tuple[Story, ...]
    reminders: tuple[Story, ...]
    tools: tuple[ReadingLine, ...]
    contacts: tuple[ContactLine, ...]
    reader: Placeholders


def page_of(edition: Edition, settings: Settings, pictures: Pictures, reader: Placeholders) -> Page:
    """The page of an edition."""
    brand = settings.brand
    stories = _Stories(edition, settings, pictures)
    return Page(
        language=settings.language,
        direction=_TEXT_DIRECTION.get(settings.language[:2].lower(), "ltr"),
        name=settings.name,
        subject=edition.subject,
        preheader=edition.preheader,
        number=edition.issue.number,
        date=long_date(edition.issue.date),
        website=_link(settings.website),
        web_version=bool(settings.public_url),
        unsubscribe_page=bool(settings.public_url),
        reply_to=settings.answers_to,
        postal_address=settings.postal_address or "",
        logo=pictures.show(brand.logo, brand.logo_alt or settings.name, _LOGO_WIDTH) if brand.logo else None,
        theme=theme_of(brand.colour),
        labels=settings.labels,
        workstreams=tuple(_headings(settings, pictures)),
        intro=edition.intro or "",
        sections=tuple(_sections(edition, settings.labels)),
        dates=tuple(stories.key_dates()),
        news=tuple(stories.news(entry) for entry in edition.news),
        reminders=tuple(stories.reminder(entry) for entry in edition.reminders),
        tools=tuple(_tool(tool) for tool in edition.tools),
        contacts=tuple(map(_contact, edition.contacts)),
        reader=reader,
    )


def _sections(edition: Edition, labels: Labels) -> Iterator[Section]:
    if edition.reminders:
        yield Section("reminders", labels.reminders)
    if edition.tools:
        yield Section("tools", labels.tools)
    if edition.contacts:
        yield Section("contacts", labels.contacts)


def _headings(settings: Settings, pictures: Pictures) -> Iterator[Heading]:
    for stream in settings.workstreams.values():
        url = _link(stream.url)
        if url:
            icon = pictures.show(stream.icon, "", _ICON_WIDTH) if stream.icon else None
            yield Heading(stream.name, url, icon)


class _Stories:
    """The items of an edition made into stories."""

    def __init__(self, edition: Edition, settings: Settings, pictures: Pictures) -> None:
        self._edition = edition
        self._settings = settings
        self._pictures = pictures
        self._printed = {item.id for item in edition.items}

    def news(self, entry: News) -> Story:
        """An item of this issue."""
        return self._story(entry.item, entry.item.title)

    def reminder(self, entry: Reminder) -> Story:
        """An item of an earlier issue."""
        source = Source(entry.issue, long_date(entry.date))
        if entry.before is None:
            return self._story(entry.item, entry.title, source=source)
        return self._story(entry.item, entry.title, source=source, before=entry.before)

    def key_dates(self) -> Iterator[KeyDateLine]:
        """The dates still to come, each leading to its item."""
        year = self._edition.issue.date.year
        for date in self._edition.dates:
            yield KeyDateLine(
                day=day(date.event, year),
                time=time(date.event),
                title=date.title,
                item=date.item.title if date.event.deadline and date.event.what else "",
                where=date.event.where or "",
                url=_link(date.event.url),
                anchor=_anchor(date.item) if date.item.id in self._printed else "",
                issue=date.issue,
            )

    def _story(self, item: Item, title: str, *, source: Source | None = None, before: Event | None = None) -> Story:
        stream = self._stream(item)
        short = before is not None
        dates: Sequence[Event] = item.dates if before is None else (before,)
        picture = item.image and not short and self._pictures.show(item.image.file, item.image.alt)
        return Story(
            anchor=_anchor(item),
            label=stream.name if stream else self._label,
            label_url=_link(stream.url if stream else None),
            title=title,
            update="" if short else item.update,
            action="" if short else item.action or "",
            picture=picture or None,
            dates=tuple(self._date(event, under=title) for event in dates),
            contacts=tuple(self._contacts(item)),
            resource=None if short or item.resource is None else _reading(item.resource),
            source=source,
            short=short,
        )

    def _stream(self, item: Item) -> Workstream | None:
        streams: Mapping[str, Workstream] = self._settings.workstreams
        return streams.get(item.workstream) if item.workstream else None

    @property
    def _label(self) -> str:
        """What stands above an item of no workstream, where others have one."""
        return self._settings.labels.item if self._settings.workstreams else ""

    def _contacts(self, item: Item) -> Iterator[ContactLine]:
        programme = self._edition.programme
        return (_contact(programme[name]) for name in item.contacts if name in programme)

    def _date(self, event: Event, under: str = "") -> DateLine:
        """A date; what it is about is not said again under a heading that says it."""
        return DateLine(
            when=when(event),
            what="" if event.what is None or event.what == under else event.what,
            where=event.where or "",
            url=_link(event.url),
            past=event.end < self._edition.issue.date,
        )


def _anchor(item: Item) -> str:
    return f"item-{item.id}"


def _contact(contact: Contact) -> ContactLine:
    return ContactLine(f"contact-{contact.id}", contact, _dial(contact.phone or ""))


def _dial(phone: str) -> str:
    """The digits of a number (RFC 3966); of `01632 960001 ext. 5` or two numbers, nobody can dial them all."""
    return re.sub(r"[^+0-9]", "", phone) if _NUMBER.fullmatch(phone.strip()) else ""


def _reading(resource: Resource) -> ReadingLine:
    return ReadingLine(
        title=resource.title,
        url=_link(resource.url),
        publisher=resource.publisher or "",
        published=_published(resource.published),
    )


def _tool(tool: Tool) -> ReadingLine:
    return ReadingLine(
        title=tool.title,
        url=_link(tool.url),
        publisher=tool.publisher or "",
        published=_published(tool.published),
        note=tool.note or "",
        new=tool.new,
    )


def _published(day: datetime.date | None) -> str:
    return long_date(day) if day else ""


def _link(url: str | None) -> str:
    """An address to follow; empty for any other, so that no template makes a link of it."""
    return (url and web_address(url)) or ""
