"""The sentences of a passage: each by itself, or the one that something stands in.

Rule: in doubt two sentences stay one, so that a rule never judges half a sentence as a whole one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple


class Sentence(NamedTuple):
    """A sentence and how many characters into its passage it begins; no space stands at either end."""

    start: int
    words: str


def sentences(words: str) -> Iterator[Sentence]:
    """The sentences of a passage, in order; a hard line break ends one, too."""
    start = 0
    for end in (*_ends(words), len(words)):
        piece = words[start:end]
        if kept := piece.strip():
            yield Sentence(start + len(piece) - len(piece.lstrip()), kept)
        start = end


class Sentences:
    """The sentences of a passage's words, by their offsets."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._starts = [0, *_ends(words)]

    def around(self, offset: int) -> tuple[int, int]:
        """From which character to before which the sentence goes that the character at `offset` is in."""
        number = bisect_right(self._starts, offset) - 1
        later = self._starts[number + 1 : number + 2]
        return self._starts[number], later[0] if later else len(self._words)

    def with_any(self, sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Each sentence that has the sign, once."""
        at = 0
        while found := sign.search(self._words, at):
            start, at = self.around(found.start())
            yield start, at


def _ends(words: str) -> Iterator[int]:
    """Where a sentence is over and the next one begins."""
    for end in _END.finditer(words):
        if end["break"] or not _abbreviated(words, end.start()):
            yield end.end()


# What ends a sentence, the marks that close with it, and the beginning of another one.
_END = re.compile(r"(?P<break>\n)|(?<![.!?…])[.!?…](?:[.!?…]|[”’\"')\]»](?!\w))*\s+(?=[“‘\"'(\[«]{0,2}[^\W_a-z])")
_SHORT = """
    approx appt asst c ca cf cllr co col corp dept dr e.g ed eds eg esp est ext fig figs gen gov hon i.e ie inc
    incl jnr jr lt ltd max messrs min mr mrs ms mt mx no nos p para paras pl pp prof ref refs rep rev rt sec snr
    sr st tel temp v viz vol vols vs
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_LAST_WORD = re.compile(r"[^\s(\[“‘\"'«–—/-]+$")
_LONGEST_WORD = 40


def _abbreviated(words: str, stop: int) -> bool:
    """Whether the mark at `stop` is the full stop of an abbreviation or of a person's initial."""
    if words[stop] != "." or words[stop + 1 : stop + 2] in (".", "!", "?"):
        return False
    last = _LAST_WORD.search(words, max(0, stop - _LONGEST_WORD), stop)
    if last is None:
        return False
    return last[0].lower() in _ABBREVIATIONS or _INITIALS.fullmatch(last[0]) is not None


_INITIALS = re.compile(r"[^\W\d_a-z](?:\.[^\W\d_a-z])*")
