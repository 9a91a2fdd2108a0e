"""What can be wrong, in two kinds.

A fault in somebody's data is a `Problem`: a value, collected, so that one run tells all of them.
A fault in how the program is used or set up is raised:

    ComposerError                      exit 1  the data has errors
      UsageError                       exit 2  wrong usage or settings
      LedgerError                      exit 4  the ledger refuses
      pipeline.edition.UnreadableError exit 1 or 2, with the problems that say why
      render.Unmailable                one person's address; the others get their letters

Rule: every code has a section in docs/problems.md and a case in tests/problems.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from composer.text import Place


class Level(StrEnum):
    """How bad it is: an error stops `send`, a warning does not, and what is only for information never counts."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where, what was found, what to write instead.

    `code` is the anchor of its section in docs/problems.md; `item` the id of the item it is about.
    `unless` holds files, or places in them, whose own errors explain it, where there are any. `about` quotes a row of
    somebody on a list: it is told on a terminal, and kept nowhere.
    """

    place: Place
    code: str
    message: str
    fix: str
    level: Level = Level.ERROR
    item: str | None = None
    unless: frozenset[str] = frozenset()
    about: str = ""

    @property
    def words(self) -> str:
        """What was found and what to do, in sentences that name nobody."""
        return self.sentences(self.message)

    @property
    def naming(self) -> str:
        """What was found, with what it is about."""
        return f"{self.message}: {self.about}" if self.about else self.message

    def sentences(self, found: str) -> str:
        """What was found, in these words, and what to do."""
        return f"{found.rstrip('.')}. {self.fix}"

    def __str__(self) -> str:
        return f"{self.place}: {self.level}: {self.words} [{self.code}]"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error."""
    return any(problem.level is Level.ERROR for problem in problems)


def in_order(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems by file, line and column, each once, without those that follow from another."""
    told = dict.fromkeys(problems)
    errors = [problem.place for problem in told if problem.level is Level.ERROR and not problem.unless]
    faulty = {place.file for place in errors} | {str(place) for place in errors}
    causes = (problem for problem in told if not problem.unless & faulty)
    return iter(sorted(causes, key=_standing))


def _standing(problem: Problem) -> tuple[str, int, int, str]:
    return problem.place.file, problem.place.line, problem.place.column, problem.code


def shown(words: str) -> str:
    """Words of a file as a message quotes them: short, and on one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_QUOTED else line[: _LONGEST_QUOTED - 1] + "…"


_LONGEST_QUOTED = 60


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelt one was most likely meant to be."""
    close = difflib.get_close_matches(word[:_LONGEST_WORD], list(islice(known, _MOST_KNOWN)), 1, cutoff=0.6)
    return close[0] if close else None


_LONGEST_WORD = 80  # comparing is quadratic in the length
_MOST_KNOWN = 500  # to compare with, for a misspelling here and there


INCOMPLETE = 3  # exit code: sending is incomplete


class ComposerError(Exception):
    """The data has errors."""

    exit_code = 1


class UsageError(ComposerError):
    """The command or the settings cannot be used as they are."""

    exit_code = 2


class LedgerError(ComposerError):
    """The ledger refuses: it is damaged, missing, held by another sender, or cannot be written."""

    exit_code = 4


def printable(words: str) -> str:
    """Words in which nothing commands the terminal: a file's name may hold what clears the screen."""
    return COMMANDING.sub(lambda found: found[0].encode("unicode_escape").decode(), words)


# Controls but tab and line feed, and what turns the direction of writing.
COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
