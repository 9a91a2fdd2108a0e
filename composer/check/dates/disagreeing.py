"""Two days of one item of which only one can be right.

Rule: a day that an item gives twice, in one part with one year and in another with another, is one day; where either
part has both years, it speaks of two. A day of the text and one of the date lines, each unknown to the other part and
a slip apart, are one day too, if the words speak of a meeting or name what the date line or the title is about.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.calendar_names import long_date
from composer.check.dates.dateline import lists
from composer.check.dates.mentions import Mention, announced_in
from composer.check.dates.tense import is_deadline, is_event, is_for_a_diary, is_period, speaks_of_past
from composer.check.story import Story
from composer.markdown import Kind, Passage
from composer.model import Event
from composer.text import Place


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A day, where it stands, and the other that is given for it, with where in words."""

    place: Place
    day: datetime.date
    other: datetime.date
    where: str


@dataclass(frozen=True, slots=True)
class _Given:
    """A day that an item gives, with its year, in one of its parts."""

    part: str
    place: Place
    day: datetime.date


def disagreements(story: Story) -> Iterator[Disagreement]:
    """Each day of an item that another part of it gives otherwise, once."""
    said = [(passage, mention) for passage, mention in announced_in(story) if mention.agrees]
    told = list(_of_years(story, said))
    days = {day for found in told for day in (found.day, found.other)}
    yield from told
    yield from (found for found in _slips(story, said) if not days & {found.day, found.other})


_TITLE, _TEXT, _DATES = "the title", "the text", "`dates`"


def _given(story: Story, said: list[tuple[Passage, Mention]]) -> Iterator[_Given]:
    """Every day given with its year, in reading order, but for days on which something appeared or began."""
    for passage, mention in said:
        if not mention.inferred and mention.day and not is_period(mention.before):
            part = _TITLE if passage is story.title else _TEXT
            yield _Given(part, passage.at(mention.start), mention.day)
    for event in story.item.dates if story.item else ():
        yield _Given(_DATES, event.place, event.start)


def _of_years(story: Story, said: list[tuple[Passage, Mention]]) -> Iterator[Disagreement]:
    by_date: dict[tuple[int, int], list[_Given]] = {}
    for given in _given(story, said):
        by_date.setdefault((given.day.month, given.day.day), []).append(given)
    for same in by_date.values():
        parts = {part: {given.day for given in same if given.part == part} for part in (_TITLE, _TEXT, _DATES)}
        if all(len(days) < 2 for days in parts.values()) and len(set().union(*parts.values())) == 2:
            yield _doubtful(same, story.date)


def _doubtful(same: list[_Given], written_on: datetime.date) -> Disagreement:
    """Of two years the one that lies further from the day of writing, seen from the other."""
    doubtful = max(same, key=lambda given: abs(given.day - written_on))
    other = next(given for given in same if given.day != doubtful.day)
    return Disagreement(doubtful.place, doubtful.day, other.day, other.part)


def _slips(story: Story, said: list[tuple[Passage, Mention]]) -> Iterator[Disagreement]:
    events = story.item.dates if story.item else ()
    told = [
        event
        for event in events
        if event.start >= story.date and not any(lists((event,), mention) for _, mention in said)
    ]
    for passage, mention in said if told else ():
        if mention.day and mention.day >= story.date and not mention.closes and not lists(events, mention):
            event = next((event for event in told if _is_slip(event, passage, mention, story)), None)
            if event:
                told.remove(event)
                yield Disagreement(passage.at(mention.start), mention.day, event.start, _DATES)


def _is_slip(event: Event, passage: Passage, mention: Mention, story: Story) -> bool:
    """Whether words that name a day most likely mean the date line, and one of the two is mistyped."""
    day, meant = mention.day, event.start
    if day is None or speaks_of_past(mention.before, mention.after):
        return False
    deadline = is_deadline(mention.before, mention.after, asks=True)
    if deadline is not event.deadline:
        return False
    if not (deadline or _is_meeting(passage, mention) or _is_named_in(mention.before, event, story)):
        return False
    near = abs((day - meant).days) <= _NEAR
    other_month = day.day == meant.day and abs(day.month - meant.month) == 1 and day.year == meant.year
    swapped = f"{day.day:02}" == f"{meant.day:02}"[::-1] and (day.year, day.month) == (meant.year, meant.month)
    return near or other_month or swapped


_NEAR = 3  # days


def _is_meeting(passage: Passage, mention: Mention) -> bool:
    return passage.kind is Kind.LINE or is_event(mention.before, mention.after)


def _is_named_in(before: str, event: Event, story: Story) -> bool:
    """Whether the words before a day say that on it is what a date line, or else the title, is about."""
    subject = _HEAD.match(before) or _SUBJECT.search(before)
    if subject is None or _OF_IT.search(before[: subject.start()]) or not is_for_a_diary(before, ""):
        return False
    about = event.what or story.item.title if story.item else ""
    return subject["noun"].casefold() in _WORD.findall(str(about).casefold())


_SUBJECT = re.compile(
    r"\b(?P<noun>[^\W\d_]{3,})"
    r"(?:,?\s+(?:is|are|will be|falls|will fall|happens|will happen|runs|will run|now|again|held))*"
    r"(?:\s+on|\s*:|\s+[–—-])?(?:\s+the)?\s*\Z"
)
_HEAD = re.compile(  # The concert at the town hall is on
    r"\W*(?:the|our|this|next|a|an)\s+(?:[\w’'-]+\s+){0,2}?(?P<noun>[^\W\d_]{3,})\s+(?:in|at|with|for|by|of)\s+[^,.]{1,80}?"
    r"\s+(?:is|are|will be|falls|will fall)(?:\s+on)?(?:\s+the)?\s*\Z",
    re.IGNORECASE,
)
_OF_IT = re.compile(
    r"\b(?:for|of|to|from|before|after|about|until|since|at|with|during|following|ahead of)\s+(?:[\w’'-]+\s+){0,3}\Z",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def in_words(found: Disagreement) -> str:
    """What disagrees, as a message says it."""
    return f"{long_date(found.day)} here, but {long_date(found.other)} in {found.where}"
