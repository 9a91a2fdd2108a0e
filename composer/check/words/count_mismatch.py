"""A number is announced and another number of things is listed: “two strands:” over a list of three, or “five
authorities (Kent, Surrey, Medway and Slough)”. A warning, as what is counted cannot always be told from the words;
readers, however, look for the fifth. Correct the number or the list. Counted are the entries of the list that follows
directly, or what is listed behind a colon, a dash or in brackets; “and” may be of a name there, as in Tyne and Wear, so
that only a number is told that fits neither way of counting. “Hull and York” are two in a list of places, as each is
known by itself. Nothing is said of “at least three”, “two of the schools”, times, ages, money and percentages, of a
lead-in with two numbers in it, of a list in brackets that is more than two longer or shorter, or where the number
belongs to something else: “notes from the two meetings:”.

```yaml
# wrong
update: |
  The fund comes in two strands:

  - digital support
  - support for families
  - training
# right
update: |
  The fund comes in three strands:

  - digital support
  - support for families
  - training
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from composer.check.rule import Found, Rule
from composer.check.sentences import sentences
from composer.check.subject import Subject
from composer.check.words.counting import Count, announced, listed_inline
from composer.markdown import Kind, Passage
from composer.problems import Level, shown


def find(subject: Subject) -> Iterator[Found]:
    """Each number that differs from how many things are listed, where the number stands."""
    is_place = _places(subject)
    for story in subject.stories:
        for text in (story.update, story.action):
            for number, passage in enumerate(text):
                for count, listed in _differing(passage, text[number + 1 :], is_place):
                    yield _told(count, listed, passage, story.id)


def _places(subject: Subject) -> Callable[[str], bool]:
    """Whether a word is a name that the dictionary has, and so by itself."""
    vocabulary = subject.vocabulary
    return lambda word: vocabulary is not None and word.isalpha() and word in vocabulary.known


def _differing(
    passage: Passage, later: Sequence[Passage], is_place: Callable[[str], bool]
) -> Iterator[tuple[Count, int]]:
    """The numbers of a passage that something else is listed for, with how many that is."""
    parts = list(sentences(passage.words))
    for part in parts:
        for count, listed in listed_inline(part.words, is_place):
            yield count.later(part.start), listed
    lead = announced(parts[-1].words) if passage.entries else None
    if lead and lead.number != passage.entries and not _goes_on(passage, later):
        yield lead.later(parts[-1].start), passage.entries


def _goes_on(passage: Passage, later: Sequence[Passage]) -> bool:
    """Whether the list may go on behind a paragraph, or ends in what is not counted."""
    entries = [other for other in later if other.kind is Kind.ENTRY and other.depth == passage.depth + 1]
    uncounted = entries[passage.entries - 1 : passage.entries]
    if uncounted and uncounted[0].words.lower().startswith(_UNCOUNTED):
        return True
    more = [other for other in later if other.entries and other.depth == passage.depth]
    return bool(more) and not more[0].words.rstrip().endswith(":")


_UNCOUNTED = ("and more", "plus ", "also ", "as well as", "others", "etc", "any other", "optional", "…", "in addition")


def _told(count: Count, listed: int, passage: Passage, item: str | None) -> Found:
    message = f"“{shown(count.words)}”, and {listed} {'is' if listed == 1 else 'are'} listed"
    fix = f"Write {_WORDS[listed] if listed < len(_WORDS) else listed}, or put the list right."
    return Found(passage.at(count.start), message, fix, item)


_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

RULE = Rule("count-mismatch", Level.WARNING, find, english=True)
