"""People whose name is written otherwise than in the contacts, or than elsewhere in the edition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from composer.check.given_names import is_given_name
from composer.check.personal_names import PersonalName, name_of, personal_names
from composer.check.words.house import House
from composer.check.words.slips import slips
from composer.check.words.spoken import Remark, Saying, adjoin
from composer.model import Vocabulary

_MOST = 300  # names that others are compared with: a text with more is a list
_SHORTEST = 5  # letters of a name in which one may be mistyped; shorter ones differ in a letter by nature


class _Named(NamedTuple):
    """A person named in the edition."""

    saying: Saying
    name: PersonalName


def people_spelt_two_ways(sayings: Sequence[Saying], house: House, vocabulary: Vocabulary) -> Iterator[Remark]:
    """Each place where a name differs by a capital or a letter from what it should be."""
    yield from _small(sayings, house, vocabulary)
    own = [name for name in map(name_of, house.people) if name and name.given and name.family]
    named = [_Named(saying, name) for saying in sayings for name in _full_names(saying)]
    counts = Counter(person.name.written for person in named)
    known = {name.written for name in own}
    often = _likeliest(named, counts, vocabulary)
    for person in named:
        if person.name.written not in known:
            yield from _otherwise(person, own, often)


def _likeliest(named: Sequence[_Named], counts: Counter[str], vocabulary: Vocabulary) -> list[PersonalName]:
    """Each name once, the likeliest to be right first: the most frequent, and of those what is a known word."""
    names = {person.name.written: person.name for person in named}.values()
    people = [name for name in names if is_given_name(name.given) or not _is_phrase(name, vocabulary)]
    people.sort(key=lambda name: (-counts[name.written], not vocabulary.knows(name.family)))
    return people[:_MOST]


def _is_phrase(name: PersonalName, vocabulary: Vocabulary) -> bool:
    """Whether what looks like a name begins with a usual word: Reservoir Safety."""
    return vocabulary.usual(name.given.lower())


def _full_names(saying: Saying) -> Iterator[PersonalName]:
    if not _CAPITALS.search(saying.passage.words):
        return iter(())
    return (name for name in personal_names(saying.passage.words) if name.given and name.family)


_CAPITALS = re.compile(r"[A-Z]\w{0,30}[a-z]\.? (?:\w{2,3} )?[A-Z]")  # what every name has; asking for one takes time


def _otherwise(person: _Named, own: Iterable[PersonalName], often: Iterable[PersonalName]) -> Iterator[Remark]:
    """What there is to say of a name that is not in the contacts."""
    name = person.name
    for other in own:
        if _is_misspelt(name, other):
            yield _remark(person, other, "in the contacts")
            return
    for other in often:
        if other.written == name.written:
            return
        if _is_misspelt(name, other) and (is_given_name(other.given) or name.given == other.given):
            yield _remark(person, other, "elsewhere in this edition")
            return


def _remark(person: _Named, right: PersonalName, where: str) -> Remark:
    written = person.name.written
    start = person.name.start
    message = f"“{written}” is “{right.written}” {where}"
    return Remark(
        person.saying, start, start + len(written), message, f"Write {right.written}, if that is who is meant."
    )


def _is_misspelt(name: PersonalName, other: PersonalName) -> bool:
    """Whether one part is the same and the other differs by what the ear does not hear, or by a slip."""
    if name.family == other.family:
        given, meant = name.given, other.given
        both_given = is_given_name(given) and is_given_name(meant)
        return given != meant and (_sounds_alike(given, meant) or (_is_slip(given, meant) and not both_given))
    return name.given == other.given and (
        _sounds_alike(name.family, other.family) or _is_slip(name.family, other.family)
    )


def _is_slip(one: str, other: str) -> bool:
    one, other = one.lower(), other.lower()
    if min(len(one), len(other)) < _SHORTEST or one.rstrip("s") == other.rstrip("s"):
        return False
    return any(meant == other for _, meant in slips(one))


# What is written in several ways and sounds the same.
_SOUNDS = (
    (re.compile("ph|v"), "f"),
    (re.compile("ck|ch|c|q"), "k"),
    (re.compile("y|ie|ey|ei|ea|ee"), "i"),
    (re.compile("z"), "s"),
    (re.compile("(?<=[^aeiou])h|(?<=o)h(?=n)"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=..)(?:e|h)$"), ""),
)


def _sounds_alike(one: str, other: str) -> bool:
    return _sound(one) == _sound(other)


def _sound(name: str) -> str:
    name = name.lower()
    for pattern, sound in _SOUNDS:
        name = pattern.sub(sound, name)
    return name


# Capitals


def _small(sayings: Sequence[Saying], house: House, vocabulary: Vocabulary) -> Iterator[Remark]:
    """isabelle Gregory."""
    names = {tuple(name.lower().split()): name for name in house.people if len(name.split()) > 1}
    firsts = {parts[0] for parts in names}
    for saying in sayings:
        for at, word in enumerate(saying.words):
            if word.text.lower() not in firsts:
                continue
            for parts, name in names.items():
                found = saying.words[at : at + len(parts)]
                written = [*(part.text for part in found[:-1]), *(part.bare for part in found[-1:])]
                if tuple(part.lower() for part in written) != parts or not _lacks_capital(written, name, vocabulary):
                    continue
                if all(adjoin(saying.passage.words, *pair) for pair in pairwise(found)):
                    end = found[-1].start + len(found[-1].bare)
                    message = f"“{' '.join(written)}” is “{name}” in the contacts"
                    yield Remark(saying, word.start, end, message, f"Write {name}.")


def _lacks_capital(written: Sequence[str], name: str, vocabulary: Vocabulary) -> bool:
    """Whether a part is small that is not in the contacts, and it is the person for all that."""
    small = any(one.islower() and not other.islower() for one, other in zip(written, name.split(), strict=True))
    words = all(part.islower() and vocabulary.is_ordinary(part) for part in written)
    return small and not words
