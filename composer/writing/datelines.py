"""A date as fields, as a line like `2020-05-01 10:30–15:30 | what | where`, and as keys.

Rule: what `load.dateline` cannot read has fields all the same.
"""

from __future__ import annotations

import re

from composer.writing import written
from composer.writing.fields import DateFields
from composer.writing.written import Value

# As `load.dateline` has it; a test compares them.
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{1,2}[:.][0-9]{2}"
_JOIN = r"\s*(?:–|—|-|to)\s*"
_WHEN = re.compile(
    rf"(?P<day>{_DAY})(?:{_JOIN}(?P<to>{_DAY}))?(?:,?\s+(?P<at>{_TIME})(?:{_JOIN}(?P<until>{_TIME}))?)?", re.IGNORECASE
)
_BY = re.compile(r"by(?:\s+|$)", re.IGNORECASE)
_BAR = re.compile(r"\s*\|\s*")
_MOST_BARS = 2

KEYS = ("on", "by", "to", "at", "until", "what", "where", "url")


def from_line(text: str) -> DateFields:
    """The fields of a date line; whatever it says is in one of them."""
    when, *words = _BAR.split(written.line(text), maxsplit=_MOST_BARS)
    by = _BY.match(when)
    when = when[by.end() :] if by else when
    what, where = (*words, "", "")[:2]
    match = _WHEN.fullmatch(when)
    if match is None:
        return DateFields(by is not None, when, what=what, where=where)
    day, to, at, until = (match[name] or "" for name in ("day", "to", "at", "until"))
    return DateFields(by is not None, day, to, at, until, what, where)


def to_line(date: DateFields) -> str | None:
    """The date line of these fields; None where it would not read back as they are."""
    days = "–".join(filter(None, (date.day, date.to)))
    times = "–".join(filter(None, (date.at, date.until)))
    when = " ".join(filter(None, ("by" * date.deadline, days, times)))
    words = [when, date.what, date.where]
    while not words[-1] and len(words) > 1:
        words.pop()
    line = " | ".join(words).strip()
    return line if from_line(line) == date else None


def from_keys(keys: dict[str, str]) -> DateFields:
    """The fields of a date that is written in keys."""
    kept = {key: written.line(keys.get(key, "")) for key in KEYS[2:]}
    deadline = "by" in keys and "on" not in keys
    return DateFields(deadline, written.line(keys.get("by" if deadline else "on", "")), **kept)


def to_keys(date: DateFields) -> dict[str, str]:
    """A date in keys."""
    fields = {"by" if date.deadline else "on": date.day}
    fields |= {key: getattr(date, key) for key in KEYS[2:]}
    return {key: value for key, value in fields.items() if value or key in ("on", "by")}


def value_of(date: DateFields) -> Value:
    """A date as a new entry has it: a line, or keys where a line cannot say it."""
    return to_line(date) or to_keys(date)


def settled(date: DateFields) -> DateFields:
    """The date as it can stand in a file."""
    words = {key: written.line(getattr(date, key)) for key in KEYS[2:]}
    return DateFields(date.deadline, written.line(date.day), **words)


def is_nothing(date: DateFields) -> bool:
    """Whether nothing was filled in."""
    return not any((date.day, date.to, date.at, date.until, date.what, date.where, date.url))
