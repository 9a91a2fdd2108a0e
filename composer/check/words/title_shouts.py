"""A title in capitals, or with several exclamation marks, shouts: three words in a row, or all of a title of two, that
are no abbreviations.

A warning. Capitals are read more slowly, screen readers may spell them out, and mail filters count them; but nothing
is said wrongly. Write the title as a sentence, also that of a publication whose cover is in capitals.

Not minded: abbreviations such as SEND, NHS or OFSTED, however many there are; one word in capitals; one exclamation
mark; what stands in quotation marks.

```yaml
# wrong
title: SAVE THE DATE – spring conference
# right
title: Save the date – spring conference of NHS and SEND leads
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.markdown import Passage
from composer.problems import Level, shown

_MARKS = re.compile(r"!!+")
_WORD = re.compile(r"[^\W\d_][^\W\d_’'-]*")
_BETWEEN = re.compile(r"[\s\d&]*")  # two words that are read as one phrase
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’")
_SMALL_WORDS = """
    A AN AND AS AT BE BY DO FOR FROM HAS HAVE HOW IN IS IT NEW NO NOT OF ON OR OUR OUT THE THIS TO UP WE WHAT WHEN
    WHO WHY WILL WITH YOU YOUR
    """
_JOINING = frozenset(_SMALL_WORDS.split())
_LONG = 7  # letters: hardly an abbreviation has so many
_FEWEST_LETTERS = 10  # of a title of two words


def find(subject: Subject) -> Iterator[Found]:
    """Titles of items, tools and what items bring."""
    vocabulary = _Vocabulary(subject)
    for story in subject.stories:
        for title in (story.title, story.resource):
            if title:
                yield from _in_title(title, story.id, vocabulary)


def _in_title(title: Passage, item: str | None, vocabulary: _Vocabulary) -> Iterator[Found]:
    words = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), title.words)
    for run in _in_capitals(words):
        if _shouts(run, words, vocabulary):
            fix = "Write the title as a sentence, with capitals for names and abbreviations only."
            start = run[0].start()
            yield Found(title.at(start), f"the title shouts: {shown(words[start : run[-1].end()])}", fix, item)
            return
    marks = _MARKS.search(words)
    if (marks or words.count("!") > _MOST_MARKS) and _WORD.search(words):
        start = marks.start() if marks else words.index("!")
        fix = "One exclamation mark is enough, and mostly one too many."
        yield Found(title.at(start), "the title has several exclamation marks", fix, item)


_MOST_MARKS = 2


_Run = list[re.Match[str]]


def _in_capitals(title: str) -> list[_Run]:
    """Its words in capitals, in runs in which nothing but spaces, figures and & stands between them."""
    runs: list[_Run] = []
    end = -1
    for word in _WORD.finditer(title):
        if word[0].isupper():
            if end < 0 or not _BETWEEN.fullmatch(title, end, word.start()):
                runs.append([])
            runs[-1].append(word)
        end = word.end() if word[0].isupper() else -1
    return runs


def _shouts(run: _Run, title: str, vocabulary: _Vocabulary) -> bool:
    words = [word[0] for word in run]
    shouted = [word for word in words if word not in vocabulary.abbreviations or word in _JOINING]
    all_of_it = sum(map(len, shouted)) >= _FEWEST_LETTERS and len(words) == len(_WORD.findall(title)) == len(shouted)
    return (len(shouted) > 2 or all_of_it) and any(map(vocabulary.ordinary, shouted))


class _Vocabulary:
    """Which words in capitals are abbreviations: those that the texts write so too."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @cached_property
    def _used(self) -> frozenset[str]:
        texts = (passage.words for story in self._subject.stories for passage in story.prose)
        return frozenset(word for text in texts for word in _WORD.findall(text))

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Those in capitals."""
        return frozenset(word for word in self._used if word.isupper())

    def ordinary(self, word: str) -> bool:
        """Whether nobody would take it for an abbreviation."""
        return word in _JOINING or len(word) >= _LONG or word.lower() in self._used


RULE = Rule("title-shouts", Level.WARNING, find)
