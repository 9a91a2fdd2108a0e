"""Every address of the web that an edition prints, in its text or as a value of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.markdown.places import links
from composer.model import Edition, Event, Item, Reminder
from composer.settings import Settings
from composer.text import Place, Text

# What every link has: looking for one in earnest takes time.
MAY_LINK = re.compile(r"\]\(|\]:|<")
_OF_THE_WEB = re.compile(r"\s*https?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address as typed, where it stands, and the id of the item or tool it belongs to."""

    href: str
    place: Place
    item: str | None


def web_addresses(edition: Edition, settings: Settings) -> Iterator[WebAddress]:
    """Each place where the edition links to the web, in no order."""
    for address in (*_of_settings(settings), *_of_entries(edition)):
        if _OF_THE_WEB.match(address.href):
            yield address


def _of_settings(settings: Settings) -> Iterator[WebAddress]:
    yield from _of_value(settings.website, None)
    for workstream in settings.workstreams.values():
        yield from _of_value(workstream.url, None)


def _of_entries(edition: Edition) -> Iterator[WebAddress]:
    yield from _of_text(edition.intro, None)
    for news in edition.news:
        yield from _of_item(news.item)
    for reminder in edition.reminders:
        yield from _of_reminder(reminder)
    for date in edition.dates:
        yield from _of_event(date.event, date.item.id)
    for tool in edition.tools:
        yield from _of_value(tool.url, tool.id)
        yield from _of_text(tool.note, tool.id)


def _of_reminder(reminder: Reminder) -> Iterator[WebAddress]:
    """Of one that is printed short, only its date stands in the edition."""
    if reminder.before:
        yield from _of_event(reminder.before, reminder.item.id)
    else:
        yield from _of_item(reminder.item)


def _of_item(item: Item) -> Iterator[WebAddress]:
    yield from _of_text(item.update, item.id)
    yield from _of_text(item.action, item.id)
    for event in item.dates:
        yield from _of_event(event, item.id)
    yield from _of_value(item.resource.url if item.resource else None, item.id)


def _of_event(event: Event, item: str) -> Iterator[WebAddress]:
    yield from _of_value(event.url, item)


def _of_text(text: Text | None, item: str | None) -> Iterator[WebAddress]:
    if text and MAY_LINK.search(text):
        yield from (WebAddress(link.href, link.place, item) for link in links(text))


def _of_value(url: Text | None, item: str | None) -> Iterator[WebAddress]:
    if url:
        yield WebAddress(str(url), url.place, item)
