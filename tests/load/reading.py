"""Short ways to read a text as a file of the workspace."""

from __future__ import annotations

from typing import Any

from composer.load.document import Document, interpret
from composer.load.source import Source
from composer.model import Issue, Item
from composer.problems import Problem

FILE = "issues/391.yaml"
HEAD = "number: 391\ndate: 2020-02-21\n"


def read(kind: str, text: str) -> Document:
    return interpret(kind, Source(FILE, text))


def issue_of(text: str) -> tuple[Issue, list[Problem]]:
    """The issue that a text after number and date makes."""
    found = read("issue", HEAD + text)
    assert isinstance(found.value, Issue), found.problems
    return found.value, found.problems


def item_of(text: str) -> tuple[Item, list[Problem]]:
    """The item that keys after a title and an update make."""
    lines = "".join(f"    {line}\n" for line in text.split("\n"))
    issue, problems = issue_of("items:\n  - title: News\n    update: x\n" + lines)
    return issue.items[0], problems


def sound(kind: str, text: str) -> Any:
    """The value of a text without a problem."""
    found = read(kind, text)
    assert found.problems == []
    return found.value


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]
