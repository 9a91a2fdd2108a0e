"""Words looked up in a sorted file as it stands: making a set of a long one takes longer than all that is asked of it.

Rule: a file has a word a line, or a word, a space and what belongs to it; it is sorted by its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import TypeVar

_Any = TypeVar("_Any")
_MOST_KEPT = 8192  # answers; an edition asks for some hundred words


class SortedWords(Set[str]):
    """The words of a file, and those of some sets beside it, which have nothing in common."""

    def __init__(self, content: bytes, *beside: frozenset[str]) -> None:
        self._lines = _Lines(content)
        self._beside = beside

    def __contains__(self, word: object) -> bool:
        for words in self._beside:
            if word in words:
                return True
        return isinstance(word, str) and self._lines.after(word) is not None

    def __iter__(self) -> Iterator[str]:
        for words in self._beside:
            yield from words
        for word, _ in self._lines:
            yield word

    def __len__(self) -> int:
        return len(self._lines) + sum(map(len, self._beside))

    @classmethod
    def _from_iterable(cls, it: Iterable[_Any]) -> Set[_Any]:
        return frozenset(it)


class SortedPairs(Mapping[str, str]):
    """What belongs to each word of a file."""

    def __init__(self, content: bytes) -> None:
        self._lines = _Lines(content)

    def __getitem__(self, word: str) -> str:
        found = self._lines.after(word)
        if found is None:
            raise KeyError(word)
        return found

    def __iter__(self) -> Iterator[str]:
        return (word for word, _ in self._lines)

    def __len__(self) -> int:
        return len(self._lines)


class _Lines:
    """The lines of a file, each a word with what comes after it."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.after = lru_cache(_MOST_KEPT)(self._after)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for line in self._content.decode().splitlines():
            word, _, rest = line.partition(" ")
            yield word, rest

    def __len__(self) -> int:
        return self._content.count(b"\n")

    def _after(self, word: str) -> str | None:
        """What comes after a word; None where it is not there."""
        sought, content = word.encode("utf-8", "replace"), self._content
        low, high = 0, len(content)  # where a line begins, and where one has ended
        while low < high:
            begin = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = content.index(b"\n", begin)
            there, _, rest = content[begin:end].partition(b" ")
            if there == sought:
                return rest.decode()
            low, high = (end + 1, high) if there < sought else (low, begin)
        return None
