"""What the rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from composer.model import Audience, Edition, Issue, Item, Programme
from composer.problems import Problem, nearest, shown
from composer.text import Text


@dataclass(frozen=True, slots=True)
class Subject:
    """An edition with what it was made of: the issues by number, the programme and, where known, its audience."""

    edition: Edition
    issues: Mapping[int, Issue]
    programme: Programme
    audience: Audience | None = None

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


_CODES = {
    "network": "network-unknown",
    "contact": "contact-unknown",
    "workstream": "workstream-unknown",
    "item": "item-unknown",
    "tool": "tool-unknown",
}


def unknown(
    kind: str, name: Text, known: Iterable[str], otherwise: str, item: str | None = None, file: str = ""
) -> Problem:
    """A name that stands for nothing.

    Args:
        kind: what it should be the name of.
        name: the name.
        known: the names there are.
        otherwise: the remedy when it resembles none of them.
        item: the id of the item that names it.
        file: where the names are; if there are none at all, an error in it explains everything.
    """
    known = list(known)
    near = nearest(name, known)
    fix = f"Did you mean {near}?" if near else otherwise
    unless = {str(name.place)} if known or not file else {str(name.place), file}
    message = f"there is no {kind} {shown(name)}"
    return Problem(name.place, _CODES[kind], message, fix, item=item, unless=frozenset(unless))
