"""The date line: `2020-05-01 10:30–15:30 | AD Education Network | Shaw House, Newbury`.

DAY[–DAY] [TIME[–TIME]] | what | where, or `by DAY [TIME] | what`. A hyphen, a dash or `to` joins two days
or two times; `:` or `.` stands in a time; what and where may be left out.
"""

from __future__ import annotations

import re
from typing import NoReturn

from composer.load.days import clock_of, day_of, guessed_clock, guessed_day
from composer.load.scalars import LONGEST_GUESSED, curly_quotes, fault
from composer.load.tree import in_quotes
from composer.model import Event
from composer.problems import shown
from composer.text import Text

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{1,2}[:.][0-9]{2}"
_JOIN = r"\s*(?:–|—|-|to)\s*"
_WHEN = re.compile(
    rf"(?P<by>by\s+)?(?P<day>{_DAY})(?:{_JOIN}(?P<to>{_DAY}))?"
    rf"(?:,?\s+(?P<at>{_TIME})(?:{_JOIN}(?P<until>{_TIME}))?)?",
    re.IGNORECASE,
)
_LONGEST = 1_000  # characters
_BAR = re.compile(r"\s*\|\s*")


def read_dateline(text: Text) -> Event:
    """The event that a date line tells."""
    if len(text) > _LONGEST:
        fault("text-long", f"this has {len(text):,} characters; {_LONGEST:,} is the most", "Shorten it.", _LONGEST)
    if text[:1] in tuple("“”„‘’‚"):
        _unquote(text)
    fields = list(_fields(text))
    when, *words = fields
    match = _WHEN.fullmatch(when)
    if match is None:
        _explain(when)
    if len(words) > 2:
        message = f"a date line has three parts, found {len(fields)}"
        fault("date-line", message, "Write it as DAY TIME | what | where.", text.index("|"))
    what, where = (*words, None, None)[:2]
    return sensible(
        Event(
            start=day_of(match["day"], match.start("day")),
            place=text.place,
            deadline=match["by"] is not None,
            to=day_of(match["to"], match.start("to")) if match["to"] else None,
            at=clock_of(match["at"], match.start("at")) if match["at"] else None,
            until=clock_of(match["until"], match.start("until")) if match["until"] else None,
            what=what or None,
            where=where or None,
        )
    )


def _unquote(text: Text) -> NoReturn:
    """Refuse a line that begins with the curly quote of a word processor."""
    inner = text[1:].rstrip()
    inner = inner[:-1] if inner.endswith(("”", "’")) else inner
    when, bar, rest = inner.partition("|")
    meant = "".join(character for character in when if character not in "“”‘’") + bar + rest
    curly_quotes(meant, meant)


def sensible(event: Event) -> Event:
    """The event, if it ends after it begins."""
    if event.to and event.to < event.start:
        fault("date-order", "the last day comes before the first", "Check the two days.")
    if event.until and (not event.at or (event.until <= event.at and not event.to)):
        fault("date-order", "the end comes before the beginning", "Check the two times.")
    return event


def _fields(text: Text) -> list[Text]:
    start, fields = 0, []
    for bar in _BAR.finditer(text):
        fields.append(text.cut(start, bar.start()))
        start = bar.end()
    fields.append(text.cut(start, len(text.rstrip())))
    return fields


def _explain(when: Text) -> NoReturn:
    """Say what is wrong with the part before the first bar."""
    by = re.match(r"by\s+", when, re.IGNORECASE)
    words = when[by.end() :] if by else str(when)
    at = len(when) - len(words)
    if match := re.match(_DAY, words):
        rest = words[match.end() :].lstrip(" ,")
        fault(
            "date-line",
            f"after the day comes a time or a bar, found {shown(rest)}",
            f"Write it as {match[0]} {_guessed_times(rest) or '10:30–15:30'} | what | where.",
            len(when) - len(rest),
        )
    if better := guessed_day(words):
        fault("date-wrong", f"a day belongs here, found {shown(words)}", f"Write it as {better}.", at)
    fault(
        "date-line",
        f"a date line begins with a day, found {shown(words) or 'nothing'}",
        "Write it as 2020-05-01 10:30–15:30 | what | where, or by 2020-04-24 | what.",
    )


def _guessed_times(rest: str) -> str | None:
    """`10am to 3.30pm` as it should be written."""
    times = [guessed_clock(part) for part in re.split(_JOIN, rest[:LONGEST_GUESSED])]
    return "–".join(time for time in times if time) if all(times) and len(times) < 3 else None


def split_by_colon(key: str, value: str) -> NoReturn:
    """A date line that a colon and a space made into a key and a value: refuse it with the remedy."""
    message = "a colon followed by a space stands in text without quotes"
    if key.lower() == "by":
        fault("yaml-colon", message, f"Take the colon out: - by {value}", len(key), meant=f"by {value}")
    line = f"{key}: {value}"
    fault("yaml-colon", message, f"Put the whole line in quotes: - {in_quotes(line)}", len(key), meant=line)
