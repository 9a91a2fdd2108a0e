"""The days that a passage speaks of: each with its year, also where none is written.

Rule: a year left out is that of the day nearest to when the words were written: a coming day within ten months, a
recent one within two; where the words speak of the past, the last one. A written year is never doubted here, and
"In 1939 it began on Friday 1 September" has one. Days before 1900 and after 2099 are not mentioned: nobody comes
then, and they may be numbers of something else.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from composer.calendar_names import MONTHS
from composer.check import day_patterns as patterns
from composer.check.dates.tense import is_week, speaks_of_past
from composer.check.story import Story
from composer.check.written_days import Joined, Said, Written, written_days
from composer.markdown import Kind, Passage


@dataclass(frozen=True, slots=True)
class Mention:
    """A day that words name, from `start` to before `end`; `day` is None where no such day is in the calendar.

    `inferred`: its year is not written. `through`: the last day of the period that it begins; `closes`: it is that
    last day. `before` and `after` are the words around it in its sentence.
    """

    start: int
    end: int
    day: datetime.date | None
    inferred: bool
    number: int
    month: int
    said: Said | None
    before: str
    after: str
    through: datetime.date | None = None
    closes: bool = False

    @property
    def agrees(self) -> bool:
        """Whether it is a day of the calendar, and the weekday said with it is that day's."""
        return self.day is not None and (self.said is None or self.said.weekday == self.day.weekday())

    @property
    def last(self) -> datetime.date | None:
        """The last of its days."""
        return self.through or self.day

    @property
    def date(self) -> str:
        """The day without its year: 5 May."""
        return f"{self.number} {MONTHS[self.month - 1]}"


def announced_in(story: Story) -> Iterator[tuple[Passage, Mention]]:
    """Every day named in a story's title and text, in reading order, with its passage."""
    return said_in(story, (*((story.title,) if story.title else ()), *story.prose))


def said_in(story: Story, among: Iterable[Passage] | None = None) -> Iterator[tuple[Passage, Mention]]:
    """Every day named in a story, or in those of its passages, in reading order, with its passage."""
    events = story.item.dates if story.item else ()
    listed = frozenset(day for event in events for day in (event.start, event.end))
    before: datetime.date | None = None
    for passage in story.passages if among is None else among:
        found = mentions(passage.words, story.date, before, listed)
        yield from ((passage, mention) for mention in found)
        # A list of dates goes on from entry to entry, and into the next year.
        before = found[-1].day if found and passage.kind is Kind.ENTRY else None


@lru_cache(maxsize=2048)  # several rules ask, and a preview does at every save
def mentions(
    words: str,
    written_on: datetime.date,
    follows: datetime.date | None = None,
    listed: frozenset[datetime.date] = frozenset(),
) -> tuple[Mention, ...]:
    """Every day named in `words`, in reading order.

    They were written on a day; `follows` is the day named before them in the same list, `listed` those of the item's
    date lines, which have their years.
    """
    written = written_days(words)
    years = _years_shared(written)
    found: list[Mention] = []
    for index, (day, year) in enumerate(zip(written, years, strict=True)):
        if index:
            follows = found[-1].day if found and day.joined is not Joined.NOT else None
        mention = _mention(words, day, year, _Context(written_on, follows, listed))
        if mention is None:
            continue
        if day.joined is Joined.RANGED and found and found[-1].day and mention.day and found[-1].day < mention.day:
            found[-1] = replace(found[-1], through=mention.day)
            mention = replace(mention, closes=True)
        found.append(mention)
    return tuple(found)


def _years_shared(written: Sequence[Written]) -> list[int | None]:
    """The year of each: its own, or that of the day it is joined to: "30 April to 2 May 2020"."""
    years = [day.year for day in written]
    for index in range(len(written) - 2, -1, -1):
        day, later, year = written[index], written[index + 1], years[index + 1]
        if years[index] is None and year is not None and later.joined is not Joined.NOT:
            years[index] = year - ((day.month, day.number) > (later.month, later.number))
    return years


@dataclass(frozen=True, slots=True)
class _Context:
    """What tells the year of a day without one."""

    written_on: datetime.date
    follows: datetime.date | None
    listed: frozenset[datetime.date]


def _mention(words: str, day: Written, year: int | None, context: _Context) -> Mention | None:
    """The day with its year; None where that is one of which nothing is told."""
    before, after = _around(words, day)
    if year is not None:
        meant = _day(year, day.month, day.number)
    else:
        clues = _Clues(words, day, before)
        meant = _meant(day, context, clues, past=speaks_of_past(before, after))
    if _is_far_off(meant.year if meant else year, context.written_on):
        return None
    through = meant + _TO_ITS_SUNDAY if meant and meant.year in _YEARS and is_week(before) else None
    return Mention(day.start, day.end, meant, year is None, day.number, day.month, day.said, before, after, through)


def _is_far_off(year: int | None, written_on: datetime.date) -> bool:
    return year is not None and year not in _YEARS and abs(year - written_on.year) > 1


_YEARS = range(1900, 2100)
_TO_ITS_SUNDAY = datetime.timedelta(days=6)


class _Clues:
    """What words near a day without a year tell of it: years that may be its own, and whether it is a day away."""

    def __init__(self, words: str, day: Written, before: str) -> None:
        # Behind it only its own: "on 14 May in 1988".
        behind = patterns.YEAR_NAMED_NEXT.match(words, day.end)
        said = patterns.YEAR_NAMED.findall(before)[::-1]
        self.in_sentence = [int(year) for year in ([behind["year"]] if behind else said)]
        around = words[max(day.begin - _FAR, 0) : day.begin]
        self.at_hand = bool(_AT_HAND.search(before))
        self.near = [*self.in_sentence, *map(int, patterns.YEAR.findall(around))]


_AT_HAND = re.compile(r"\b(?:today|tonight|tomorrow|yesterday)\W{0,3}\Z", re.IGNORECASE)


def _around(words: str, day: Written) -> tuple[str, str]:
    """What stands before and after it in its sentence."""
    before = _SENTENCE_END.split(words[max(day.begin - _FAR, 0) : day.begin])[-1]
    return before, _SENTENCE_END.split(words[day.end : day.end + _FAR], maxsplit=1)[0]


_FAR = 240  # characters
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")


def _day(year: int, month: int, number: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, number)
    except ValueError:
        return None


def _meant(day: Written, context: _Context, clues: _Clues, *, past: bool) -> datetime.date | None:
    """The day meant where no year is written with it; None where none of the years about has such a day."""
    this = context.written_on.year
    years = [year for year in clues.in_sentence if past or year >= this][:1]
    of_sentence = [_day(year, day.month, day.number) for year in years]
    about = [_day(this + ahead, day.month, day.number) for ahead in (-1, 0, 1)]
    reach = _A_MONTH if clues.at_hand else datetime.timedelta.max
    within = [each for each in about if each and abs(each - context.written_on) <= reach]
    usual = list(_most_likely(within, context, past=past))
    order = [candidate for candidate in of_sentence if candidate] + ([] if None in of_sentence else usual)
    if day.said is None:
        return next(iter(order), None)
    others = [_day(year, day.month, day.number) for year in clues.near if past]
    fitting = (each for each in (*order, *usual, *others) if each and each.weekday() == day.said.weekday)
    old = (each for each in others if each and each.year not in _YEARS)  # which calendar it goes by, nobody can say
    return next(fitting, None) or next(old, None) or next(iter(order), None)


def _most_likely(candidates: Sequence[datetime.date], context: _Context, *, past: bool) -> Iterator[datetime.date]:
    yield from (day for day in candidates if day in context.listed)
    if past:
        yield from [day for day in candidates if day <= context.written_on][-1:]
    if not candidates:
        return
    usual = min(candidates, key=lambda day: abs(day - context.written_on - _MIDDLE))
    follows = context.follows
    yield from (day for day in candidates if follows and usual < follows < day <= follows + _A_TERM)
    yield usual


_MIDDLE = datetime.timedelta(days=121)  # of two months back and ten months on
_A_MONTH = datetime.timedelta(days=31)
_A_TERM = datetime.timedelta(days=150)  # as far apart as the days of a list stand
