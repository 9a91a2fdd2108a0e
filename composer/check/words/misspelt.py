"""Single words that are misspelt: known misspellings, slips of the fingers, American ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from composer.check.given_names import is_given_name
from composer.check.subject import Subject
from composer.check.words.house import House
from composer.check.words.slips import BEGINNINGS, LONGEST, Slip, is_built, meant_by, slips
from composer.check.words.spoken import Remark, Saying, Word, adjoin
from composer.model import Vocabulary

# Always written with a capital, whatever stands around them; march, may and august are words as well.
_CAPITALS_WORDS = """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February April June July September October November
    December Christmas Easter Britain British England English Scotland Scottish Wales Welsh Ireland Irish London Europe
    European
"""
_CAPITALS = frozenset(_CAPITALS_WORDS.split())
_DAYS_AND_MONTHS = frozenset(_CAPITALS_WORDS.split()[:15])
_CAPITAL_OF = {name.lower(): name for name in _CAPITALS}
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_MOST = 400  # unknown words that are looked at: a text with more is not in English
_OWN = 2  # times that a name of somebody's own is written, at least
_OWN_SMALL = 3  # the same of a word without a capital
_SHORTEST_SWAPPED_NAME = 7
_SHORTEST_NAME = 6


@dataclass(frozen=True)
class Speller:
    """What is known about the words of one edition. `british`: American spellings are wrong."""

    vocabulary: Vocabulary
    house: House
    sayings: Sequence[Saying]
    subject: Subject
    british: bool

    def remarks(self) -> Iterator[Remark]:
        """Each misspelt word, with what to write."""
        met: set[str] = set()
        for saying in self.sayings:
            for at, word in enumerate(saying.words):
                written = word.bare
                lower = written.lower()
                if lower in self.vocabulary.known or written in self.vocabulary.known or lower in self.house.words:
                    continue
                met.add(lower)
                if len(met) > _MOST:
                    return
                yield from self._of(saying, at, written, lower)

    def _of(self, saying: Saying, at: int, written: str, lower: str) -> Iterator[Remark]:
        """What there is to say of a word that no dictionary has."""
        if not written.isalpha() or not (written.islower() or written == written.capitalize()):
            return
        word = saying.words[at]
        right, message, fix = None, f"“{written}” is misspelt", "Write {}."
        small = written.islower()
        if lower in self.vocabulary.american:
            right = self._british(saying, at, lower)
            message = f"“{written}” is American"
        elif small and lower in _CAPITAL_OF:
            right = _CAPITAL_OF[lower]
            message = f"“{written}” has no capital"
        elif not small or lower.capitalize() not in self.vocabulary.known:
            right = self._listed(saying, at, lower)
            if right is None:
                right = self._slipped(saying, at, lower)
                message, fix = f"no dictionary has “{written}”", "Write {}, if that is what is meant."
        if right is not None:
            right = right if small else right[0].upper() + right[1:]
            right = _owning(right) if word.text != written and right.endswith("s") and lower.endswith("s") else right
            yield Remark(saying, word.start, word.start + len(written), message, fix.format(right))

    def _british(self, saying: Saying, at: int, lower: str) -> str | None:
        """The British spelling; none in somebody else's words or within a name."""
        word = saying.words[at]
        following = saying.words[at + 1] if at + 1 < len(saying.words) else None
        named = not word.text.islower() and not (word.opens and following and following.text.islower())
        if not self.british or named or _is_quoted(saying.passage.words, word):
            return None
        return self.vocabulary.american[lower]

    def _listed(self, saying: Saying, at: int, lower: str) -> str | None:
        """The right spelling of a word that is often misspelt so; none if it may be a name."""
        right = self.vocabulary.misspellings.get(lower)
        word = saying.words[at]
        if right is None or word.text.islower():
            return right
        if right in _DAYS_AND_MONTHS:
            return right
        if self._is_own(word.bare) or not self._needs_capital(saying, at):
            return None
        if right[0].isupper():
            return right if right in _CAPITALS or _is_swap(lower, right.lower()) else None
        return right if len(lower) >= _SHORTEST_NAME or _is_swap(lower, right) else None

    def _slipped(self, saying: Saying, at: int, lower: str) -> str | None:
        """The word that one was probably meant to be."""
        word = saying.words[at]
        capital = not word.text.islower()
        if is_built(lower, self.vocabulary) or _is_behind_beginning(saying, at):
            return None
        right = meant_by(lower, self.vocabulary, capital) if not capital or self._needs_capital(saying, at) else None
        if capital:
            right = right or self._name_slipped(word.bare)
        elif right:
            right = self._as_name(lower) or right
        return None if right is None or self._is_excused(word.bare, right) else right

    def _is_excused(self, written: str, right: str) -> bool:
        """Whether a word is one of the programme's own; a slip in small letters is none, though it be repeated."""
        repeated = written.islower() and any(other == right.lower() for _, other in slips(written))
        return self._is_in_earlier(written) if repeated and written[0] == right[0].lower() else self._is_own(written)

    def _as_name(self, lower: str) -> str | None:
        """A word as it stands elsewhere in the edition with a capital."""
        return next((form for form in (lower.capitalize(), lower.upper()) if self._counts[form]), None)

    def _name_slipped(self, written: str) -> str | None:
        """The name that is one slip away: names differ in a letter, but rarely in the order of letters."""
        if not _SHORTEST_NAME <= len(written) <= LONGEST or not written.isascii():
            return None
        for kind, other in slips(written.lower()):
            name = other.capitalize()
            swapped = kind is Slip.SWAPPED and len(written) >= _SHORTEST_SWAPPED_NAME
            if name in _CAPITALS or (swapped and name in self.vocabulary.known and not is_given_name(name)):
                return name
        return None

    def _needs_capital(self, saying: Saying, at: int) -> bool:
        """Whether a word has its capital for where it stands: it begins a sentence, or is in a title of such words."""
        word = saying.words[at]
        if word.opens:
            return True
        text = saying.passage.words
        before, after = saying.words[max(at - 1, 0) : at], saying.words[at + 1 : at + 2]
        beside = [other for other in before if adjoin(text, other, word)]
        beside += [other for other in after if adjoin(text, word, other)]
        capitals = [other.bare for other in beside if other.text[0].isupper() and not other.text.isupper()]
        return bool(capitals) and all(
            self.vocabulary.is_ordinary(name) and not is_given_name(name) for name in capitals
        )

    def _is_own(self, written: str) -> bool:
        """Whether the programme has written the word so before: then it is one of its own."""
        return self._counts[written] >= _least(written) or self._is_in_earlier(written)

    def _is_in_earlier(self, written: str) -> bool:
        """Whether earlier issues have the word several times."""
        return sum(1 for text in self._earlier if written in text) >= _least(written)

    @cached_property
    def _counts(self) -> Counter[str]:
        """How often words are written, each passage once."""
        passages = {saying.passage.words: saying.words for saying in self.sayings}
        return Counter(word.bare for words in passages.values() for word in words)

    @cached_property
    def _earlier(self) -> list[str]:
        """What was written in earlier issues and is not in this one."""
        printed = {item.place for item, _ in self.subject.printed}
        items = (item for issue in self.subject.earlier for item in issue.items if item.place not in printed)
        return [f"{item.title} {item.update} {item.action or ''}" for item in items]


def _least(written: str) -> int:
    """How often a word is written that is somebody's own."""
    return _OWN_SMALL if written.islower() else _OWN


def _owning(plural: str) -> str:
    """What is meant by governements’s: government’s."""
    return plural.removesuffix("s") + "’s"


def _is_swap(wrong: str, right: str) -> bool:
    return any(kind is Slip.SWAPPED and other == right for kind, other in slips(wrong))


def _is_behind_beginning(saying: Saying, at: int) -> bool:
    """Whether a hyphen joins it to a beginning such as pre: pre-empted is a word, and empted is none."""
    before, word = saying.words[at - 1], saying.words[at]
    hyphen = at > 0 and before.end + 1 == word.start and saying.passage.words[before.end] in "-‐‑"
    return hyphen and before.text.lower() in BEGINNINGS


def _is_quoted(text: str, word: Word) -> bool:
    return any(quoted.start() < word.start < quoted.end() for quoted in _QUOTED.finditer(text))
