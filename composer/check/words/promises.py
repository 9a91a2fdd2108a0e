"""Promises of somebody's contact details, “(details below)”, and who is meant by them.

Rule: a promise counts only where a person is plainly meant. Details of an event, a table or an office are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from composer.check.given_names import is_given_name, same_given
from composer.check.personal_names import PersonalName, personal_names
from composer.patterns import late

# Where details are said to be.
_PLACE = (
    r"(?:below|overleaf|underneath|(?:at|near|towards)\ (?:the\ )?(?:very\ )?(?:end|foot|bottom|back)"
    r"|(?:in|under)\ (?:the\ )?[“‘\"']?contacts?(?:\ details)?\b)"
)
_PROMISE = re.compile(
    rf"""\b(?:
        (?P<sure>contact(?:\s+|[-‐‑])(?:details?|info(?:rmation)?|points?)|contacts)
            (?P<of>(?:,?\s[\w’'-]{{1,30}}){{0,10}}?),?\s{_PLACE}
      | (?P<details>details?) (?P<of_whom>(?:,?\s[\w’'-]{{1,30}}){{0,7}}?),?\s{_PLACE}
      | (?P<means>(?:(?:(?:tele)?phone|mobile|direct|office|contact|e-?mail|home)\s?)?
            (?:numbers?|address(?:es)?|extensions?)|e-?mails?|telephone|phone|ext\.?)
            (?P<of_means>(?:,?\s[\w’'-]{{1,30}}){{0,7}}?),?\s{_PLACE}
      | (?:see|refer\sto)\s(?:the\s)?(?:{_PLACE}|over)\sfor\s(?:[a-z]{{1,12}}\s){{0,2}}?(?P<for>contact\s)?
            (?:details|information)
      | (?P<seen>see\s(?:the\s)?contacts?)(?:\s(?:list|page|section))?(?=\s*(?:[.;)!]|$))
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGN = re.compile(
    r"details?\b|contacts?\b|information|\b(?:number|e-?mail|phone|telephone|ext|address)", re.IGNORECASE
)

_WHERE = re.compile(r"below|overleaf|underneath|end\b|foot|bottom|back|contact|over\b", re.IGNORECASE)


class _Promise(NamedTuple):
    """From `start` on; `sure`: of contact details, not of any; `means`: of a number or an address.

    `whom`: whose it says they are; `seen`: no more is said than “see contacts”.
    """

    start: int
    sure: bool
    means: bool
    whom: str
    whom_start: int
    seen: bool


def promised(words: str, earlier: Sequence[str]) -> Iterator[tuple[PersonalName, int]]:
    """Everybody whose details a passage promises, and where the promise ends.

    `earlier`: the passages before it, which may give a first name in full.
    """
    for match in islice(_PROMISE.finditer(words), _MOST) if _WHERE.search(words) and _SIGN.search(words) else ():
        for person in _meant(words, _read(match)):
            if full := _in_full(person, words, earlier):
                yield full, match.end()


_MOST = 50  # promises in one passage


def _read(match: re.Match[str]) -> _Promise:
    group = next((group for group in ("of", "of_means") if match[group] is not None), "of_whom")
    whom = _WHOM.search(match[group] or "")
    start = match.start(group) + whom.start(1) if whom else match.start()
    sure = bool(match["sure"] or match["for"])
    of_whom = whom[1] if whom else match[group] or ""
    return _Promise(match.start(), sure, match["means"] is not None, of_whom, start, match["seen"] is not None)


_WHOM = late(r"\b(?:of|for)\s(.+)", re.DOTALL)
# What may stand between “details” and “below”: nothing that tells whose or which they are.
_PLAIN = late(
    r"(?:[,\s]+(?:all|appear|appears|are|as|at|available|be|been|both|can|each|find|follow|found|further|given|have|he|in"
    r"|included|is|just|listed|may|of|for|printed|provided|right|section|set|out|she|shown|stand|that|them|they|this|to|two|three"
    r"|update|us|which|will|you|your|her|him|everyone))*\s*",
    re.IGNORECASE,
)


def _meant(words: str, promise: _Promise) -> list[PersonalName]:
    """The people a promise is about: those it names itself, or else the last before it."""
    named = [
        name._replace(start=name.start + promise.whom_start, end=name.end + promise.whom_start)
        for name in personal_names(promise.whom)
    ]
    if named or not _PLAIN.fullmatch(promise.whom and f" {promise.whom}"):
        return named
    people = _before(words, promise.start)
    both = _BOTH.search(promise.whom) or _BOTH.search(words, max(0, promise.start - _FEW), promise.start)
    group = _together(words, people, 2 if both else 1)
    return group if group and _is_about(words, group, promise) else []


_BOTH = late(r"\b(?:both|two|each)\b", re.IGNORECASE)
_LONGEST = 400  # characters before a promise in which a name is looked for


def _before(words: str, start: int) -> list[PersonalName]:
    """Those named in the sentence that a promise is in; if there is none, in the one before that it speaks of."""
    earliest = max(0, start - _LONGEST)
    stops = [earliest, *(stop.end() for stop in _STOP.finditer(words, earliest, start))]
    if len(stops) > 1 and start - stops[-1] < _FEW:
        stops.pop()
    further = _OF_ONE.search(words, earliest, start), _OF_MANY.search(words, earliest, start)
    back = _FURTHEST if further[0] else 2 if further[1] else 1
    for begin in reversed(stops[-back:]):
        people = [
            name._replace(start=name.start + begin, end=name.end + begin) for name in personal_names(words[begin:start])
        ]
        if people:
            return people
    return []


_FURTHEST = 3  # sentences back that “her details” may speak of somebody
_OF_ONE = late(
    r"\b(?:(?:his|her)\s+(?:full\s+|direct\s+)?|(?:him|her)\s(?:on|at|using|via)\s(?:the\s)?)$", re.IGNORECASE
)
_OF_MANY = late(r"\b(?:their|both)\s+(?:full\s+|direct\s+)?$", re.IGNORECASE)


_STOP = late(r"(?<!\b[^\W\d_])(?<!\b(?:Dr|Mr|Ms|St))(?<!\b(?:Mrs|Rev))[.!?]\s+(?=\S)|\n")
_FEW = 12  # characters: “Their full contact details” begins a sentence


def _together(words: str, people: Sequence[PersonalName], least: int) -> list[PersonalName]:
    """The people named last: those that a comma, a word such as “or”, or a role in brackets parts."""
    group = list(people[-1:])
    for person in reversed(people[:-1]):
        if len(group) >= least and not _JOINED.fullmatch(words[person.end : group[0].start]):
            break
        group.insert(0, person)
    return group


_JOINED = late(
    r"(?:\s*\([^()]{0,80}\))?\s*(?:,\s*(?:and|or)?|and|or|&|/)\s*(?:either\s+|to\s+)?"
    r"(?:(?:Dr|Mrs?|Ms|Prof|Cllr|Councillor|Professor|Rev)\.?\s+)?"
)


def _is_about(words: str, group: Sequence[PersonalName], promise: _Promise) -> bool:
    """Whether a promise is of these people's details."""
    first, last = group[0], group[-1]
    between = words[last.end : promise.start]
    if _THEIR_OWN.search(between) or (promise.means and _IS_FOUND.search(between)):
        return True
    if promise.seen:
        return is_given_name(first.given) and (_BESIDE.fullmatch(between) or _HELPS.fullmatch(between)) is not None
    if not promise.sure and not _THROUGH.fullmatch(between) and _OF_ANOTHER_KIND.search(between):
        return False
    governed = _ASKED.search(words, max(0, first.start - _NEAR), first.start) is not None
    if not first.family and first.given and not governed:
        return False
    if (
        not governed
        and not is_given_name(first.given)
        and not _BY.search(words, max(0, first.start - _NEAR), first.start)
    ):
        return False
    if _BESIDE.fullmatch(between) or _IN_APPOSITION.fullmatch(between):
        return not _NOT_A_PERSON.search(words, max(0, first.start - _NEAR), first.start)
    if promise.sure:
        return not _SOMETHING_NAMED.search(between)
    return governed and (_ON_BEHALF.fullmatch(between) or _THROUGH.fullmatch(between)) is not None


_HELPS = late(
    r"\s(?:can|will|would|could|is\s(?:happy|glad|able)\sto|has|knows)\s[^.;!?()]{1,60}(?:[.;]\s|\s?[(–—-]\s?)",
    re.IGNORECASE,
)
_THROUGH = late(r"\s(?:through|via|by|using|with|on|at|from)\sthe\s(?:contact\s)?", re.IGNORECASE)
_THEIR_OWN = late(r"\b(?:his|her|their|whose)\s+(?:full\s+|direct\s+)?$", re.IGNORECASE)
_IS_FOUND = late(
    r"\b(?:you\s(?:will|can)\sfind\s(?:both|the|their)|(?:him|her|them)\s(?:on|at|using|via)\sthe)\s+$", re.IGNORECASE
)
_OF_ANOTHER_KIND = late(
    r"(?<![\w’'])(?!(?:his|her|their|whose|full|see|with|for|both|all|s)\b)[^\W\d_]+\s+$", re.IGNORECASE
)
_NEAR = 40
# A request to get in touch, right before a name.
_ASKED = late(
    r"\b(?:contact(?:ing)?|e-?mail(?:ing)?|ring(?:ing)?|call(?:ing)?|phon(?:e|ing)|telephone|text|message|reach|let|ask"
    r"|tell|thank|meet|notify|inform|consult|(?:speak|talk|write|reply|respond|apply|return|available|report)(?:ing)?"
    r"\s(?:directly\s)?(?:to|with|from)|touch\swith|check\swith|(?:queries|questions|enquiries|thanks|request)\sto)\s+"
    r"(?:either\s+|both\s+|with\s+)?(?:(?:Dr|Mrs?|Ms|Miss|Prof|Professor|Cllr|Councillor|Sir|Rev)\.?\s+)?$",
    re.IGNORECASE,
)
_BY = late(r"(?:\b(?:by|from|to|with|via|through|is|are|or|and|see|colleague)|[:(–—])\s+$", re.IGNORECASE)
_NOT_A_PERSON = late(r"\b(?:the|a|an|our|this|in|at|on|near)\s+$", re.IGNORECASE)
_OPENING = r"[\s,;:.]*[(\[]?\s*(?:[–—-]\s*)?(?:see\s+|with\s+|for\s+)?(?:(?:his|her|their|whose|full|both|all)\s+)*"
_BESIDE = late(rf"(?:['’]s?)?(?:\s*\([^()]{{0,80}}\))?{_OPENING}|\s*\([^()]{{0,80}}{_OPENING}", re.IGNORECASE)
_IN_APPOSITION = late(
    r"(?:,|\s+(?:at|of|from)\b)(?!\s*(?:who|which|that|when|if|as|while|and|but|or)\b)"
    r"(?:(?!\b(?:is|are|was|were|will|would|can|could|has|have|had|may|should|must)\b)[^.;!?()]){1,80}?"
    r"\s*(?:[(–—]|\s-|,)\s*(?:see\s+|with\s+)?(?:(?:his|her|their|whose)\s+)?",
    re.IGNORECASE,
)
_SOMETHING_NAMED = late(r"(?:\b(?:the|a|an|our)\b[^.;!?()]{0,40}|[^\W\d_a-z][\w’'-]*)\s*[(–—,]\s*$")
_ON_BEHALF = late(
    r"(?:\s+(?:to|if|by|with|directly|first|for|on|know|who|what|when|whether|before)\b[^;!?()]{0,120}?"
    r"|[.]\s*)\s*[(–—.,-]*\s*(?:(?:his|her|their|whose|full)\s+)?",
    re.IGNORECASE,
)


def _in_full(person: PersonalName, words: str, earlier: Sequence[str]) -> PersonalName | None:
    """Somebody with the full name that was given before where only the first one stands here."""
    if person.family or not person.given:
        return person
    before = [words[: person.start], *reversed(earlier)]
    names = (name for passage in before for name in personal_names(passage))
    same = (name for name in names if name.family and same_given(name.given, person.given))
    full = next(same, person)
    return person._replace(given=full.given, family=full.family)
