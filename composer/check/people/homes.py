"""Where somebody lives: a house and its street, behind words that say whose home it is.

Rule: a house number and a street alone are an office's or a hall's as likely, and nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.given_names import is_only_given_name


def homes_in(words: str) -> Iterator[tuple[int, int]]:
    """From which character to before which the addresses of homes stand, each of somebody named before it."""
    for home in _HOME.finditer(words):
        address = _ADDRESS.match(words, home.end())
        if address and _names_somebody(words[max(home.start() - _BESIDE, 0) : home.start()]):
            yield address.span("it")


_BESIDE = 100  # characters
_HOME = re.compile(
    r"\bat home(?![\w-])|\bat (?:his|her|their) (?:new )?(?:home|house|flat)\b|\bhome address(?! book)"
    r"|\bhome is\b|\b(?:lives?|lived|living|resides?|residing)(?= (?:at|in)\b)"
)
_ROADS = (
    "Avenue|Close|Court|Crescent|Drive|Gardens|Green|Grove|Hill|Lane|Mews|Park|Place|Rise|Road|Row|Square|Street"
    "|Terrace|View|Walk|Way|Ave|Cres|Dr|Rd|St"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)"
_NAME = r"(?:[A-Z][\w’'-]{1,20} ){1,3}"
_ADDRESS = re.compile(
    r"(?:[ ,:;(–-]{1,3}(?:at|is|in)?){1,2} ?"
    r"(?P<it>(?:[Ff]lat \w{1,4},? )?\d{1,4}[a-zA-Z]?,? "
    rf"(?:{_NAME}(?:{_ROADS})\b\.?(?:(?:, [A-Z][\w’' -]{{1,30}}){{0,3}},? {_POSTCODE})?"
    rf"|[A-Z][\w’'-]{{1,20}}(?: [A-Z][\w’'-]{{1,20}}){{0,2}}(?:, [A-Z][\w’' -]{{1,30}}){{0,3}},? {_POSTCODE}))"
)
_WORD = re.compile(r"[^\W\d_]{2,}")


# A sentence is over, and the next one does not go on about the same person.
_ENDED = re.compile(r"[a-z\d)][.!?]\s+(?!(?:He|She|They|His|Her|Their)\b)")


def _names_somebody(words: str) -> bool:
    """Whether a given name stands in the last sentence, or in one before that it takes up."""
    last = _ENDED.split(words)[-1]
    return any(word[0].isupper() and is_only_given_name(word) for word in _WORD.findall(last))
