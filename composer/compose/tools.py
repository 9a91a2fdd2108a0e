"""The rolling tools-and-templates list (design section 4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from composer.compose.memory import Memory
from composer.model import Issue, Tool
from composer.settings import ToolRules


def tools_of(issue: Issue, memory: Memory, rules: ToolRules) -> tuple[Tool, ...]:
    """The list as `issue` shows it; `memory` has taken the issue's tools."""
    while_new = datetime.timedelta(weeks=rules.weeks)
    # In the order announced: oldest issue first, within an issue as written.
    tools = [
        replace(tool, new=memory.first_announced[tool.id] == issue.number)
        for tool in memory.tools.values()
        if tool.pin or issue.date <= memory.announced_on[tool.id] + while_new
    ]
    rolling = _newest_first((tool for tool in tools if not tool.pin), memory)
    return (*_pinned(tools, "top"), *rolling[: rules.limit], *_pinned(tools, "bottom"))


def _pinned(tools: Iterable[Tool], where: str) -> list[Tool]:
    return [tool for tool in tools if tool.pin == where]


def _newest_first(tools: Iterable[Tool], memory: Memory) -> list[Tool]:
    """By the day published, or else announced; those of one day in the order announced (sorting is stable)."""
    return sorted(tools, key=lambda tool: tool.published or memory.announced_on[tool.id], reverse=True)
