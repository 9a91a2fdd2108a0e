"""Whom readers are asked to get in touch with, where nothing beside the name says how.

Rule: a person is meant only where a given name says so; a form, a stall or “the usual way” beside it is a way, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from composer.check.given_names import is_only_given_name, plain
from composer.check.personal_names import PersonalName, people_in
from composer.check.sentences import Sentences
from composer.patterns import late

_VERBS = (
    r"contact|ring|call|phone|telephone|e-?mail|text|message|(?:speak|talk|write|reply|respond|rsvp|apply)\s(?:directly\s)?"
    r"(?:to|with)|get\sin\stouch\swith|be\sin\stouch\swith|(?:book|register|sign\sup|reserve)\s(?:[\w’'-]+\s){0,4}?"
    r"(?:with|through|via)|send\s(?:[\w’'-]+\s){1,8}?to"
)
_ROLE = r"(?:(?:either|both|our|the)\s)?(?:(?:Dr|Mrs?|Ms|Miss|Prof|Professor|Cllr|Councillor|Rev)\.?\s)?"
_ASKED = late(rf"(?<![\w-])(?:{_VERBS})\s{_ROLE}$", re.IGNORECASE)
_LET = late(rf"\blet\s{_ROLE}$", re.IGNORECASE)
_KNOW = late(r"(?:\s\([^()]{1,60}\))?(?:,[^,.;]{1,60},)?\sknow\b")
_JOINED = late(r"\s?(?:,|,?\s(?:and|or)|/)\s(?:with\s|to\s)?" + _ROLE)
# Said of others, or of what was: he will ring Pat Wells, to speak with Pat Wells was a joy.
_OTHERS = late(
    r"\b(?:he|she|they|it|who|which|[Ww]e|I|did|didn[’']t|used\sto|had\sto|able\sto|was|were|will|would)\s(?:\w+\s){0,2}$"
    r"|(?i:\b(?:a|an|the|this|that|his|her|their|our|my|each|every|no|any|last|first)\s(?:\w+\s)?$)"
    r"|(?<!\bare)(?<!\bis)(?<!\bbe)\s\w+ed\sto\s$"
)
_NEAR = 90  # characters before a name in which the request may begin
_MOST = 20  # people in one passage
# What else tells a way: a form, a place, an answer to this letter.
_OTHER_WAY = late(
    r"\b(?:forms?|portal|web\s?site|web\s?page|intranet|online|app|repl(?:y|ies|ying)\sto\sthis|usual|in\sperson|reception"
    r"|stand|stall|on\sthe\sday|afterwards|below|above|overleaf|details|teams|slack|whatsapp|already\sha(?:ve|s)|number"
    r"|address|(?:at|after|during|before)\sthe\s(?:meeting|event|session|break|conference|door|desk))\b",
    re.IGNORECASE,
)
_CUT_SHORT = late(r"\s(?:at|on|by|via|to)\s*(?:[.:]?\s*$|\n)")  # what was to follow may be the way
# Given names that firms and charities begin with: Christian Aid, Grace Dental.
_FIRMS_TOO_WRITTEN = """
    amber christian daisy dawn faith flora glen grace grant hazel heather hope iris ivy jade jasper lily logan marina
    max miles olive pearl poppy rose ruby sky verity victoria viola violet warren
"""
_FIRMS_TOO = frozenset(_FIRMS_TOO_WRITTEN.split())
# Charities and companies that bear somebody's whole name.
_NAMESAKES_WRITTEN = """
    annafreud anthonynolan davidlloyd ellenmacarthur jamespaget johnlewis leonardcheshire mariecurie mariestopes
    peterjones robertwalters stephenlawrence sueryder thomascook thomaspocklington williamhill
"""
_NAMESAKES = frozenset(_NAMESAKES_WRITTEN.split())


def requested(words: str) -> Iterator[PersonalName]:
    """Everybody a passage asks its readers to get in touch with, without a word on how."""
    if not _may_ask(words):
        return
    sentences = Sentences(words)
    people = list(islice(people_in(words), _MOST))
    before: PersonalName | None = None
    for at, person in enumerate(people):
        start, end = sentences.around(person.start)
        follows = before is not None and _JOINED.fullmatch(words, before.end, person.start) is not None
        before = person if follows or _is_asked(words, person, start) else None
        until = min(end, _next_alone(words, people[at:]))
        if before and _is_person(person) and not _is_told_how(words, person, start, until):
            yield person


def _next_alone(words: str, people: Sequence[PersonalName]) -> int:
    """Where the first person of these stands whom no “and” or “or” joins to the one before; what follows is of them."""
    apart = (two.start for one, two in pairwise(people) if not _JOINED.fullmatch(words, one.end, two.start))
    return next(apart, len(words))


def _is_told_how(words: str, person: PersonalName, start: int, end: int) -> bool:
    """Whether a sentence tells another way than an address, or breaks off where it may."""
    return bool(_OTHER_WAY.search(words, start, end) or _CUT_SHORT.match(words, person.end))


def _may_ask(words: str) -> bool:
    """Whether a given name stands behind a word that a request has, and there is a verb of one."""
    signs = (word for sign in _MAY_ASK.finditer(words) for word in sign[0].split())
    return any(map(is_only_given_name, signs)) and _VERB.search(words) is not None


_VERB = re.compile(
    r"\b(?:contact|ring|call|phone|telephone|e-?mail|text|message|speak|talk|write|reply|respond|rsvp|apply|get\sin|be\sin|book"
    r"|register|sign|reserve|send|let)\b",
    re.IGNORECASE,
)
_MAY_ASK = re.compile(
    r"(?i:contact|ring|call|phone|mail|text|message|\bto|with|through|via|\blet)\s(?:[\w.’'-]{2,20}\s){0,3}[A-Z][\w’'-]*\.?\s"
)


def _is_asked(words: str, person: PersonalName, start: int) -> bool:
    begin = max(start, person.start - _NEAR)
    asked = _ASKED.search(words, begin, person.start)
    if asked is None and _KNOW.match(words, person.end):
        asked = _LET.search(words, begin, person.start)
    return asked is not None and _OTHERS.search(words, max(start, asked.start() - _NEAR), asked.start()) is None


def _is_person(person: PersonalName) -> bool:
    return plain(person.given) not in _FIRMS_TOO and plain(person.written) not in _NAMESAKES
