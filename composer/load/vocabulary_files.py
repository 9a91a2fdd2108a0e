"""The word lists that travel with Composer."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from composer import packaged
from composer.load.sorted_words import SortedPairs, SortedWords
from composer.model import Vocabulary


@cache
def load_vocabulary() -> Vocabulary:
    """The words of British English; read once a process."""
    everyday, common = _words("everyday"), _words("common")
    return Vocabulary(
        everyday=everyday,
        common=common,
        known=SortedWords(_content("known"), everyday, common),
        misspellings=SortedPairs(_content("misspellings")),
        american=MappingProxyType(dict(SortedPairs(_content("american")))),
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(_content(name).decode().split())


def _content(name: str) -> bytes:
    return (packaged.WORDS / f"{name}.txt").read_bytes()
