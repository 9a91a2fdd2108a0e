"""The text or the title of a new item names a coming meeting, event or deadline that its `dates` do not have, so that
it is missing from the key dates and is not reminded. A warning, once for each item: some days are only mentioned. Add
the line that is given to the item. A day that any item of the edition lists is known, and so is one within three days
of a date line of the item, as it belongs to that. Days on which something begins, moves, appears or ends are not asked
for unless an hour stands with them, nor are whole weeks, and days that are over.

```yaml
# wrong
update: The next meeting is on Friday 1 May.
# right
update: The next meeting is on Friday 1 May.
dates: [2020-05-01]
```
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from composer.calendar_names import weekday_date
from composer.check.dates.dateline import first_day, lists
from composer.check.dates.disagreeing import disagreements
from composer.check.dates.mentions import Mention, announced_in
from composer.check.dates.tense import is_beginning, is_deadline, is_event, is_for_a_diary, speaks_of_past
from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.markdown import Kind, Passage
from composer.problems import Level
from composer.text import Place


def find(subject: Subject) -> Iterator[Found]:
    """Each new item with coming days that no item lists."""
    known = [event for item in subject.edition.items for event in item.dates]
    known += [date.event for date in subject.edition.dates]
    begin = first_day(subject)
    for story in subject.stories:
        if not story.news:
            continue
        doubtful = {day for found in disagreements(story) for day in (found.day, found.other)}
        lines: dict[str, tuple[Place, datetime.date]] = {}
        for passage, mention in announced_in(story):
            day = mention.day
            if day and day not in doubtful and _is_coming(mention, begin) and not lists(known, mention):
                how = _how(passage, mention, story)
                if how is not None and not _is_beside_one(day, story, how):
                    lines.setdefault(_line(mention, how), (passage.at(mention.start), day))
        if lines:
            yield _found(story, lines)


def _is_coming(mention: Mention, begin: datetime.date) -> bool:
    return mention.agrees and not mention.closes and mention.last is not None and mention.last >= begin


def _found(story: Story, lines: dict[str, tuple[Place, datetime.date]]) -> Found:
    place, _ = next(iter(lines.values()))
    days = list(dict.fromkeys(weekday_date(day) for _, day in lines.values()))
    further = len(days) - _MOST_NAMED
    named = ", ".join(days[:_MOST_NAMED]) + (f" and {further} more" if further > 0 else "")
    message = f"not in `dates`, so nobody is reminded: {named}"
    listing = ", ".join(lines)
    has_some = story.item is not None and story.item.dates
    fix = f"Add to the item's `dates`: {listing}" if has_some else f"Add to the item: dates: [{listing}]"
    return Found(place, message, fix, story.id)


_MOST_NAMED = 3
_BY, _ON = "by ", ""


def _how(passage: Passage, mention: Mention, story: Story) -> str | None:
    """What a date line for a day begins with; None where readers need none."""
    before, after = mention.before, mention.after
    if speaks_of_past(before, after):
        return None
    if is_deadline(before, after, asks=passage in story.action):
        return _BY
    if is_beginning(before, after):
        return None
    if is_event(before, after):
        return _ON
    if passage.kind is Kind.CELL:  # opening hours as often as not
        return None
    named = mention.said is not None or passage.kind is Kind.LINE or _begins_with(passage, mention)
    return _ON if named and is_for_a_diary(before, after) else None


def _is_beside_one(day: datetime.date, story: Story, how: str) -> bool:
    """Whether the item lists a day so near that this one conflicts with it or goes on from it."""
    events = story.item.dates if story.item else ()
    return any(e.deadline is (how == _BY) and e.start - _BESIDE <= day <= e.end + _BESIDE for e in events)


_BESIDE = datetime.timedelta(days=3)


def _begins_with(passage: Passage, mention: Mention) -> bool:
    """Whether a passage begins with the day, as an entry in a list of days does."""
    return passage.kind is not Kind.PARAGRAPH and not passage.words[: mention.start].strip(" –-:(*")


def _line(mention: Mention, how: str) -> str:
    to = f" to {mention.through}" if mention.through and not how else ""
    return f"{how}{mention.day}{to}"


RULE = Rule("date-unlisted", Level.WARNING, find, english=True)
