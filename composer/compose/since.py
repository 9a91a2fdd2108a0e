"""What is otherwise in an edition than in the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from composer.model import Edition, KeyDate, News, Reminder, Tool
from composer.text import Text


@dataclass(frozen=True, slots=True)
class Gone:
    """What was in the edition before and is not in this one, and why."""

    title: Text
    reason: str


@dataclass(frozen=True, slots=True)
class Since:
    """What changed from an edition to the next.

    `subject`: the one before, where this one is another. `news` holds the items told for the first time, `again` those
    that the edition before had as well; `came` the reminders that were not reminders there; `went` items of either kind
    that are in this one no more. `passed` are dates that are over, `off` those not listed for another reason.
    """

    number: int
    subject: str
    news: tuple[News, ...]
    again: tuple[News, ...]
    came: tuple[Reminder, ...]
    went: tuple[Gone, ...]
    tools: tuple[Tool, ...]
    tools_gone: tuple[Gone, ...]
    dates: tuple[KeyDate, ...]
    passed: tuple[KeyDate, ...]
    off: tuple[KeyDate, ...]


def since(edition: Edition, before: Edition) -> Since:
    """What changed from the edition `before` to `edition`."""
    had = {item.id for item in before.items}
    reminded = {reminder.item.id for reminder in before.reminders}
    tools, dates = _keys(before.tools), _keys(before.dates)
    no_more = [date for date in before.dates if date.key not in _keys(edition.dates)]
    return Since(
        number=before.issue.number,
        subject="" if before.subject == edition.subject else before.subject,
        news=tuple(news for news in edition.news if news.item.id not in had),
        again=tuple(news for news in edition.news if news.item.id in had),
        came=tuple(reminder for reminder in edition.reminders if reminder.item.id not in reminded),
        went=tuple(_went(edition, before)),
        tools=tuple(tool for tool in edition.tools if tool.key not in tools),
        tools_gone=tuple(_tools_gone(edition, before)),
        dates=tuple(date for date in edition.dates if date.key not in dates),
        passed=tuple(date for date in no_more if date.event.end < edition.issue.date),
        off=tuple(date for date in no_more if date.event.end >= edition.issue.date),
    )


def _keys(entries: Iterable[Tool | KeyDate]) -> frozenset[str]:
    return frozenset(entry.key for entry in entries)


def _went(edition: Edition, before: Edition) -> Iterator[Gone]:
    here = {item.id for item in edition.items}
    reasons = {out.item.id: out.reason for out in edition.left_out}
    for item in before.items:
        if item.id not in here:
            # An item of the week before that nothing is known of stands in no issue any more.
            yield Gone(item.title, reasons.get(item.id, "taken out of its issue"))


def _tools_gone(edition: Edition, before: Edition) -> Iterator[Gone]:
    here = _keys(edition.tools)
    for tool in before.tools:
        if tool.key not in here:
            retired = tool.id in edition.issue.retire
            why = f"retired by issue {edition.issue.number}" if retired else "too old, or newer ones took its place"
            yield Gone(tool.title, why)
