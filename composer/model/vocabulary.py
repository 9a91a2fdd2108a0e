"""The words of British English, and how they are misspelt."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)  # there is one, and comparing would take long
class Vocabulary:
    """Words by how common they are, and wrong spellings with the right ones.

    `everyday` and `common` are what a misspelt word was probably meant to be; `known` holds them, all others and names
    (England). Words are in lower case but for what is always written with a capital. `misspellings` and `american` go
    from a word in lower case to the British spelling; what is right in either country is not in `american`.
    """

    everyday: frozenset[str] = field(repr=False)
    common: frozenset[str] = field(repr=False)
    known: Set[str] = field(repr=False)
    misspellings: Mapping[str, str] = field(repr=False)
    american: Mapping[str, str] = field(repr=False)

    def knows(self, word: str) -> bool:
        """Whether it is a word or a name as it stands, or with a small letter."""
        return word in self.known or word.lower() in self.known

    def is_ordinary(self, word: str) -> bool:
        """Whether it is a word that needs no capital."""
        return word.lower() in self.known

    def usual(self, word: str) -> bool:
        """Whether it is one of the words that everybody writes."""
        return word in self.everyday or word in self.common
