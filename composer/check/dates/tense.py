"""What a sentence says of a day: that it is over, that something is to come, that something is to be done by then.

Rule: closed classes of English words and standing phrases only; a sentence that says neither is neither.
"""

from __future__ import annotations

import re

from composer.patterns import late

_OVER = late(
    r"\b(?:was|were|had|has been|have been|met|held|took|came|went|began|ran|gave|wrote|sent|said|heard|ago|since|last"
    r"|recent|recently|following on|dated|(?:published|updated|issued|launched|announced)"
    r"|(?<!be )(?<!is )(?<!are )(?<!being )(?<!been )[a-z]{2,}(?<![aeiou]e)ed)\b",
    re.IGNORECASE,
)
_TO_COME = late(
    r"\b(?:will|shall|please|next|forthcoming|upcoming|coming|book|register|reserve|rsvp|join us|invited?"
    r"|(?:hold|save) the dates?|keep|put|note|deadline|clos(?:es|ing)|is to|are to|takes? place|taking place|meets?"
    r"|(?:to|be|being|is|are|now) (?:held|planned|scheduled|arranged|fixed|booked)|by)\b",
    re.IGNORECASE,
)


def speaks_of_past(before: str, after: str) -> bool:
    """Whether a sentence, given by its words before and after a day, tells of what was."""
    return bool(_OVER.search(before)) and not _TO_COME.search(before) and not _TO_COME.search(after)


_TIME = (
    r"(?:[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:am|pm|a\.m\.|p\.m\.|hrs|hours|o[’']clock|noon|midday|midnight)?|noon|midday|midnight"
    r"|(?:the )?end of(?: the day)?|close(?: of (?:play|business))?|cop|cob)"
)
_NEAR = r"(?:\s+(?:next|this|the coming|tomorrow|today|tonight)\b,?)?"
_ADJACENT = rf"(?:\s*,?\s*(?:at\s+)?{_TIME},?)?(?:\s+on)?{_NEAR}\s*$"
_CLOSING = late(
    r"(?:\b(?:deadlines?|closing dates?|last date|final date|closing)\b[^.]{0,60}?(?:\bis|\bon|\bare|:|–|-|\bof)"
    r"|\b(?:clos(?:es?|ing)|expires?|due(?: in| back)?|must be (?:in|received))(?:\s+(?:on|at|by)|:)?"
    r"|\b(?:consultation|survey|booking|registration|window|offer|voting|call|nominations)\b[^.]{0,40}?\bends?(?:\s+on)?"
    r"|\bextended\b[^.]{0,60}?\b(?:to|until)"
    r"|\b(?:no|not) later than|\bon or before|\b(?:up )?until and including)" + _ADJACENT,
    re.IGNORECASE,
)
_BY = late(r"\b(?:by|before)" + _ADJACENT, re.IGNORECASE)
_ASKING = late(
    r"\b(?:please|you|your|yours|must|should|need(?:s|ed)? to|required|requested|asked|invited|welcome|deadline|rsvp"
    r"|bids|applications|nominations|(?:expressions|notes) of interest|responses|replies|returns|bookings|comments"
    r"|contributions|entries|submissions|abstracts|proposals|volunteers"
    r"|(?:be|are) (?:sent|returned|submitted|received|shared|completed|made|provided|given))\b"
    # An order stands at the head of its sentence, or behind an opening of when and where.
    r"|^\W*(?:[A-Z][\w’' -]{0,60}, )?(?:please )?"
    r"(?:send|return|submit|respond|reply|answer|apply|book|register|reserve|nominate|complete|contribute|tell|let|give"
    r"|email|e-mail|contact|confirm|share|sign|return|suggest|put|make|fill|take|comment|have|volunteer|enter|vote|join"
    r"|forward|pass|provide|upload|check|review|agree|say)\b",
    re.IGNORECASE,
)
_NO_READER = late(r"\b(?:will|we|it|they|hopes?|aims?|expects?|plans?)\b(?!.*\b(?:please|you|your)\b)", re.IGNORECASE)


def is_closing(before: str) -> bool:
    """Whether the words that lead up to a day make it the last on which something is open."""
    return bool(_CLOSING.search(before))


def is_deadline(before: str, after: str, *, asks: bool = False) -> bool:
    """Whether readers are to do something by a day. `asks`: the words are of a text that asks them to."""
    if is_closing(before):
        return not _WAS_CLOSED.search(before)
    if not _BY.search(before):
        return False
    return bool(_ASKING.search(before) or _ASKING_AFTER.search(after)) or (asks and not _NO_READER.search(before))


_WAS_CLOSED = late(r"\b(?:was|were|had)\b", re.IGNORECASE)
_ASKING_AFTER = late(r"\b(?:please|you|your)\b", re.IGNORECASE)

_MEETING = (
    r"meetings?|events?|conferences?|seminars?|webinars?|workshops?|summits?|briefings?|masterclass(?:es)?|symposium"
    r"|round ?tables?|drop-ins?|open (?:day|evening)s?|away ?days?|study days?|training(?: days?| sessions?)?"
    r"|information sessions?|taster sessions?|sessions?|courses?|network days?|inset days?|development days?"
    r"|annual general meeting|AGM|exhibitions?|ceremon(?:y|ies)|celebrations?|lectures?|hustings|launch(?:es)?"
    r"|(?:conference|lunchtime|video) calls?|forums?|interviews?|assembl(?:y|ies)|inductions?|surger(?:y|ies)"
)
_EVENT = late(
    rf"\b(?:{_MEETING}|meets?|(?:hold|save|keep|free)\b.{{0,20}}\bdates?|diar(?:y|ies)|takes? place|taking place"
    r"|(?:be|being|is|are) held|join us|free)\b",
    re.IGNORECASE,
)
_PERIOD = late(
    r"\b(?:from|since|as (?:of|at|from)|effective|in force|starting|beginning|with effect from|after|until|till|up to"
    r"|published|updated|version|dated|issued|revised|appointed|retir\w+)(?:\s+(?:on|the|of|in))?\W*$",
    re.IGNORECASE,
)
_NOT_FOR_A_DIARY = late(
    r"\b(?:publish\w*|releas\w+|closed|opening (?:hours|times)|half[- ]term|school terms?"
    r"|holidays?|takes? up|(?:comes?|came|coming) into"
    r"|tak(?:es?|ing) effect|in force"
    r"|(?:start|begin|join)(?:s|ning|ing)? (?:us )?(?:as|work|her|his|their|with us)|retir\w+|leaves|leaving|succeeds?"
    r"|(?:notes|minutes|slides|recording|papers|outcomes?|feedback|summary) (?:of|from))\b",
    re.IGNORECASE,
)


_WEEK = late(
    r"\b(?:weeks?[\s-]+(?:of|beginning|commencing|starting|ending|from)|w/c|w/b|w/e|wc|wb)\W{0,3}(?:the\s+)?$",
    re.IGNORECASE,
)
_BEGINNING = late(
    r"\b(?:(?:starts?|begins?|commences?|opens|reopens?|re-opens?|resumes?|launches|returns?|ends?|finish(?:es)?|appears?"
    r"|arrives?|changes|switch(?:es)?|expires?|joins|go(?:es)? live|comes? out|moves?(?:\s+(?:in)?to\s+[^.,]{1,40}?)?)"
    r"(?:\s+(?!(?:at|by|for|from|in|of|on|to|with|an?|the|th[ei]\w+|our|us|your|is|are|was|be|will)\b)[a-z’'-]+){0,2}"
    r"|(?<=s\s)open|(?:is|are|be)\s+(?:out|available|ready|online|live)"
    r"|(?:first|last) day of [^.]{1,30}?(?:is|will be|,|:|–|-))(?:\s+on)?(?:\s+the)?\s*$",
    re.IGNORECASE,
)


_BEGINNING_AFTER = late(
    r"\A,?\s+(?:[\w’'-]+\s+){1,4}?(?:starts|begins|commences|opens|reopens|resumes|moves|ends)\b"
    r"(?![^.]*?[0-9]\s?(?:[ap]\.?m\b|[:.][0-9]))",
    re.IGNORECASE,
)


def is_week(before: str) -> bool:
    """Whether the words that lead up to a day make it a whole week: "in the week of 20 April"."""
    return bool(_WEEK.search(before))


def is_beginning(before: str, after: str) -> bool:
    """Whether something begins, moves or ends on a day, and no hour tells people when to be there."""
    begins = _BEGINNING.search(before) or _BEGINNING_AFTER.match(after)
    return begins is not None and not _AT_A_TIME.match(after)


def is_period(before: str) -> bool:
    """Whether the words that lead up to a day make it an end of a period, or the day something was published."""
    return bool(_PERIOD.search(before))


def is_for_a_diary(before: str, after: str) -> bool:
    """Whether a sentence may name a day that readers should keep, and not one on which something begins or appears."""
    unheld = _PERIOD.search(before) or _NOT_FOR_A_DIARY.search(before) or _NOT_FOR_A_DIARY.search(after)
    return not unheld and not is_week(before)


def is_event(before: str, after: str) -> bool:
    """Whether a sentence speaks of people coming together on the day it names."""
    spoken_of = _EVENT.search(before) or _EVENT.search(after) or _AT_A_TIME.match(after)
    return spoken_of is not None and is_for_a_diary(before, after)


_AT_A_TIME = late(
    r"\W{0,3}(?:from |at |between |starting at )?(?:[01]?[0-9]|2[0-4])(?:[:.][0-5][0-9](?:\s?[ap]\.?m)?|\s?[ap]\.?m)\b",
    re.IGNORECASE,
)


_TOLD_AHEAD = late(
    r"\b(?:(?:will|shall|is to|are to|due to) (?:now |next |also |again |be )*(?:held|take place|meet|run|start|begin"
    r"|be|open|happen|gather|launched|scheduled|hosted|repeated|on)"
    r"|next (?:\w+ ){0,3}(?:meeting|event|session|conference|webinar|seminar|workshop|call|date)s?"
    r"|next (?:one |ones )?(?:is|are|will|falls?|follows?)"
    r"|(?:hold|save) the dates?|takes? place|taking place|meets?(?: again| next)?"
    r"|(?:book|register|sign up|reserve|join us|coming|forthcoming|upcoming)\b.{0,40}\b(?:on|for))\b"
    r"(?!.{0,80}\b(?:after|following|since|last|(?:at|of|from|on) (?:the|its|our|their) (?:\w+ )?(?:meeting|conference"
    r"|event|seminar|workshop|session)s?)\b)[^.]{0,80}$",
    re.IGNORECASE,
)


def is_told_ahead(before: str, after: str) -> bool:
    """Whether the words that lead up to a day announce something for it."""
    return bool(_TOLD_AHEAD.search(before)) and not speaks_of_past(before, after)
