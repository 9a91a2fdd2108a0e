"""How alike two pieces of text are: by their words, whatever their case, marks, order and small words."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from composer.check.written_days import written_days

_WORD = re.compile(r"\w+(?:[’']\w+)?")
_SMALL = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "of")
).union(("on", "or", "our", "that", "the", "their", "this", "to", "was", "we", "will", "with"))


@lru_cache(maxsize=8192)  # the titles of a year, again at every save
def content_words(title: str) -> tuple[str, ...]:
    """The words of a title that carry it: no small ones, no days."""
    spoken = title
    for day in reversed(written_days(title)):
        spoken = spoken[: day.begin] + " " + spoken[day.end :]
    return tuple(word for word in _WORD.findall(spoken.casefold()) if word not in _SMALL)


@lru_cache(maxsize=8192)  # the texts of a year, again at every save
def sentences(text: str) -> frozenset[str]:
    """The sentences of a text that are long enough to be its own, whatever lines they are folded in."""
    parts = (" ".join(part.split()).casefold() for part in _SENTENCE_END.split(text))
    return frozenset(part for part in parts if len(part) >= _TELLING)


_SENTENCE_END = re.compile(r"[.!?:;\n](?=\s*\n|\s)")
_TELLING = 30  # characters


@lru_cache(maxsize=256)
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Each run of four words of a text."""
    words = _WORD.findall(text.casefold())
    return frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))


def likeness(one: Collection[object], other: Collection[object]) -> float:
    """How much two collections share, from 0 to 1."""
    first, second = frozenset(one), frozenset(other)
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared) if shared else 0.0
