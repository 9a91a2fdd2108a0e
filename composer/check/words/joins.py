"""Words that run together: each place where a space is missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from composer.check.words.house import House
from composer.check.words.spoken import Saying
from composer.markdown import Anchor, Passage
from composer.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Join:
    """Two words without a space: the first begins at `start`, the second at `at` and ends before `end`.

    `sure`: it can be nothing else, whatever the words are.
    """

    start: int
    at: int
    end: int
    sure: bool = True


_CHUNK = re.compile(r"\S+")
# Addresses, file names, code, hashtags: nothing in them is judged.
_UNSPOKEN = re.compile(r"[@#_\\<>={}]|://|www\.|\w/\w+[./]")
_RUN = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[^\W\d_]{2,}?[a-z](?=[A-Z][a-z])")
_CAPITALS = re.compile(r"([A-Z]{3,})([A-Z][a-z]{3,})")
_SMALL_CAPITALS = re.compile(r"([a-z]{4,}|[A-Z][a-z]{3,})([A-Z]{3,})")
_ABBREVIATED = re.compile(r"([A-Z]{3,})([a-z]{4,})")
# What names of services end in: NHSmail.
_SERVICES_WORDS = (
    "base book card direct hub line link mail mark net online pedia plus point space ware watch wise works"
)
_SERVICES = frozenset(_SERVICES_WORDS.split())
_NUMBERED = re.compile(r"([A-Z]{3,})(\d{1,3})")
_STOPPED = re.compile(r"([^\W\d_]+)(?:[.!?]+(?=[A-Z][a-z])|[,;](?=[^\W\d_]{2}))([^\W\d_]+)")
_BRACKETED = re.compile(r"([^\W\d_]{2,})\)([A-Z][a-z]{2,})")
_OPENED = re.compile(r"(?<![^\s(“‘\"'])([^\W\d_]{3,})\(([^\W\d_]{2,})(?![^\W_])(?!\)[^\W_])")
_ROMAN = re.compile(r"[IVX]+")
_STEP = re.compile(r"\d{1,2}\.([A-Z][a-z]{2,})(?![^\W_])")
_ENDED = ("", ".", "!", "?", ":", ";", "\n")
_MONTHS_TOO = frozenset(("march", "may", "august"))  # words, but 4.May is a day
_CLAN = re.compile(r"(?:Ma?c|Fitz|De|Di|Du|La|Le|Van|Von|O)[A-Z]")
_SHORTEST = 3  # letters of a part
_LONG = 13  # letters: two words that make so long a name beside other names hardly make a brand
_OWN = 2  # times that a name of somebody's own is written
# No word begins or ends with these and has no space there; on, over, under, in and out do begin words.
_LINKING_WORDS = """
    the and of with from this that these those their our your which have been was were are will would should could
    to for in on at by is or as
"""
_LINKING = tuple(_LINKING_WORDS.split())
_LEADING_WORDS = "the and of with from this that these those their our your which have been were are will"
_LEADING = frozenset(_LEADING_WORDS.split())
_TRAILING = frozenset(["the", "and", "with", "their", "our", "your"])
_COMPANIONS = frozenset(_LINKING)
_DOMAINS_WORDS = "com org net uk gov ac co eu info html pdf doc docx xls xlsx io js py"
_DOMAINS = frozenset(_DOMAINS_WORDS.split())


@dataclass(frozen=True)
class Joiner:
    """What is known about the words of one edition."""

    vocabulary: Vocabulary
    house: House
    sayings: Sequence[Saying]

    def joins(self, saying: Saying) -> Iterator[Join]:
        """Where words of a passage run together, in order."""
        text = saying.passage.words
        found = [join for chunk in _CHUNK.finditer(text) for join in self._of_chunk(text, chunk)]
        found += self._at_links(text, saying.passage.anchors)
        found += self._at_marks(saying.passage)
        seen: set[int] = set()
        for join in sorted(found, key=lambda join: (join.at, join.start)):
            if join.at not in seen:
                seen.add(join.at)
                yield join

    def _of_chunk(self, text: str, chunk: re.Match[str]) -> Iterator[Join]:
        written = chunk[0]
        if len(written) > _LONGEST_CHUNK or (written.isalpha() and (written.istitle() or written.isupper())):
            return
        if _UNSPOKEN.search(written):
            return
        if written.count(",") <= written.endswith(",") + 1:  # a,b,c is a list for a computer
            yield from self._stopped(text, chunk)
        yield from self._opened(text, chunk)
        yield from self._step(text, chunk)
        for run in _RUN.finditer(text, *chunk.span()):
            if run[0].islower() and run[0].isalpha():
                yield from self._small(run)
            elif not run[0].istitle() and not self._is_own(run[0]):
                yield from self._mixed(text, run)

    # Capitals within a word

    def _mixed(self, text: str, run: re.Match[str]) -> Iterator[Join]:
        """simulationsList, NSPCCReunification, practiceSEND, SENDservices, SEND19."""
        yield from self._camel(text, run)
        abbreviated = _ABBREVIATED.fullmatch(text, *run.span())
        if abbreviated and self._is_abbreviation(abbreviated[1]) and self._is_common(abbreviated[2]):
            yield Join(run.start(), abbreviated.start(2), run.end())
        for pattern in (_CAPITALS, _SMALL_CAPITALS):
            for found in pattern.finditer(text, *run.span()):
                if self._is_word(found[2] if pattern is _CAPITALS else found[1]):
                    yield Join(found.start(), found.start(2), found.end())
        numbered = _NUMBERED.fullmatch(text, *run.span())
        beside = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
        if numbered and not _PART_OF_NAME & {*beside} and self._is_numbered_by_mistake(numbered[1]):
            yield Join(run.start(), numbered.start(2), run.end(), sure=False)

    def _camel(self, text: str, run: re.Match[str]) -> Iterator[Join]:
        called = text[max(run.start() - 1, 0) : run.start()] == "." or text[run.end() : run.end() + 1] == "("
        if called or self.vocabulary.knows(run[0]) or _CLAN.match(run[0]):
            return
        bounds = [run.start(), *(found.end() for found in _CAMEL.finditer(text, *run.span())), run.end()]
        for start, at, end in zip(bounds, bounds[1:], bounds[2:], strict=False):
            one, other = text[start:at], text[at:end]
            words = (self._is_word(one), self._is_word(other) or other.lower() in self.vocabulary.everyday)
            small = one.islower() and (len(one) > _SHORTEST or one in _COMPANIONS)
            meant = small or self._in_a_name(text, start, at, end)
            if (meant and all(words)) or (any(words) and self._in_a_title(text, start, end)):
                yield Join(start, at, end)

    def _is_word(self, part: str) -> bool:
        """Whether it is a word or a name that is known, or that stands elsewhere in the edition."""
        return len(part) >= _SHORTEST and (self.vocabulary.knows(part) or self._words[part] > 0)

    def _in_a_title(self, text: str, start: int, end: int) -> bool:
        """Whether it is long, and words with capitals are on either side."""
        before, after = text[max(start - 2, 0) : start], text[end : end + 2]
        beside = _word_before(text, start) if before[1:] == " " and before[0].isalnum() else []
        beside += [after[1:]] if after[:1] == " " else []
        return end - start >= _LONG and any(word[:1].isupper() for word in beside)

    def _in_a_name(self, text: str, start: int, at: int, end: int) -> bool:
        """Whether either word stands elsewhere in the edition beside the same neighbour as here."""
        before, after = _word_before(text, start), text[end : end + _LOOK].split(None, 1)[:1]
        left = bool(before) and (before[0].strip("“‘(,"), text[start:at]) in self._pairs
        right = bool(after) and (text[at:end], after[0].strip("”’),.;:")) in self._pairs
        return left or right

    def _is_own(self, written: str) -> bool:
        """Whether the programme writes it so: a brand is written more than once, or is a name of the workspace."""
        return written.lower() in self.house.words or self._runs[written] >= _OWN

    def _is_abbreviation(self, capitals: str) -> bool:
        """Whether capitals are an abbreviation, and no word that is shouted."""
        used = self._words[capitals] > 0 or capitals.lower() in self.house.words
        return used or not self.vocabulary.is_ordinary(capitals)

    def _is_common(self, rest: str) -> bool:
        """Whether what follows an abbreviation is a usual word, and not what makes it the name of a service."""
        return rest not in _SERVICES and self.vocabulary.usual(rest)

    def _is_numbered_by_mistake(self, acronym: str) -> bool:
        """Whether an acronym stands elsewhere alone, and never with a number."""
        numbers = sum(
            count for run, count in self._runs.items() if run[: len(acronym)] == acronym and run[-1:].isdigit()
        )
        hyphened = any(f"{acronym}-" in saying.passage.words for saying in self.sayings)
        return self._words[acronym] >= _OWN and numbers == 1 and not hyphened

    # Small letters

    def _small(self, run: re.Match[str]) -> Iterator[Join]:
        """ofthe, withtheir, reportand."""
        word = run[0]
        known = word in self.vocabulary.known or word in self.vocabulary.misspellings or word in self.house.words
        if known or len(word) > _LONGEST or self._runs[word] >= _OWN:
            return
        for little in _LINKING:
            rest = word.removeprefix(little)
            if rest in _COMPANIONS or (little in _LEADING and self._is_long(rest, word)):
                yield Join(run.start(), run.start() + len(little), run.end())
                return
            rest = word.removesuffix(little)
            if little in _TRAILING and self._is_long(rest, word):
                yield Join(run.start(), run.start() + len(rest), run.end())
                return

    def _is_long(self, rest: str, word: str) -> bool:
        """Whether what is left of a word is an everyday one."""
        return rest != word and len(rest) > _SHORTEST and rest in self.vocabulary.everyday

    # No space after a sign

    def _stopped(self, text: str, chunk: re.Match[str]) -> Iterator[Join]:
        """end.Next, one,two, here)Next."""
        for pattern in (_STOPPED, _BRACKETED):
            for found in pattern.finditer(text, *chunk.span()):
                one, other = found[1], found[2]
                if len(one) > 1 and other.lower() not in _DOMAINS and self._is_said(one) and self._is_said(other):
                    yield Join(found.start(), found.start(2), found.end())

    def _opened(self, text: str, chunk: re.Match[str]) -> Iterator[Join]:
        """day(free), but not person(s), child(ren) and iron(III)."""
        for found in _OPENED.finditer(text, *chunk.span()) if "(" in chunk[0] else ():
            one, other = found[1], found[2]
            if self._is_said(one) and self._is_bracketed(other) and not self.vocabulary.knows(one + other):
                yield Join(found.start(), found.end(1), found.end())

    def _is_bracketed(self, other: str) -> bool:
        """Whether what a bracket begins with is a word or an abbreviation, and not the ending of a word."""
        if sum(letter.isupper() for letter in other) > 1:
            return _ROMAN.fullmatch(other) is None
        return len(other) >= _SHORTEST and self.vocabulary.knows(other)

    def _step(self, text: str, chunk: re.Match[str]) -> Iterator[Join]:
        """4.Bring."""
        found = _STEP.match(text, *chunk.span())
        begins = text[max(chunk.start() - 2, 0) : chunk.start()].rstrip(" ")[-1:] in _ENDED
        if (
            found
            and begins
            and self.vocabulary.usual(found[1].lower())
            and found[1].lower() not in {*_DOMAINS, *_MONTHS_TOO}
        ):
            yield Join(found.start(), found.start(1), found.end())

    def _is_said(self, part: str) -> bool:
        return not part.isupper() and (self.vocabulary.knows(part) or self._words[part] > 0)

    # Links

    def _at_links(self, text: str, anchors: Sequence[Anchor]) -> Iterator[Join]:
        """Two links, or a link and what stands beside it, with nothing between them."""
        starts, ends = {anchor.start for anchor in anchors}, {anchor.end for anchor in anchors}
        for bound in sorted(starts | ends):
            if 0 < bound < len(text) and text[bound - 1].isalnum() and text[bound].isalnum():
                start, end = _run_around(text, bound)
                if (bound in starts and bound in ends) or self._are_apart(text[start:bound], text[bound:end]):
                    yield Join(start, bound, end)

    def _are_apart(self, one: str, other: str) -> bool:
        """Whether both are words, and not the parts of one: a link on a report, with an s behind it."""
        words = self._is_said(one) and self._is_said(other) and len(other) >= _SHORTEST
        return words and not self.vocabulary.knows(one + other)

    # Bold and italic words

    def _at_marks(self, passage: Passage) -> Iterator[Join]:
        """**all**members: a mark parts what is no word into two that are."""
        for run in _RUN.finditer(passage.words):
            if len(run[0]) < 2 * _SHORTEST or self._is_settled(run[0]):
                continue
            for bound in range(run.start() + _SHORTEST, run.end() - _SHORTEST + 1):
                one, other = passage.words[run.start() : bound], passage.words[bound : run.end()]
                if self._is_word(one) and self._is_word(other) and _is_marked(passage, bound):
                    yield Join(run.start(), bound, run.end())

    def _is_settled(self, run: str) -> bool:
        """Whether letters are a word as they stand, or too many to be any."""
        if not run.isalpha() or len(run) > _LONGEST or self.vocabulary.usual(run):
            return True
        return self.vocabulary.knows(run) or self._is_own(run)

    # What stands in the edition

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(saying.passage.words for saying in self.sayings))

    @cached_property
    def _runs(self) -> Counter[str]:
        """How often each run of letters and digits is written, each passage once."""
        return Counter(run for text in self._texts for run in _RUN.findall(text))

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(word.bare for saying in self.sayings for word in saying.words)

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        words = (saying.words for saying in self.sayings)
        return frozenset((one.bare, other.bare) for row in words for one, other in pairwise(row))


def _is_marked(passage: Passage, at: int) -> bool:
    """Whether a mark of Markdown stands in the source between a character and the one before it."""
    before, here = passage.at(at - 1), passage.at(at)
    return before.line == here.line and here.column - before.column > 1


_LONGEST = 30  # letters
_LONGEST_CHUNK = 200  # characters without a space: more are no words, and take long
_PART_OF_NAME = frozenset("-–/()[]")  # beside an abbreviation with a number: COVID19-related, the network (SEND19)


_LOOK = 40  # characters around a join that are looked at


def _word_before(text: str, start: int) -> list[str]:
    """What stands before a place, if anything does, up to the space before it."""
    return text[max(start - _LOOK, 0) : start].split()[-1:]


def _run_around(text: str, bound: int) -> tuple[int, int]:
    """The letters and digits on both sides of a place."""
    start = end = bound
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end
