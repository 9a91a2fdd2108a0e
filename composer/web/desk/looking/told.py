"""What is wrong, as the page tells it: to somebody who writes an issue, beside the file of that issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from composer.pipeline.preview import Look
from composer.problems import Level, Problem, printable


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one level in one file; `file` is empty for the issue's own, which needs no saying."""

    level: Level
    file: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A heading, and the problems below it: mistakes before warnings before remarks, the issue's own file first."""

    mistakes: int
    warnings: int
    remarks: int
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, look: Look) -> Told:
        """Of what there is to see."""
        own = f"issues/{look.number}.yaml"
        groups = tuple(group for level in Level for group in _groups(look.problems, level, own))
        of = Counter(problem.level for problem in look.problems)
        return cls(of[Level.ERROR] + bool(look.fault), of[Level.WARNING], of[Level.INFO], groups)

    @property
    def heading(self) -> str:
        """How many there are of each, in words; empty without any."""
        numbers = {"mistake": self.mistakes, "warning": self.warnings, "remark": self.remarks}
        counts = (_counted(number, word) for word, number in numbers.items())
        return ", ".join(count for count in counts if count)


def _groups(problems: Iterable[Problem], level: Level, own: str) -> Iterator[Group]:
    ordered = sorted((problem for problem in problems if problem.level is level), key=lambda problem: problem.place)
    groups = [Group(level, file, tuple(of_it)) for file, of_it in groupby(ordered, lambda problem: problem.place.file)]
    yield from (Group(level, "", group.problems) for group in groups if group.file == own)
    yield from (group for group in groups if group.file != own)


def in_html(words: str) -> Markup:
    """A problem's words as sentences: what is `written so` is as in the file."""
    words = printable(words)
    if words.partition(" ")[0].isalpha():  # a file's name stays as it is
        words = words[0].upper() + words[1:]
    pieces = words.split("`")
    said = (Markup("<code>{}</code>").format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces))
    return Markup("").join(said) if len(pieces) % 2 else escape(words)


def _counted(count: int, word: str) -> str:
    return f"{count} {word if count == 1 else f'{word}s'}" if count else ""
