"""The words of a passage, one by one: those that are language, not addresses, numbers or code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from composer.check.story import Story
from composer.check.subject import Subject
from composer.markdown import Kind, Passage


class Word(NamedTuple):
    """A word as it is written, and without a possessive ’s; where it starts in its text.

    `opens`: it begins a sentence or the like.
    """

    text: str
    bare: str
    start: int
    opens: bool

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CHUNK = re.compile(r"\S+")
# What makes of a run of characters an address, a number, a file's name or code.
_UNSPOKEN = re.compile(r"[@#_\\<>={}\d]|://|www\.|\w\.\w")
_ENDING = frozenset(".!?:;…–—•|/\n")
_WITHIN = frozenset("\"'“”‘’()[] ")
_LOOK_BACK = 6  # characters between the end of a sentence and the next word


@lru_cache(maxsize=4096)  # an issue is checked again and again while somebody writes it
def words_in(text: str) -> tuple[Word, ...]:
    """The words of a text, in order."""
    chunks = (chunk for chunk in _CHUNK.finditer(text) if not _UNSPOKEN.search(chunk[0]))
    found = (word for chunk in chunks for word in _WORD.finditer(text, *chunk.span()))
    return tuple(Word(word[0], _bare(word[0]), word.start(), _opens(text, word.start())) for word in found)


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("’s", "'s")) else word


def _opens(text: str, start: int) -> bool:
    """Whether a sentence, or what is written like one, begins there."""
    for at in range(start - 1, max(start - 1 - _LOOK_BACK, -1), -1):
        if text[at] in _ENDING or text[at] in "“‘":
            return True
        if text[at] not in _WITHIN:
            return False
    return start <= _LOOK_BACK


@dataclass(frozen=True, slots=True)
class Saying:
    """A passage of a story, in its words."""

    story: Story
    passage: Passage
    words: tuple[Word, ...]

    @property
    def is_title(self) -> bool:
        """Whether its words may begin with capitals for no other reason."""
        return self.passage.kind in (Kind.LINE, Kind.HEADING)


def sayings_of(subject: Subject) -> Iterator[Saying]:
    """All that is printed, passage by passage."""
    for story in subject.stories:
        yield from (Saying(story, passage, words_in(passage.words)) for passage in story.passages)


def adjoin(text: str, word: Word, following: Word) -> bool:
    """Whether nothing but a space is between two words."""
    return following.start == word.end + 1 and text[word.end] in " \u00a0"


class Remark(NamedTuple):
    """Something about the characters from `start` to before `end` of a passage."""

    saying: Saying
    start: int
    end: int
    message: str
    fix: str
