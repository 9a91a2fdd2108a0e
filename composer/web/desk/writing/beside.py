"""Which field of the forms a problem is about, by the line of the file that it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from composer.pipeline.writing import Draft, ItemFields
from composer.problems import Level, Problem
from composer.web.desk.writing.wording import in_form, is_shown_otherwise

WHOLE = ""  # of a problem that is about no field of its own

# By the field's name; a date's is `dates-0`, and `dates-0-url` where it is about one field of it, as is `resource-url`.
Told = Mapping[str, tuple[Problem, ...]]

DATE_PARTS = ("day", "to", "at", "until", "what", "where", "url")
RESOURCE_PARTS = ("title", "url", "publisher", "published")

_KEY = re.compile(r"\s*(?:-\s+)?([A-Za-z_]+)\s*:")
_ENTRY = re.compile(r"\s*-\s")
_INNER_KEY = re.compile(r"(?:^\s*(?:-\s+)?|[{,]\s*)([a-z]+):(?:\s|$)")
_WHOLE_LINE = 1_000_000  # columns
_CLOCK = re.compile(r"\d{1,2}[:.]\d")


@dataclass(frozen=True, slots=True)
class Beside:
    """The problems of an issue's file: those of its own fields, and those of each item by its index.

    `levels` says of each line of the file with a problem how bad the worst is.
    """

    head: Told = field(default_factory=dict)
    items: Mapping[int, Told] = field(default_factory=dict)
    levels: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, problems: Iterable[Problem], draft: Draft) -> Beside:
        """Those that concern this file, each where it belongs."""
        lines = draft.text.split("\n")
        spans = list(_spans(draft.items, lines))
        head: dict[str, list[Problem]] = defaultdict(list)
        items: dict[int, dict[str, list[Problem]]] = defaultdict(lambda: defaultdict(list))
        levels: dict[int, str] = {}
        own = [problem for problem in problems if problem.place.file == draft.file]
        for problem in sorted(own, key=lambda problem: list(Level).index(problem.level)):
            levels.setdefault(problem.place.line, problem.level)
            item = next((item for item, span in spans if problem.place.line in span), None)
            if item:
                items[item.index][_part(lines, item.line, problem)].append(in_form(problem))
            elif not is_shown_otherwise(problem):
                head[_key(lines, problem.place.line)].append(problem)
        return cls(_frozen(head), {index: _frozen(told) for index, told in items.items()}, levels)


def _frozen(told: Mapping[str, list[Problem]]) -> Told:
    return {part: tuple(problems) for part, problems in told.items()}


def _spans(items: Iterable[ItemFields], lines: list[str]) -> Iterator[tuple[ItemFields, range]]:
    """Each item with the lines that it stands on, from 1; the last ends where the next key of the issue begins."""
    ordered = sorted(items, key=lambda item: item.line)
    if not ordered:
        return
    for item, following in pairwise(ordered):
        yield item, range(item.line, following.line)
    last = ordered[-1]
    end = next((at for at, line in enumerate(lines[last.line :], last.line + 1) if line[:1].isalpha()), len(lines) + 1)
    yield last, range(last.line, end)


def _part(lines: list[str], begins: int, problem: Problem) -> str:
    """The field of an item that begins on a line which another line of it belongs to."""
    column = _column(lines[begins - 1]) if begins <= len(lines) else 0
    for at in range(min(problem.place.line, len(lines)), begins - 1, -1):
        found = _KEY.match(lines[at - 1])
        if found and found.start(1) == column:
            return _field(found[1], lines, at, problem)
    return WHOLE


def _field(key: str, lines: list[str], begins: int, problem: Problem) -> str:
    """A key of an item, and which part of its value it is where that has parts."""
    if key == "dates":
        row = _row(lines, begins, problem.place.line)
        part = _part_of_date(lines, begins, problem)
        return f"{row}-{part}" if part in DATE_PARTS else row
    if key == "resource":
        part = "title" if problem.code == "key-missing" else _inner_key(lines, begins, problem)
        return f"{key}-{part}" if part in RESOURCE_PARTS else key
    return key


def _row(lines: list[str], begins: int, line: int) -> str:
    """Which date it is of those that follow."""
    entries = sum(1 for words in lines[begins:line] if _ENTRY.match(words))
    return f"dates-{max(entries - 1, 0)}"


def _part_of_date(lines: list[str], begins: int, problem: Problem) -> str:
    """Which field of a date, written in keys or in a line."""
    if problem.code == "date-keys":
        return "day"
    key = _inner_key(lines, begins, problem)
    if key:
        return "day" if key in ("on", "by") else key
    line, at = lines[problem.place.line - 1], problem.place.column - 1
    if before := line[:at].count("|"):
        return {1: "what", 2: "where"}.get(before, "")
    return "at" if _CLOCK.match(line[at:]) else "day"


def _inner_key(lines: list[str], begins: int, problem: Problem) -> str:
    """The key of a part that a problem is at, or after; empty where the part is written without keys."""
    end = problem.place.column + 1
    for at in range(problem.place.line, begins - 1, -1):
        words = lines[at - 1]
        found = [key for key in _INNER_KEY.finditer(words) if key.start(1) < end]
        if found:
            return found[-1][1]
        if _ENTRY.match(words):
            break
        end = _WHOLE_LINE
    return ""


def _column(line: str) -> int:
    """Where the keys of an item begin, after its dash."""
    dashed = re.match(r"\s*-\s+", line)
    return dashed.end() if dashed else len(line) - len(line.lstrip())


def _key(lines: list[str], line: int) -> str:
    """The issue's own key that a line belongs to."""
    for at in range(min(line, len(lines)), 0, -1):
        if lines[at - 1][:1].isalpha() and (found := _KEY.match(lines[at - 1])):
            return found[1]
    return WHOLE
