"""The same words stand twice: a paragraph, or a long sentence of one, that is printed above already. Within one item an
error, as it is always a slip of copying: update and action that say the same, or a paragraph pasted twice. Between two
items a warning, as some repetition is meant; a reminder and the news that takes it further count as two. Capitals,
punctuation and spaces make no difference. Cut the second, or say there what is new. Short sentences do not count (under
twelve words; under six for a whole paragraph of the same item), nor tables, nor how to get in touch, nor two items of
which no network sees both. Within one paragraph or one entry of a list a sentence counts from five words on, and is a
warning where it has fewer than ten, as such a one may be said twice for its sound.

```yaml
# wrong
update: The new rules for school transport apply from the first of September in every district.
action: The new rules for school transport apply from the first of September in every district.
# right
update: The new rules for school transport apply from the first of September in every district.
action: Please tell parents about the new rules.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from composer.check.rule import Found, Rule
from composer.check.sentences import Sentence, sentences
from composer.check.story import Story
from composer.check.subject import Subject
from composer.check.words.excerpts import beginning
from composer.markdown import Kind, Passage
from composer.model import Seen, meet
from composer.problems import Level
from composer.text import Place

_LONG = 12  # words of a sentence that nobody writes twice by chance
_LONGEST = 5_000  # characters: what has no end before is no prose
_WHOLE = 6  # words of a paragraph that stands twice in one item
_SHORT = 5  # words of a sentence that stands twice in one paragraph
_SURE = 10  # words of a sentence that nobody says twice there for its sound


class _First(NamedTuple):
    """Where words stood first: in which story, and whether they were all of their passage."""

    story: Story
    place: Place
    whole: bool


def find(subject: Subject) -> Iterator[Found]:
    """Each passage that repeats an earlier one, or a sentence of it, where the repetition begins."""
    seen: dict[str, Seen] = {news.item.id: news.seen for news in subject.edition.news}
    seen |= {reminder.item.id: reminder.seen for reminder in subject.edition.reminders}
    firsts: dict[str, _First] = {}
    for story in subject.stories:
        for passage in story.prose:
            if passage.kind in (Kind.PARAGRAPH, Kind.ENTRY):
                yield from _in_passage(passage, story, firsts, seen)


def _in_passage(passage: Passage, story: Story, firsts: dict[str, _First], seen: Mapping[str, Seen]) -> Iterator[Found]:
    """The first repetition in a passage; all of it is remembered."""
    found: list[Found] = []
    own: dict[str, _First] = {}
    for piece, whole in _pieces(passage):
        key = _plain(piece.words)
        length = key.count(" ") + 1
        if length < _SHORT or len(key) > _LONGEST:
            continue
        here = _First(story, passage.at(piece.start), whole)
        doubled = own.setdefault(key, here) if _is_sentence(piece) else here
        first = firsts.setdefault(key, here) if length >= _WHOLE else here
        if found:
            continue
        if doubled is not here:
            found.append(_repeated(doubled, here, piece, None if length >= _SURE else Level.WARNING))
        elif first is not here and _counts(first, here, length, piece, seen):
            found.append(_repeated(first, here, piece))
    return iter(found)


def _is_sentence(piece: Sentence) -> bool:
    """Whether a piece is no clause of one: hours are given twice, once for each day."""
    return piece.words[-1:] in _STOPS and piece.words[:1].upper() == piece.words[:1]


_STOPS = frozenset(".!?…”’)")


def _pieces(passage: Passage) -> Iterator[tuple[Sentence, bool]]:
    """A passage and, where they are several, its sentences and their clauses; whether each is the whole passage."""
    yield Sentence(0, passage.words), True
    for part in sentences(passage.words):
        if part.words != passage.words:
            yield part, False
        start = 0
        for stop in _CLAUSE.finditer(part.words) if ";" in part.words or ":" in part.words else ():
            yield Sentence(part.start + start, part.words[start : stop.start()]), False
            start = stop.end()
        if start:
            yield Sentence(part.start + start, part.words[start:]), False


_CLAUSE = re.compile(r"[;:]\s+")


_PUNCTUATION = re.compile(r"['’‘]|[^\w]+")


def _plain(words: str) -> str:
    """Words without case and punctuation."""
    return " ".join(_PUNCTUATION.sub(lambda found: "" if found[0] in "'’‘" else " ", words.casefold()).split())


def _counts(first: _First, here: _First, length: int, piece: Sentence, seen: Mapping[str, Seen]) -> bool:
    """Whether a repetition is one that a reader sees, and minds."""
    if first.story.id == here.story.id and first.story.tool is here.story.tool:
        return length >= _LONG or (first.whole and here.whole)
    together = meet(_seen(first.story, seen), _seen(here.story, seen))
    return length >= _LONG and together and not _TOUCH.search(piece.words)


def _seen(story: Story, seen: Mapping[str, Seen]) -> Seen:
    """Who has a story printed; the introduction is for everyone, and a tool may have the id of an item."""
    return story.tool.seen if story.tool else seen.get(story.id or "")


# How to get in touch is said in the same words everywhere.
_TOUCH = re.compile(
    r"@|\b0\d{2,}|\b(?:details|contacts?) (?:are )?(?:below|at the)|\b(?:get|be|keep|stay) in touch\b"
    r"|\b(?:please|can|to) (?:contact|e-?mail|ring|call|write to|speak to|get in touch)\b"
    r"|\bfor (?:more|further|any other|all other) (?:information|details|enquiries|questions)\b",
    re.IGNORECASE,
)


def _repeated(first: _First, here: _First, piece: Sentence, level: Level | None = None) -> Found:
    within = first.story.id == here.story.id
    if here.story.issue < first.story.issue:  # a reminder, which was sent: what can still be changed is the news
        first, here = here, first
    where = f"on line {first.place.line}" if first.place.file == here.place.file else f"in {first.place}"
    message = f"this stands {where} already: {beginning(piece.words)}"
    fix = "Cut one of the two." if within else "Cut it here, or say here what is new."
    return Found(here.place, message, fix, here.story.id, level if within else Level.WARNING)


RULE = Rule("paragraph-repeated", Level.ERROR, find)
