"""What a word that no dictionary has was probably meant to be: one slip of the fingers away."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from composer.model import Vocabulary

_LETTERS = "etaoinshrdlucmfwypvbgkjqxz"


class Slip(IntEnum):
    """Kinds of slip, from the one that a word of somebody's own looks least like."""

    SWAPPED = 0
    DOUBLED = 1
    LACKING = 2
    SURPLUS = 3
    WRONG = 4


def slips(word: str) -> Iterator[tuple[Slip, str]]:
    """Every word that this one is a slip of, in lower case."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for (before, rest), (_, after) in pairwise(cuts):
        if after and rest[0] != rest[1]:
            yield Slip.SWAPPED, before + rest[1] + rest[0] + rest[2:]
        yield (Slip.DOUBLED if rest[0] in (before[-1:], after[:1]) else Slip.SURPLUS), before + after
        yield from ((Slip.WRONG, before + letter + after) for letter in _LETTERS if letter != rest[0])
    yield from ((Slip.LACKING, before + letter + rest) for before, rest in cuts for letter in _LETTERS)


_SHORTEST = 6  # letters: shorter words have neighbours everywhere
LONGEST = 30
_SHORTEST_SWAPPED = 5
_SHORTEST_BEGINNING = 7  # hardly anybody mistypes the first letter, and names differ in it
_SHORTEST_CONFUSED = 7
_CAPITALISED = {Slip.SWAPPED: 7, Slip.DOUBLED: 8, Slip.LACKING: 9, Slip.SURPLUS: 9, Slip.WRONG: 10}  # letters, at least


def confusions(word: str) -> Iterator[str]:
    """What a word in lower case may be that somebody never knew how to spell."""
    singles = [at for at in range(1, len(word)) if word[at] != word[at - 1]]
    doubled = [word[:at] + word[at - 1] + word[at:] for at in singles]
    pairs = [at for at in range(1, len(word)) if word[at] == word[at - 1]]
    for other in [*doubled, *(word[:at] + word[at + 1 :] for at in pairs)]:  # acommodattion
        yield from (other[:at] + other[at - 1] + other[at:] for at in range(2, len(other)))
        yield from (other[:at] + other[at + 1 :] for at in range(2, len(other)) if other[at] == other[at - 1])
    if word.endswith("ally"):  # publically
        yield word.removesuffix("ally") + "ly"
    elif word.endswith("ly"):  # basicly
        yield word.removesuffix("ly") + "ally"


@lru_cache(maxsize=4096)
def meant_by(word: str, vocabulary: Vocabulary, capital: bool = False) -> str | None:
    """The usual word that an unknown one in lower case is a slip of; None where it may well be a word of its own.

    `capital`: it is written with one, so that it may be a name.
    """
    if not _SHORTEST_SWAPPED <= len(word) <= LONGEST or not word.isascii():
        return None
    found = [(kind, other) for kind, other in slips(word) if vocabulary.usual(other)]
    likely = [(other not in vocabulary.everyday, kind, other) for kind, other in found if _convinces(word, kind, other)]
    if capital:
        likely = [guess for guess in likely if len(word) >= _CAPITALISED[guess[1]]]
    if len(word) < _SHORTEST:
        likely = [guess for guess in likely if guess[1] is Slip.SWAPPED and not guess[0]]
    if not likely and not capital and len(word) >= _SHORTEST_CONFUSED:
        return min((other for other in confusions(word) if vocabulary.usual(other)), default=None)
    return min(likely)[2] if likely else None


def _convinces(word: str, kind: Slip, other: str) -> bool:
    """Whether a slip is likely where it is: a letter too many before a word is more often a name (ipython)."""
    if word[0] == other[0] or kind is Slip.SWAPPED:
        return True
    return len(word) >= _SHORTEST_BEGINNING and kind is not Slip.SURPLUS


_BEGINNINGS_WORDS = """
    anti auto bi bio co counter cross cyber de dis eco ed ex extra fore geo hyper ill in inter intra macro mega meta
    micro mid mini mis mono multi neuro non off on out over pan photo poly post pre pro proto pseudo psycho quasi re
    self semi socio sub super tele therm trans tri ultra un under uni up
"""
BEGINNINGS = tuple(_BEGINNINGS_WORDS.split())
_ENDINGS_WORDS = """
    s es er ers ness less like wise wide based led free able ability ship ships hood ward wards ism isms ist ists ify
    ish fold proof worthy style type ly
"""
_ENDINGS = tuple(_ENDINGS_WORDS.split())
_LEAST = 4  # letters of a part
_LEAST_SHORT = 3  # the same, where both parts are everyday words
_NO_PARTS = frozenset(["ally"])  # publically is not made of public and ally


@lru_cache(maxsize=4096)
def is_built(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word in lower case is made of known ones, as headteacher and rewilder are."""
    if word.replace("z", "s") in vocabulary.known:  # organize
        return True
    for beginning in BEGINNINGS:
        rest = word[len(beginning) :]
        if word.startswith(beginning) and len(rest) >= _LEAST and _is_usual(rest, vocabulary):
            return True
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= _LEAST + len(ending):
            stem = word[: -len(ending)]
            if stem in vocabulary.known or (ending[0] in "aei" and stem + "e" in vocabulary.known):
                return True
    if _is_inflected(word, vocabulary):
        return True
    return word[-_LEAST:] not in _NO_PARTS and _is_compound(word, vocabulary)


def _is_usual(word: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.usual(word) or vocabulary.usual(word.removesuffix("s"))


def _is_compound(word: str, vocabulary: Vocabulary) -> bool:
    """Whether it is two usual words, and one of them is not short: headteacher, backend."""
    for at in range(_LEAST_SHORT, len(word) - _LEAST_SHORT + 1):
        one, other = word[:at], word[at:].removesuffix("s")
        short, long = sorted((one, other), key=len)
        if len(long) >= _LEAST <= len(short) and vocabulary.usual(one) and vocabulary.usual(other):
            return True
        if len(short) == _LEAST_SHORT and short in vocabulary.everyday and long in vocabulary.everyday:
            return True
    return False


def _is_inflected(word: str, vocabulary: Vocabulary) -> bool:
    """Whether it is a usual word with -ed or -ing that is spelt by the rule: leathered, not begining."""
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST:
            doubled = stem + stem[-1] + ending
            if (vocabulary.usual(stem) and doubled not in vocabulary.known) or vocabulary.usual(stem + "e"):
                return True
    return False
