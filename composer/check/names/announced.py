"""The tools that an issue announces."""

from __future__ import annotations

from collections.abc import Iterator

from composer.model import Issue


def announced(issue: Issue) -> Iterator[tuple[str, str]]:
    """The id and title of each tool the issue announces."""
    yield from ((item.id, item.resource.title) for item in issue.items if item.resource)
    yield from ((tool.id, tool.title) for tool in issue.tools)
