"""What identifies one person to the state, known by its shape and, where there is one, its check digit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from composer.check.given_names import is_only_given_name


class Identifier(NamedTuple):
    """From one character to before another, and what it is."""

    start: int
    end: int
    what: str


def identifiers_in(words: str) -> Iterator[Identifier]:
    """National Insurance, NHS and pupil numbers, and dates of birth."""
    for pattern, holds, what in _KINDS:
        for found in pattern.finditer(words):
            if holds(found):
                yield Identifier(found.start("it"), found.end("it"), what)


# HMRC's NIM39110: letters that are never used, and pairs that are not.
_INSURANCE = re.compile(
    r"(?<!\w)(?P<it>(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D])(?!\w)"
)
_NHS = re.compile(
    r"(?<!\w)NHS\W{0,3}(?:(?:patient )?(?:numbers?|num|nos?|id)\b)?[^\d\n]{0,12}"
    r"(?P<it>[1-9]\d\d[ -]?\d{3}[ -]?\d{4})(?!\d)",
    re.IGNORECASE,
)
_PUPIL = re.compile(r"(?<!\w)(?P<it>[A-HJ-NP-RT-Z]\d{12})(?!\w)")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?P<y1>\d{{4}}|\d\d)|(?P<y2>\d{{4}})-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?P<y3>\d{{4}})"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?P<y4>\d{{4}}))"
)
_BIRTH = re.compile(
    r"(?:(?<!\w)(?:d\.? ?o\.? ?b\.?|date of birth)(?!\w)\W{0,3}(?:(?:is|was) )?|\(born (?:on )?"
    r"|(?<!\w)(?P<who>(?:[^\W\d_]{2,20} )?[^\W\d_][\w’'-]{1,30}),? (?:(?:who )?(?:was|is) )?born (?:on )?)"
    rf"(?P<it>{_DAY})(?!\d|\s*(?:–|-|to|and|or)\s*(?:\d|later|earlier|after|before)|,? onwards)",
    re.IGNORECASE,
)
_LONG_AGO = 1910


def _has_nhs_check(found: re.Match[str]) -> bool:
    """Modulus 11 of the NHS Data Dictionary."""
    digits = [int(digit) for digit in found["it"] if digit.isdecimal()]
    if len(set(digits)) == 1:
        return False
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest % 11 == digits[9]


_PUPIL_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _has_pupil_check(found: re.Match[str]) -> bool:
    """The check letter of the Department for Education's guide to unique pupil numbers."""
    total = sum(int(digit) * weight for weight, digit in enumerate(found["it"][1:], 2))
    return _PUPIL_LETTERS[total % 23] == found["it"][0]


def _is_of_somebody_living(found: re.Match[str]) -> bool:
    year = int(found["y1"] or found["y2"] or found["y3"] or found["y4"])
    return (year < 100 or year >= _LONG_AGO) and (found["who"] is None or _is_somebody(found["who"]))


def _is_somebody(who: str) -> bool:
    """Whether a given name stands there: a service may be born on a day, and rules say when children are."""
    return any(word[0].isupper() and is_only_given_name(word) for word in who.split())


def _always(_: re.Match[str]) -> bool:
    return True


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool], str], ...] = (
    (_INSURANCE, _always, "a National Insurance number"),
    (_NHS, _has_nhs_check, "an NHS number"),
    (_PUPIL, _has_pupil_check, "a pupil’s number"),
    (_BIRTH, _is_of_somebody_living, "a date of birth"),
)
