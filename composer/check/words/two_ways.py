"""Names that are written in two ways.

Rule: the workspace's own way of writing a name is right; else the one that is more frequent in the edition.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from composer.check.words.house import House
from composer.check.words.people_two_ways import people_spelt_two_ways
from composer.check.words.slips import is_built, slips
from composer.check.words.spoken import Remark, Saying, Word, adjoin, words_in
from composer.model import Vocabulary

_Written = tuple[Saying, Word]
_SHORTEST = 3  # letters of a word that is compared
_OFTEN = 2  # times that what is right is written, at least


def spelt_two_ways(sayings: Sequence[Saying], house: House, vocabulary: Vocabulary) -> Iterator[Remark]:
    """Each place where a name is written otherwise than by the workspace, or than elsewhere in the edition."""
    yield from people_spelt_two_ways(sayings, house, vocabulary)
    yield from _house_names(sayings, house)
    yield from _bodies(sayings)
    yield from _genitives(sayings)
    yield from _near_names(sayings, house, vocabulary)
    yield from _near_abbreviations(sayings, house)
    yield from _capitals(sayings, house, vocabulary)


def _remark(saying: Saying, first: Word, last: Word, right: str, whose: str) -> Remark:
    written = saying.passage.words[first.start : last.start + len(last.bare)]
    message = f"“{written}” is written “{right}” {whose}"
    return Remark(saying, first.start, last.start + len(last.bare), message, f"Write {right}.")


# Names of the workspace


def _house_names(sayings: Sequence[Saying], house: House) -> Iterator[Remark]:
    """AD Safeguarding network, where a network is called AD Safeguarding Network."""
    names: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in house.names:
        words = words_in(name)
        parts = tuple(word.text for word in words)
        if len(parts) > 1 and " ".join(parts) == name.replace("\u00a0", " "):
            names[parts[0].lower()].append(parts)
    for saying in sayings:
        for at, word in enumerate(saying.words):
            for parts in names.get(word.text.lower(), ()):
                found = _in_a_row(saying, at, len(parts))
                if found and _miswritten(found, parts):
                    yield _remark(saying, found[0], found[-1], " ".join(parts), "in the workspace")


def _in_a_row(saying: Saying, at: int, count: int) -> Sequence[Word]:
    """So many words from one on that only spaces are between; none if there are not so many."""
    words = saying.words[at : at + count]
    text = saying.passage.words
    whole = len(words) == count and all(adjoin(text, *pair) for pair in pairwise(words))
    return words if whole else ()


def _miswritten(found: Sequence[Word], parts: Sequence[str]) -> bool:
    """Whether it is the name but for a capital, and is meant as a name: one of its words has its capital."""
    written = [word.text for word in found[:-1]] + [found[-1].bare]
    pairs = list(zip(written, parts, strict=True))
    if any(one.lower() != other.lower() for one, other in pairs):
        return False
    lost = any(one.islower() and not other.islower() for one, other in pairs)
    kept = (
        word.text == part
        for word, part in zip(found, parts, strict=True)
        if not word.opens and not part.isupper() and not part.islower()
    )
    return lost and any(kept)


# Names of bodies, in the edition itself

_BODIES_WORDS = """
    network group board forum committee partnership team alliance panel association society trust council department
    agency centre consortium hub academy college school university foundation institute federation union commission
"""
_BODIES = frozenset(_BODIES_WORDS.split())


def _bodies(sayings: Sequence[Saying]) -> Iterator[Remark]:
    """AD Safeguarding network, where AD Safeguarding Network is what the edition says elsewhere."""
    found: dict[tuple[str, ...], dict[str, list[tuple[Saying, Sequence[Word]]]]] = {}
    for saying in sayings:
        for at, word in enumerate(saying.words):
            if at > 1 and word.bare.lower() in _BODIES:
                row = _in_a_row(saying, at - 2, 3)
                if row and _is_name(row[0]) and _is_name(row[1]) and not row[1].text.isupper():
                    key = (row[0].text, row[1].text, word.bare.lower())
                    found.setdefault(key, {}).setdefault(word.bare, []).append((saying, row))
    for (one, other, body), ways in found.items():
        small, great = ways.get(body, []), ways.get(body.capitalize(), [])
        if len(great) >= _OFTEN and len(small) < len(great):
            right = f"{one} {other} {body.capitalize()}"
            yield from (_remark(saying, row[0], row[-1], right, "elsewhere in this edition") for saying, row in small)


def _is_name(word: Word) -> bool:
    return word.text[0].isupper()


_PLURALS = frozenset(["Children", "Women", "Men", "People"])


def _genitives(sayings: Sequence[Saying]) -> Iterator[Remark]:
    """The Children Society, where The Children’s Society is what the edition says elsewhere."""
    pairs = [
        (saying, one, other)
        for saying in sayings
        for one, other in pairwise(saying.words)
        if one.bare in _PLURALS and _is_name(other) and adjoin(saying.passage.words, one, other)
    ]
    owned = {(one.bare, other.bare): f"{one.text} {other.bare}" for _, one, other in pairs if one.bare != one.text}
    for saying, one, other in pairs:
        if one.bare == one.text and (right := owned.get((one.text, other.bare))):
            yield _remark(saying, one, other, right, "elsewhere in this edition")


# Single names, by a letter

_SHORTEST_NAME = 7  # letters: shorter names differ in one by nature
_MOST_NAMES = 300  # that are compared: a text with more is not in English


def _near_names(sayings: Sequence[Saying], house: House, vocabulary: Vocabulary) -> Iterator[Remark]:
    """Averborne, where Averbourne is what the workspace or the edition says elsewhere."""
    places: dict[str, list[_Written]] = defaultdict(list)
    for saying in sayings:
        for at, word in enumerate(saying.words):
            if _may_be_place(saying, at) and not vocabulary.knows(word.bare):
                places[word.bare].append((saying, word))
    counts = {name: len(found) for name, found in list(places.items())[:_MOST_NAMES]}
    own = {name.capitalize(): _OFTEN for name in house.words if len(name) >= _SHORTEST_NAME}
    often = {name: count for name, count in (counts | own).items() if count >= _OFTEN}
    for name, count in counts.items():
        for other, more in often.items():
            if name not in own and more > count and _one_letter_off(name, other):
                where = "in the workspace" if other in own else "elsewhere in this edition"
                yield from (_remark(saying, word, word, other, where) for saying, word in places[name])
                break


def _may_be_place(saying: Saying, at: int) -> bool:
    """Whether a word is a name, and not somebody's family name."""
    word = saying.words[at]
    if len(word.bare) < _SHORTEST_NAME or word.bare != word.bare.capitalize() or not word.bare.isalpha():
        return False
    before = saying.words[at - 1] if at else None
    follows = before is not None and _is_name(before) and adjoin(saying.passage.words, before, word)
    return before is None or not follows or before.opens


def _one_letter_off(one: str, other: str) -> bool:
    near = one[0] == other[0] and abs(len(one) - len(other)) <= 1 and one.rstrip("s") != other.rstrip("s")
    return near and any(meant == other.lower() for _, meant in slips(one.lower()))


# Abbreviations, by a letter

_SHORTEST_ABBREVIATION = 5  # letters: shorter ones that differ in one are often two things (LA, LGA; SEN, SEND)
_FAR_MORE_OFTEN = 4  # times that what is right is written, at least, and for each of the other


def _near_abbreviations(sayings: Sequence[Saying], house: House) -> Iterator[Remark]:
    """CONSEL, where CONSELP is what the edition says nearly everywhere, and no name of the workspace has it."""
    places: dict[str, list[_Written]] = defaultdict(list)
    for saying in sayings:
        for at, word in enumerate(saying.words):
            if len(word.bare) >= _SHORTEST_ABBREVIATION and word.bare.isupper() and not _is_shouted(saying, at):
                places[word.bare].append((saying, word))
    named = {word.bare for name in house.names for word in words_in(name)}
    often = [form for form, found in places.items() if len(found) >= _FAR_MORE_OFTEN]
    for form, found in places.items():
        for right in often if form not in named else ():
            if len(places[right]) >= _FAR_MORE_OFTEN * len(found) and _one_letter_off(form, right):
                told = ((saying, word) for saying, word in found if not _is_in_capitals(saying, word))
                yield from (_remark(saying, word, word, right, "elsewhere in this edition") for saying, word in told)


# Single names and abbreviations, by their capitals


def _capitals(sayings: Sequence[Saying], house: House, vocabulary: Vocabulary) -> Iterator[Remark]:
    """Seslip, where SESLIP is what the workspace or the edition says; ofsted beside Ofsted."""
    own = {word.bare.lower(): word.bare for name in chain(house.names, house.people) for word in words_in(name)}
    ways: dict[str, dict[str, list[_Written]]] = defaultdict(dict)
    for saying in sayings:
        for at, word in enumerate(saying.words):
            if len(word.bare) >= _SHORTEST and word.bare.isalpha() and not _is_shouted(saying, at):
                ways[word.bare.lower()].setdefault(word.bare, []).append((saying, word))
    for lower, written in ways.items():
        if vocabulary.is_ordinary(lower) or not (len(written) > 1 or (lower in own and own[lower] not in written)):
            continue
        if is_built(lower, vocabulary):
            continue
        right = _right(lower, written, own.get(lower), vocabulary)
        for wrong in written if right else ():
            if wrong != right and not (right == lower and wrong == lower.capitalize()):
                where = "in the workspace" if own.get(lower) == right else "elsewhere in this edition"
                told = ((saying, word) for saying, word in written[wrong] if not _is_in_capitals(saying, word))
                yield from (_remark(saying, word, word, str(right), where) for saying, word in told)


def _is_in_capitals(saying: Saying, word: Word) -> bool:
    """Whether a word and one beside it are in capitals, as a name is that is shouted: CHRIS OWEN."""
    if not word.text.isupper():
        return False
    at = saying.words.index(word)
    pairs = [(one, other) for one, other in pairwise(saying.words[max(at - 1, 0) : at + 2])]
    return any(
        one.text.isupper() and other.text.isupper() and adjoin(saying.passage.words, one, other) for one, other in pairs
    )


def _right(lower: str, written: dict[str, list[_Written]], own: str | None, vocabulary: Vocabulary) -> str | None:
    """How a word is to be written; None where the ways of writing it do not tell."""
    if own and own != lower:
        return own
    if lower.capitalize() in vocabulary.known and lower.capitalize() in written:
        return lower.capitalize() if all(form in (lower, lower.capitalize()) for form in written) else None
    counts = Counter({form: len(places) for form, places in written.items()})
    (most, often), *rest = counts.most_common(2)
    if most == lower or often < _OFTEN or not rest or often == rest[0][1]:
        return None
    return most


def _is_shouted(saying: Saying, at: int) -> bool:
    """Whether a word has capitals because those around it have."""
    if not saying.words[at].text.isupper():
        return False
    beside = saying.words[max(at - 1, 0) : at] + saying.words[at + 1 : at + 2]
    return saying.is_title and bool(beside) and all(word.text.isupper() for word in beside)
