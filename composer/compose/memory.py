"""What earlier issues leave behind: the newest version of each item, what was replaced or dropped, tools.

A fold over the issues in order. Rule: after `take(K)` it knows what issue K and all before it said.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from composer.compose.windows import Currency, currency, never_current_after
from composer.model import NEVER, Issue, Item, Seen, Tool, ToolEntry
from composer.settings import ReminderRules


@dataclass(frozen=True)
class Version:
    """An item as one issue had it. `order`: its place among that issue's items."""

    item: Item
    issue: Issue
    order: int
    rules: ReminderRules

    @property
    def seen(self) -> Seen:
        """The networks it is for."""
        return self.issue.seen_of(self.item)

    @property
    def is_never(self) -> bool:
        """Whether it said `remind: never`."""
        return self.item.remind is NEVER

    @cached_property
    def currency(self) -> Currency:
        """When it is current. Worked out when asked for: most of a long history never is."""
        return currency(self.item, self.issue.date, self.rules)


@dataclass(frozen=True, slots=True)
class Cut:
    """Why an item is no longer reminded from an issue on: another replaces it, or the issue drops it."""

    issue: int
    by: str | None

    def __str__(self) -> str:
        return f"replaced by {self.by} in issue {self.issue}" if self.by else f"dropped by issue {self.issue}"


@dataclass(slots=True)
class Memory:
    """The fold. `live` are those of `newest` that may still be current on a later day."""

    rules: ReminderRules
    newest: dict[str, Version] = field(default_factory=dict)
    live: dict[str, Version] = field(default_factory=dict)
    cut: dict[str, Cut] = field(default_factory=dict)
    tools: dict[str, Tool] = field(default_factory=dict)
    first_announced: dict[str, int] = field(default_factory=dict)
    announced_on: dict[str, datetime.date] = field(default_factory=dict)

    def copy(self) -> Memory:
        """Another of the same, that may go on by itself."""
        return Memory(
            self.rules,
            dict(self.newest),
            dict(self.live),
            dict(self.cut),
            dict(self.tools),
            dict(self.first_announced),
            dict(self.announced_on),
        )

    def heed(self, issue: Issue) -> None:
        """Take in what the issue says of earlier items."""
        for item in issue.items:
            for name in item.replaces:
                if name != item.id:
                    self.cut[name] = Cut(issue.number, item.id)
        for name in issue.drop:
            self.cut[name] = Cut(issue.number, None)

    def take(self, issue: Issue) -> None:
        """Take in the issue's own items: news again undoes what an earlier issue cut."""
        for order, item in enumerate(issue.items):
            if item.id in self.cut and self.cut[item.id].issue < issue.number:
                del self.cut[item.id]
            self.newest[item.id] = self.live[item.id] = Version(item, issue, order, self.rules)

    def take_tools(self, issue: Issue) -> None:
        """Take in what the issue announces, then what it retires."""
        for tool in _announced(issue):
            self.first_announced.setdefault(tool.id, issue.number)
            self.tools.pop(tool.id, None)  # announced again: it goes to its new place
            self.tools[tool.id] = tool
            self.announced_on[tool.id] = issue.date
        for name in issue.retire:
            self.tools.pop(name, None)

    def forget_before(self, day: datetime.date) -> None:
        """Leave out of `live` what is over for good by `day`."""
        self.live = {
            name: version
            for name, version in self.live.items()
            if not never_current_after(version.item, version.issue.date, self.rules, day)
        }


def _announced(issue: Issue) -> Iterator[Tool]:
    for item in issue.items:
        if item.resource:
            resource = item.resource
            seen = issue.seen_of(item)
            yield Tool(
                item.id,
                resource.title,
                issue.number,
                seen,
                resource.url,
                resource.publisher,
                resource.published,
                allow=item.allow,
            )
    for entry in issue.tools:
        yield _tool(entry, issue)


def _tool(entry: ToolEntry, issue: Issue) -> Tool:
    return Tool(
        id=entry.id,
        title=entry.title,
        issue=issue.number,
        seen=issue.seen,
        url=entry.url,
        publisher=entry.publisher,
        published=entry.published,
        note=entry.note,
        pin=entry.pin,
        allow=entry.allow,
    )
