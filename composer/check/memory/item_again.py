"""A new item says nearly the same as an earlier one, under another id and without `replaces`. The earlier one is
still printed, or comes back before its date, so that readers get the same thing twice, perhaps with an old day or
room. A warning, as the two may be meant. Write the line that is given into the new item, or give it the id of the
earlier one. Items are alike by the words of their titles or texts. One meeting of a series is not the next one: items
whose dates differ are left alone, unless the new one says that something was moved. So are items that nobody sees
both of.

```yaml
# wrong: issues/1.yaml
number: 1
date: 2020-02-14
items: [{id: early-news, title: The news, update: Something new.}]
# right: issues/1.yaml
number: 1
date: 2020-02-14
items: [{id: early-news, title: The vacancy, update: Something else.}]
```
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.check.memory.likeness import content_words, likeness, sentences, shingles
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Item, News, Seen, meet
from composer.problems import Level, shown


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier item, and what readers still see of it."""

    item: Item
    issue: int
    seen: Seen
    still: str


def find(subject: Subject) -> Iterator[Found]:
    """Each new item with an earlier one like it that is not over, or that had the same text within a year."""
    current = tuple(_still_current(subject))
    index = _by_sentence(subject)
    for news in subject.edition.news:
        ids = {news.item.id, *map(str, news.item.replaces)}
        others = (old for old in current if old.item.id not in ids and _are_alike(news.item, old.item))
        copied = (old for old in _sharing(news.item, index) if old.item.id not in ids and _is_copy(news.item, old.item))
        same = next((old for old in (*others, *copied) if meet(news.seen, old.seen)), None)
        if same:
            yield _found(news, same)


def _still_current(subject: Subject) -> Iterator[_Earlier]:
    """The earlier items that the edition prints, and those whose dates it lists, each once."""
    edition = subject.edition
    ids = {news.item.id for news in edition.news}
    for reminder in edition.reminders:
        ids.add(reminder.item.id)
        yield _Earlier(reminder.item, reminder.issue, reminder.seen, "which is printed too")
    for date in edition.dates:
        if date.item.id not in ids:
            ids.add(date.item.id)
            yield _Earlier(date.item, date.issue, date.seen, "which comes back before its date")


def _by_sentence(subject: Subject) -> dict[str, list[_Earlier]]:
    """The items of the last year, newest first, by each of their sentences that a new item has too."""
    said = frozenset().union(*(sentences(str(item.update)) for item in subject.issue.items))
    index: dict[str, list[_Earlier]] = {}
    for issue in reversed(subject.earlier):
        if not said or issue.date < subject.issue.date - _A_YEAR:
            break
        for item in issue.items:
            for sentence in said & sentences(str(item.update)):
                old = _Earlier(item, issue.number, issue.seen_of(item), "which readers have had")
                index.setdefault(sentence, []).append(old)
    return index


_A_YEAR = datetime.timedelta(days=365)


def _sharing(item: Item, index: dict[str, list[_Earlier]]) -> list[_Earlier]:
    """The earlier items that share a sentence with a new one; of very many, the newest."""
    shared = [
        old for sentence in sorted(sentences(str(item.update))) for old in index.get(sentence, ())[:_MOST_COMPARED]
    ]
    return list({id(old.item): old for old in shared}.values())[:_MOST_COMPARED]


_MOST_COMPARED = 8


def _are_alike(new: Item, old: Item) -> bool:
    """Whether an item is most likely an earlier one over again, by its title or its text."""
    if _are_of_a_series(new, old):
        return False
    enough = _NEAR_TITLE if _days(new) & _days(old) else _SAME_TITLE
    return likeness(content_words(str(new.title)), content_words(str(old.title))) >= enough or _is_copy(new, old)


def _is_copy(new: Item, old: Item) -> bool:
    """Whether two texts are largely the same words in the same order."""
    texts = shingles(str(new.update)), shingles(str(old.update))
    long_enough = min(map(len, texts)) >= _A_SENTENCE
    return long_enough and likeness(*texts) >= _SAME_TEXT and not _are_of_a_series(new, old)


def _are_of_a_series(new: Item, old: Item) -> bool:
    """Whether both have dates and no day in common, and nothing was moved."""
    days, earlier = _days(new), _days(old)
    moved = _MOVED.search(f"{new.title} {new.update}")
    return bool(days and earlier) and not days & earlier and moved is None


def _days(item: Item) -> set[datetime.date]:
    return {event.start for event in item.dates}


_SAME_TITLE = 0.8
_NEAR_TITLE = 0.5
_SAME_TEXT = 0.6
_A_SENTENCE = 8  # runs of four words
_MOVED = re.compile(
    r"\b(?:moved|postponed|re-?scheduled|new date|new time|change of (?:date|venue)|brought forward|cancelled"
    r"|put (?:off|back)|instead of)\b",
    re.IGNORECASE,
)


def _found(news: News, same: _Earlier) -> Found:
    item = same.item
    message = f"nearly the same as {shown(item.title)} of issue {same.issue}, {same.still}"
    fix = f"Add to this item: replaces: [{item.id}]"
    return Found(news.item.title.place, message, fix, news.item.id)


RULE = Rule("item-again", Level.WARNING, find)
