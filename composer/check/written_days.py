"""The days that words name, as they are written: a year only where one stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from itertools import islice

from composer.calendar_names import month_of, weekday_of
from composer.check import day_patterns as patterns


class Joined(Enum):
    """How a day hangs together with the one named before it."""

    NOT = "it stands alone"
    LISTED = "5 and 12 May"
    RANGED = "5 to 12 May"


@dataclass(frozen=True, slots=True)
class Said:
    """A weekday named with a day: Monday is 0."""

    start: int
    end: int
    weekday: int


@dataclass(frozen=True, slots=True)
class Written:
    """A day as words name it, from `start` to before `end`; `year` is None where none is written."""

    start: int
    end: int
    number: int
    month: int
    year: int | None
    said: Said | None = None
    joined: Joined = Joined.NOT

    @property
    def begin(self) -> int:
        """Where it begins with its weekday."""
        return min(self.start, self.said.start) if self.said else self.start


@lru_cache(maxsize=2048)  # several rules ask for the days of a passage, and a preview does at every save
def written_days(words: str) -> tuple[Written, ...]:
    """Every day that `words` name, in reading order."""
    if not _DIGIT.search(words):
        return ()
    groups = [group for group in (*_with_months(words), *_in_figures(words)) if group]
    groups.sort(key=lambda group: (group[0].start, -group[-1].end))
    found: list[Written] = []
    for group in groups:
        if not found or group[0].begin >= found[-1].end:
            found += [_joined(words, found[-1], group[0]) if found else group[0], *group[1:]]
    return tuple(found)


_DIGIT = re.compile("[0-9]")


def _joined(words: str, before: Written, day: Written) -> Written:
    between = words[before.end : day.begin]
    if len(between) > _LONGEST_JOIN:
        return day
    if patterns.RANGING.fullmatch(between):
        return replace(day, joined=Joined.RANGED)
    return replace(day, joined=Joined.LISTED) if patterns.LISTING.fullmatch(between) else day


_LONGEST_JOIN = 12  # characters


def _in_figures(words: str) -> Iterator[list[Written]]:
    for pattern in patterns.IN_FIGURES:
        for match in islice(pattern.finditer(words), _MOST_READ):
            number, month = int(match["number"]), int(match["month"])
            if 1 <= number <= 31 and 1 <= month <= 12:
                said, _ = _weekdays_before(words, match.start())
                said += _weekday_after(match)
                weekday = said[0] if said else None
                yield [Written(match.start(), match.end(0), number, month, _year(match["year"]), weekday)]


_MOST_READ = 400  # in one passage; no text for readers has so many


def _with_months(words: str) -> Iterator[list[Written]]:
    """The days whose month is a word: it is found first, and its days before or behind it."""
    for month in islice(patterns.MONTH.finditer(words), _MOST_READ):
        numbers = patterns.DAYS_BEFORE.search(words, max(month.start() - _LONGEST_LEAD, 0), month.start())
        if numbers:
            yield _several(words, month, numbers)
        elif numbers := patterns.DAYS_AFTER.match(words, month.end()):
            days = _several(words, month, numbers)
            # "in February 14 authorities": only a year, an ordinal or a weekday make it a day.
            if re.search("[a-z]", numbers["numbers"]) or any(day.year or day.said for day in days):
                yield days


_LONGEST_LEAD = 160  # characters before a month in which its days stand


def _weekdays_before(words: str, start: int) -> tuple[list[Said], bool]:
    """The weekdays that lead up to `start`, and whether they are one in the plural."""
    lead = patterns.WEEKDAYS_BEFORE.search(words, max(start - _LONGEST_LEAD, 0), start)
    if lead is None:
        return [], False
    begin, names = lead.start("weekdays"), lead["weekdays"]
    said = [Said(begin + m.start(), begin + m.end(), weekday_of(m[0])) for m in patterns.WEEKDAY.finditer(names)]
    return said, len(said) == 1 and names.lower().endswith("days")


def _weekday_after(match: re.Match[str]) -> list[Said]:
    """The weekday in brackets behind a day."""
    return [Said(*match.span("after"), weekday_of(match["after"]))] if match["after"] else []


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    figures = written.lstrip("’'")
    return int(figures) if len(figures) == 4 else 2000 + int(figures)


def _several(words: str, month: re.Match[str], numbers: re.Match[str]) -> list[Written]:
    """The days of "Monday 5, 12 and 19 May 2020": each has the month, the year and its own weekday."""
    start, end = min(month.start(), numbers.start("numbers")), max(month.end(), numbers.end("numbers"))
    rest = patterns.YEAR_AFTER.match(words, end)
    year = _year(rest["year"] or rest["later"]) if rest else None
    said, plural = _weekdays_before(words, start)
    days = list(_numbered(numbers, start, month_of(month[0]), year))
    first = _first_day(days, prefixed=bool(said))
    if not said and patterns.LABEL.search(words, max(start - _LONGEST_LABEL, 0), start):
        first = max(first, 1)
    days = days[first:] if first else _with_weekdays(days, said, plural=plural)
    if days:
        after = _weekday_after(rest) if rest else []
        days[0] = replace(days[0], joined=Joined.NOT)
        days[-1] = replace(days[-1], end=rest.end() if rest else end, said=days[-1].said or next(iter(after), None))
    return days


_LONGEST_LABEL = 16  # characters


def _numbered(numbers: re.Match[str], start: int, month: int, year: int | None) -> Iterator[Written]:
    """The days of a list of numbers; the first begins at `start`, where its month may stand."""
    offset = numbers.start("numbers")
    for found in patterns.A_DAY.finditer(numbers["numbers"]):
        said = None
        if found["weekday"]:
            said = Said(offset + found.start("weekday"), offset + found.end("weekday"), weekday_of(found["weekday"]))
        begin = offset + found.start("number") if found.start() else start
        joined = _how(found["joining"]) if found["joining"] else Joined.NOT
        yield Written(begin, offset + found.end(), int(found["number"]), month, year, said, joined)


def _how(joining: str) -> Joined:
    return Joined.RANGED if patterns.RANGING.fullmatch(joining) else Joined.LISTED


def _first_day(days: list[Written], *, prefixed: bool) -> int:
    """From which on they are days of the month: in "at 10, 5 May" and in "item 3 – Friday 5 May" only the last is."""
    first = 0
    for index in range(1, len(days)):
        before, day = days[index - 1], days[index]
        alone = day.said and not before.said and not (prefixed and index == 1)
        if before.number >= day.number or alone:
            first = index
    return first


def _with_weekdays(days: list[Written], said: list[Said], *, plural: bool) -> list[Written]:
    """The days with the weekdays before them: one is the first day's, one in the plural every day's."""
    if plural:
        return [replace(day, said=said[0]) for day in days]
    if len(said) == len(days):
        return [replace(day, said=each) for day, each in zip(days, said, strict=True)]
    return [replace(days[0], said=said[0]), *days[1:]] if len(said) == 1 else days
