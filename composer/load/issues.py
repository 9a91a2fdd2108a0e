"""issues/NUMBER.yaml: all of them, read again only when they change."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from composer.collector import without_collector
from composer.load.days import UNDATED
from composer.load.document import read_document
from composer.load.scalars import slug_of
from composer.load.schema import id_by_line
from composer.load.tree import Mapping, Scalar
from composer.model import Issue, Item, ToolEntry
from composer.problems import Level, Problem, shown
from composer.text import Place

# Of all texts of an issue: Gmail cuts a letter off at 102 KB of HTML.
MAX_TEXT = 40_000
_NAME = re.compile(r"(0|[1-9][0-9]{0,5})\.yaml")
_NEARLY = re.compile(r".*[0-9].*\.(ya?ml|txt)(\.txt)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IssueFileRead:
    """What one file gave: an issue, or None when it cannot be read; and its problems.

    `sound`: it is YAML as it stands, so that each problem concerns its own item only.
    """

    number: int
    file: str
    issue: Issue | None
    problems: tuple[Problem, ...]
    sound: bool


@dataclass(slots=True)
class IssueShelf:
    """The issues of a workspace. Reading again rereads only files whose stamp has changed."""

    root: Path
    _read: dict[str, tuple[tuple[int, int, int], IssueFileRead]] = field(default_factory=dict)

    def read(self) -> tuple[list[IssueFileRead], list[Problem]]:
        """Every issue file by number, and problems of file names."""
        folder = self.root / "issues"
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        numbered = {int(match[1]): name for name in names if (match := _NAME.fullmatch(name))}
        with without_collector():
            reads = [self._one(number, numbered[number]) for number in sorted(numbered)]
        return _dated(reads), [
            _misnamed(name) for name in names if not _NAME.fullmatch(name) and _NEARLY.fullmatch(name)
        ]

    def _one(self, number: int, name: str) -> IssueFileRead:
        path = self.root / "issues" / name
        try:
            status = path.stat()
        except OSError:  # a link to nowhere, or gone since the folder was listed
            return read_issue(path, f"issues/{name}", number)
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        known = self._read.get(name)
        if known is None or known[0] != stamp:
            known = stamp, read_issue(path, f"issues/{name}", number)
            self._read[name] = known
        return known[1]


def _misnamed(name: str) -> Problem:
    fix = "Name an issue by its number, like 391.yaml, or move the file out of issues/."
    return Problem(Place(f"issues/{name}", 1, 1), "issue-name", "this file is not read as an issue", fix, Level.WARNING)


def read_issue(path: Path, file: str, number: int) -> IssueFileRead:
    """One issue file. Never raises for what the file holds."""
    read = read_document(path, file, "issue")
    issue: Issue | None = read.value
    problems = list(read.problems)
    if issue is None:
        return IssueFileRead(number, file, None, tuple(problems), sound=False)
    if issue.number != number:
        written = read.root.entries.get("number") if isinstance(read.root, Mapping) else None
        if (
            isinstance(written, Scalar)
            and written.text.strip()
            and not any(problem.place == written.place for problem in problems)
        ):
            problems.append(
                Problem(
                    written.place,
                    "number-file",
                    f"the number {issue.number} does not match the file's name",
                    f"Write number: {number}, or name the file {issue.number}.yaml.",
                )
            )
        issue = replace(issue, number=number)
    dated = read.root.entries.get("date") if isinstance(read.root, Mapping) else None
    if dated is not None:
        issue = replace(issue, place=dated.place)
    issue, long = _readable(issue)
    problems += long
    problems += _nameless(issue)
    problems += _same_ids(issue)
    return IssueFileRead(number, file, issue, tuple(problems), read.sound and issue.date != UNDATED)


_WEEK = datetime.timedelta(weeks=1)


def _dated(reads: list[IssueFileRead]) -> list[IssueFileRead]:
    """The reads with a day between their neighbours' for each issue whose own cannot be read."""
    dated: list[IssueFileRead] = []
    latest = datetime.date(2000, 1, 1)
    for read in reads:
        if read.issue is not None and read.issue.date == UNDATED:
            later = [other.issue.date for other in reads if other.issue and other.number > read.number]
            soonest = min((day for day in later if day > latest), default=datetime.date.max)
            read = replace(read, issue=replace(read.issue, date=min(latest + _WEEK, soonest - datetime.timedelta(1))))
        if read.issue is not None:
            latest = max(latest, read.issue.date)
        dated.append(read)
    return dated


def _readable(issue: Issue) -> tuple[Issue, list[Problem]]:
    """The issue without the texts that come after more than any mail program would show."""
    room = MAX_TEXT - len(issue.intro or "")
    cut: list[Place] = []
    items = []
    for item in issue.items:
        room -= len(item.update) + len(item.action or "")
        if room < 0:
            cut.append(item.update.place)
            item = replace(item, update=item.update.cut(0, 0), action=None)
        items.append(item)
    tools = []
    for tool in issue.tools:
        room -= len(tool.note or "")
        if room < 0 and tool.note:
            cut.append(tool.note.place)
            tool = replace(tool, note=None)
        tools.append(tool)
    message = f"the texts of the issue have more than {MAX_TEXT:,} characters together"
    fix = "Shorten them, or link to the rest: mail programs cut a longer letter off."
    problems = [Problem(place, "text-long", message, fix) for place in cut[:1]]
    return replace(issue, items=tuple(items), tools=tuple(tools)), problems


def _nameless(issue: Issue) -> Iterator[Problem]:
    """A title without a Latin letter or digit makes no id, and later issues could not speak of the item."""
    entries: list[Item | ToolEntry] = [*issue.items, *issue.tools]
    for entry in entries:
        if entry.title and entry.id == id_by_line(entry.place):
            message = "no id can be made of this title"
            yield Problem(entry.title.place, "id-missing", message, "Add a line for it, like id: spring-meeting.")


def _same_ids(issue: Issue) -> Iterator[Problem]:
    """One id, one item; and one tool, be it an item's resource or an entry of `tools`."""
    items: dict[str, Item | ToolEntry] = {}
    for item in issue.items:
        if item.id in items:
            yield _repeated(item, items[item.id])
        items.setdefault(item.id, item)
    tools: dict[str, Item | ToolEntry] = {item.id: item for item in issue.items if item.resource}
    for tool in issue.tools:
        if tool.id in tools:
            yield _repeated(tool, tools[tool.id])
        tools.setdefault(tool.id, tool)


def _repeated(entry: Item | ToolEntry, first: Item | ToolEntry) -> Problem:
    message = f"the id {entry.id} is used a second time; the first is on line {first.place.line}"
    fix = f"Give one of them another id, like id: {entry.id[:55]}-2."
    if slug_of(entry.title) == entry.id == slug_of(first.title):  # nobody chose it
        kinds = "two tools" if isinstance(first, ToolEntry) else "an item and a tool"
        kinds = "two items" if isinstance(entry, Item) else kinds
        alike = "the same title" if entry.title == first.title else "titles too much alike"
        message = f"{kinds} have {alike}: {shown(entry.title)}; the first is on line {first.place.line}"
        fix = f"Change one of the titles, or give one of the two an id of its own, like id: {entry.id[:55]}-2."
    return Problem(entry.place, "id-repeated", message, fix, item=entry.id)
