"""Sentences that break off: they end in a word that needs another.

Rule: English lets a sentence end in most of its small words (“the form to fill in”), so a word alone is a sign only if
none of them ends in it; “at”, “on” and “by” are one behind a verb that wants a time or a place, and nowhere else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Break(NamedTuple):
    """Where a sentence breaks off: its last word or mark, from `start` to before `end`."""

    start: int
    end: int


def broken_off(words: str, *, whole: bool) -> Break | None:
    """What stands last before the gap in words that break off; None if they do not.

    `whole`: the words are whole sentences, so that a comma or a dash at their end is a gap, too.
    """
    for gap in _GAP.finditer(words):
        before = words[max(0, gap.start() - _LONGEST) : gap.end("last")]
        if not gap["stop"].strip().startswith(("..", "…")) and _needs_more(before, gap["last"]):
            return Break(*gap.span("last"))
    if whole and (comma := _COMMA.search(words)) and not _SIGNED.search(words):
        return Break(comma.start(), comma.start() + 1)
    return None


_LONGEST = 300  # characters of a sentence that are looked at
# A small word in small letters, and then nothing but a mark.
_GAP = re.compile(
    r"(?<![\w’'./@#&-])(?P<last>a|an|and|are|at|be|because|between|but|by|before|during|for|from|in|includes?|including|is|my|of|on|or"
    r"|our|such as|than|the|till|to|until|via|whereas|whose|your)(?P<stop>\s*(?:[.…]+(?=\s|$)|$))"
)
_COMMA = re.compile(r"(?<=\w)(?:,|;|\s[–—-])\s*$")
_SIGNED = re.compile(
    r"\b(?:regards|wishes|thanks|sincerely|faithfully|cheers|gratitude|thank you|(?:dear|hello|hi)\b.{0,60}|colleagues)"
    r"\W*$",
    re.IGNORECASE,
)
_NEVER_LAST = frozenset(
    ("a", "an", "and", "because", "but", "during", "including", "my", "or", "our", "such as", "than", "the", "whereas")
) | {"whose", "your"}


def _needs_more(before: str, last: str) -> bool:
    """Whether a sentence that so ends lacks its end."""
    if _at_a_time().search(before):
        return True
    sentence = _STOP.split(before)[-1].strip()
    if sentence == last:
        return False
    if last in _NEVER_LAST or (last == "until" and not _STRANDED.search(sentence)):
        return not _NAMED.search(sentence)
    if _STRANDED.search(sentence):
        return False
    return any(pattern.search(sentence) for pattern in _wanting())


_STOP = re.compile(r"\n|[.!?:]\s")
# Appendix a, 3 a: the letter, not the article; and words spoken of as words.
_NAMED = re.compile(
    r"(?:\d|\b(?:appendix|annex|class|grade|group|item|option|part|point|section|vitamin|word|letter))\s+\w+$", re.I
)
# “at”, “on”, “by” and the like belong to a word before: “the date it closes on”, “whom to speak to”.
_STRANDED = re.compile(
    r"\b(?:which|that|what|when|where|who|whom|how|whatever|whichever)\b"
    r"|\b(?:date|day|time|year|number|address|site|platform|room|venue|place|page|form|way|people|person|anyone|anybody"
    r"|someone|somebody|something|anything|nothing|thing|line|hour|somewhere|anywhere)s?\s+(?:for\s[\w’'-]+\s)?to\b"
    r"|\b(?:the|a|an|some|any|no|these|those|people|things)\s"
    r"(?:(?!(?:on|of|for|in|about|at|to|with|and|by|from|into|is|are|will)\b)[\w’'-]+\s){0,3}"
    r"(?:it|they|we|you|he|she|i|the|your|our|their)\s(?:[\w’'-]+\s){1,5}\w+$",
    re.IGNORECASE,
)
_ON = (
    r"clos(?:es|ed)|ends|ended|starts|started|begins|began|commences|commenced|opens|resumes|meets|held|shuts|reopens|expires|finishes|concludes|lapses|goes\slive|takes\splace"
    r"|take\splace|taking\splace|took\splace|scheduled|rescheduled|(?:will|shall)\smeet|meet\s(?:again|next)"
)
_AT = (
    r"close|closing|end|ending|start|starting|begin|beginning|commence|open|opened|opening|finish(?:es|ed|ing)?|resume"
    rf"|resumed|runs?|launch(?:es|ed)|due|postponed|{_ON}"
)
# Before these “by” brings no date: stand by, known by.
_NO_DATE = "".join(
    rf"(?<!\b{word})"
    for word in (
        "abide",
        "bound",
        "call",
        "close",
        "come",
        "drop",
        "get",
        "go",
        "guided",
        "judged",
        "known",
        "laid",
        "live",
    )
) + "".join(rf"(?<!\b{word})" for word in ("pass", "pop", "put", "stand", "stop", "swear"))
_TIME = r"(?:\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\.?|\b\d{1,2}[.:]\d\d|\b(?:noon|midday|midnight))"
_DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december)(?:\s\d{1,2})?)"
)
_WANTING = (
    # It closes at; the meeting will be held on; the next meeting of the board is on.
    rf"\b(?:{_AT})\s(?:again\s|next\s|online\s|back\s)?(?:at|by|between|from|until)$",
    rf"\b(?:{_ON})\s(?:on|in|for)$",
    r"\bdue\son$|\b(?:deadline|meeting|date)\sis\s(?:at|by)$|\bnext\s(?:[\w’'-]+\s){1,6}is\s(?:on|at|in)$",
    # Applications close on; the doors will open on; bids were due by.
    r"(?:\b(?:will|shall)|[\w’'-]+s|[\w’'-]+ion|people|children|staff)\s(?:(?:now|next|again|all|then)\s)?"
    r"(?:close|end|start|begin|commence|open|resume|finish)\s(?:again\s|next\s)?on$",
    r"\b(?:closed|opened|began|resumed|commenced|finish(?:es|ed)|launch(?:es|ed)|arrives?)\son$",
    r"\b(?:due|expected|scheduled|planned)\s(?:back\s|in\s|again\s|to\s[\w’'-]+\s)?(?:by|on|at|before)$",
    # Please reply by; the forms must reach us by; bids are required by.
    r"(?:\b(?:please|kindly|must|should|needs?\sto|ha(?:ve|s)\sto|(?:are|is|be|were|was)\s(?:required|needed|due"
    r"|received|returned|submitted|sent|wanted))\b|^(?:reply|respond|return|send|book|register|apply|submit|rsvp)\b)"
    rf".{{0,200}}{_NO_DATE}\s(?:by|until)$",
    r"\b(?:must|should|(?:need|ha)(?:s|ve)?\sto)\sbe\s(?:with\sus|in|back|returned|received|sent|made|submitted)\sbefore$",
    # Please send it to; places are limited to.
    r"\b(?:please|should\sbe|must\sbe)\s(?:[\w’'-]+\s){0,8}?(?:send|sent|return|returned|reply|forward|submitted)\s"
    r"(?:[\w’'-]+\s){0,6}to$",
    r"\b(?:is|are|be|been|was|were)\s(?:limited|restricted|extended|postponed|moved)\sto$",
    # Ring the office on; join us at.
    r"\b(?:contact|e-?mail|ring|call|phone|telephone|text|reach|join|write\sto|visit|meet)\s"
    r"(?:us|me|him|her|them|the|our|your)\s(?:[\w’'-]+\s){0,3}?(?:at|on|via)$",
    # Open until; available from; consists of; the closing date is.
    r"\b(?:open|available|valid|extended|continues?|lasts?|remains?|closed|free)\s(?:until|from|via)$",
    r"\b(?:made\sup|consists?|comprised|consisting|in\sthe\s(?:form|case|event|course|process))\sof$",
    # The speakers include; members agreed to.
    r"^(?:[\w’'-]+\s){1,6}(?<!\bto\s)(?<!\bwe\s)(?<!\byou\s)(?<!\bthey\s)(?<!\bnot\s)(?<!\bshould\s)(?<!\bmust\s)"
    r"(?<!\bcan\s)(?<!\bcould\s)(?<!\bit\s)includes?$",
    r"^(?!(?:if|as|they|he|she|it|once|since|before)\s)(?:(?!(?:and|or|but|who|as|if|because|though|that|which|we|you|they|I)\s)[\w’'-]+\s){1,4}"
    r"(?:agreed|resolved|decided|voted)\sto$",
    r"\b(?:deadline|date|venue|cost|price|fee|address|agenda|theme|topic|speaker)s?\s"
    r"(?:(?:for|of)\s(?:[\w’'-]+\s){1,4})?(?:is|are|will\sbe)$",
)


# From 9am to; at noon on; from Monday to: nothing before such a word can be what it belongs to.
_TIMED = rf"{_TIME}\s(?:on|to|until|till|by|from|in)$|\bfrom\s{_DAY}\s(?:to|until|till)$"


@cache
def _at_a_time() -> re.Pattern[str]:
    return re.compile(_TIMED, re.IGNORECASE)


@cache
def _wanting() -> tuple[re.Pattern[str], ...]:
    """What has no end without a time or a place; made when first needed, as most texts have no gap to look at."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _WANTING)
