"""Telephone numbers of the United Kingdom in running words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_APART = r"[ \u00a0\u2007\u2009\u202f().\u2010-\u2013-]{0,2}"
_ABROAD = rf"(?:\(?\+|\(?00){_APART}44\)?{_APART}(?:\(0\){_APART})?"
_NUMBER = re.compile(
    rf"(?<![\w/=&#@%-])(?!\d\d[./-]\d\d[./-]\d)(?:{_ABROAD}|\(?0)"
    rf"(?:(?P<mobile>{_APART}7{_APART}[1-9](?:{_APART}\d){{8}})|[12](?:{_APART}\d){{8,9}})(?![\d:/@])"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number from one character to before another; `digits` as dialled at home."""

    start: int
    end: int
    digits: str
    is_mobile: bool


def numbers_in(words: str) -> Iterator[Number]:
    """Mobile numbers, and those of a place; nobody's own are the ones that begin with 03 or 08."""
    for found in _NUMBER.finditer(words):
        start = found.start() + found[0].startswith("(")
        yield Number(start, found.end(), dialled(found[0]), found["mobile"] is not None)


def dialled(written: str) -> str:
    """The digits of a number as dialled at home, however it is written."""
    digits = "".join(character for character in written if character.isdecimal())
    if written.lstrip("( ").startswith(("+", "00")):
        return "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return digits
