"""Words that promise a link: "can be found here", "follow this link", "see the link below", "find attached".

Closed phrases of English, anchored at their one telling word, such as "here" or "link", with what may stand before and
behind it. "Here" is far more often a place or a moment, so it has to be said of something that is read or filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from composer.patterns import late

SIGN = re.compile(r"\b(?P<word>here|links?|more|below|attach(?:ed|ments?)?|enclosed?)\b", re.IGNORECASE)
_SEEN = 160  # characters looked at on either side
_MOST_SIGNS = 50  # in a sentence: what is longer is none

# "Here" ends what is said, or goes on as a reader of a page would: "here to download", "here by Friday".
_ENDS = (
    r"(?:\s*(?:$|[,.;:!?()\]–—…]|\s-)|\s(?:(?:and|or|also|too|as well|by|before|after|until|if|where|which|please)\b"
    r"|(?:to|for)\s(?:the|a|an|your|download|read|view|see|find|more|further|full|details|information|apply|book"
    r"|register|access|join|respond|complete|sign)\b))"
)
_BEHIND_HERE = late(_ENDS, re.IGNORECASE)
_CLICK = late(r"\b(?:click|clicking|tap|tapping)(?: on| just| right)?\s$", re.IGNORECASE)
_THING = (
    r"(?:report|review|guide|guidance|handbook|manual|toolkit|plan|strategy|framework|protocol|policy|polic(?:y|ies)"
    r"|paper|briefing|brief|specification|agenda|minutes|notes|slides|presentation|summary|document|documentation"
    r"|letter|leaflet|flyer|brochure|poster|pack|publication|article|blog|analysis|findings|statistics|survey"
    r"|questionnaire|consultation|form|template|checklist|memorandum|link|website|web ?page|page|details?|information"
    r"|info|particulars|recording|video|webinar|podcast|newsletter|bulletin|timetable|programme|prospectus|advert"
    r"|advertisement|job description|vacanc(?:y|ies)|application|registration|booking|resource|material|response"
    r"|evaluation|proposal|transcript|press release|statement|study|research|faq|list|directory|calendar"
    r"|schedule|map|how to \w+|need to know)s?"
)
_OF_A_THING = late(rf"\b{_THING}\b", re.IGNORECASE)
_IS = late(r"\b(?:is|are|(?:can|may|could) be (?:seen|made|given|sent))(?: also| now| all)?\s$", re.IGNORECASE)
_TO_BE_FOUND = late(
    r"\b(?:can|may|could|will)(?: also| now)? be (?:found|viewed|read|watched|accessed|downloaded|obtained|ordered"
    r"|booked|completed|submitted|consulted|requested|purchased|browsed)(?: \w+){0,3}\s$",
    re.IGNORECASE,
)
_AVAILABLE = late(
    r"\b(?:available|accessible|downloadable)"
    r"(?: (?:online|to|for|in|download|downloading|view|read|full|free|now|all|from))*\s$",
    re.IGNORECASE,
)
_MORE_OF_IT = late(
    r"(?:^|[.,;:!?(–—-]\s*|\b(?:and|find|see|get|with|for|obtain|has|have)\s)(?:more|further|full|additional|all)"
    r"(?: (?:background|practical|specific|detailed|useful))? (?:details?|information|info|guidance)\b[^.;:!?]{0,90}$",
    re.IGNORECASE,
)
_DOING = late(
    r"(?:^|[.;:!?(–—]\s*|,\s|\b(?:you can|can|please|or|and|to|how to|we would)\s)(?:also |now |then |simply )?"
    r"(?:download|read|view|see|find out|find|access|apply|register|book|respond|reply|sign up|subscribe|complete"
    r"|order|watch|listen|browse|submit|nominate|comment|enrol|vote|learn more|read more)\b"
    r"(?!\s(?:is|are|was|were|has|have|had|can|will|of)\b)[^.;:!?]{0,90}$",
    re.IGNORECASE,
)
# Before "here", it is the place where somebody lives, works or is.
_OF_A_PLACE = late(
    r"\b(?:work|works|worked|working|live|lives|lived|living|time|times|years?|life|lives|stays?|stayed|job|role|career"
    r"|came|come|comes|coming|arriv\w+|settl\w+|born|from|over|down|in|back|get|got|being|been|people|famil(?:y|ies)"
    r"|children|students?|staff|teams?|us|them|him|we|you|they|someone|everyone|practice|services?|authorit(?:y|ies)"
    r"|schools?|colleagues|stand|sit|start|stop|end|right|meet|meeting|held|based|trained|near|around|raised|made"
    r"|lesson|points?|issues?|matters?|impact|difference|need|problem|challenges?)\s$",
    re.IGNORECASE,
)
# What Word leaves where something was to be typed, which `placeholder` tells.
_TO_BE_TYPED = late(r"\sto (?:enter|add|edit) (?:an? )?(?:text|date|title|subtitle|notes)\b", re.IGNORECASE)
_DOWNLOADED_FROM = late(r"\bdownload(?:ed|able)?\b[^.;:!?]{0,60}\sfrom\s$", re.IGNORECASE)
_TO_VISIT = late(r"\bvisit (?:[\w’'-]+ ){1,5}(?:web ?sites?|web ?pages?|pages?|blog)\s$", re.IGNORECASE)
# What is done on a page in a few steps, said to the reader; then "here to" may lead on to whatever it is good for.
_SIGNING_UP = late(
    r"(?:^|[.;:!?(–—]\s*|,\s|\b(?:please|you can|can also)\s)(?:also |now |simply |please )?"
    r"(?:register|book|apply|sign up|subscribe|enrol|enroll|download|nominate|donate|rsvp)"
    r"(?: (?:your|an?) (?:free )?(?:place|interest|seat|space|spot|ticket|account)s?)?\s$",
    re.IGNORECASE,
)
_TO_DO = late(r"\sto [a-z]", re.IGNORECASE)
_NOT = late(r"\b(?:not|no|never|nothing|nobody|none)\b|n['’]t\b", re.IGNORECASE)

_BY_LINK = late(
    r"\b(?:follow|following|use|using|click|clicking|click on|clicking on|open|press|see|via|through|by|on|at|visit)"
    r" (?:the|this|these) (?:(?P<below>following|below|attached) |(?:registration|booking|joining|application"
    r"|survey|zoom|teams|web|online|meeting|website|download) )?$",
    re.IGNORECASE,
)
_ABOVE_LINK = late(r"\b(?:the|these|this) (?P<below>following|below) $|\bsee (?P<also>below )$", re.IGNORECASE)
_BEHIND_LINK = late(
    r"\s*(?:$|[,.;:!?)\]–—])|\s(?:(?:below|here|provided|attached|and|or)\b|(?:to|for)\s(?!be\b|the\spost\b))",
    re.IGNORECASE,
)
_THIS = late(r"\bth(?:is|ese) $", re.IGNORECASE)
_JOINING = late(r"\s(?:between|with|worker|officer|road|in the chain)\b", re.IGNORECASE)
_CLICK_BELOW = late(
    r"\b(?:click|clicking)(?: on)?(?: (?:the|this) (?:button|image|picture|icon|banner|logo|title|heading))?\s$",
    re.IGNORECASE,
)
_LINK_BELOW = late(r"\s(?:is |are |provided |given |listed |shown )?(?:below|at the (?:end|bottom))\b", re.IGNORECASE)
_BARE_LINK = late(r"[(\[]\s*(?:see |web)?$", re.IGNORECASE)
_CLOSED = late(r"\s*[)\]]")
_MORE_ALONE = late(r"(?:please )?(?:read|find out|see|learn|discover)\s$", re.IGNORECASE)
_ALONE = late(r"(?: online| now)?\s*[.!>»→…]*\s*$")

_LOOK_AT = late(r"\b(?:find|see|view|open|read)(?: the| this)? $", re.IGNORECASE)
_TO_THIS = late(
    r"\s(?:to|with|in) this (?:e-?mail|mail|message|letter|update|newsletter|bulletin|issue)\b", re.IGNORECASE
)
_THE_THING = late(rf"\s(?:\w+ )?{_THING}\b", re.IGNORECASE)
_BY_THE_WRITER = late(r"\b(?:I|we)(?: also| now| hereby)? $", re.IGNORECASE)
_A_PAPER = late(
    rf"\s(?:the|an?|our|your|my|two|three|some|copies of|details of)\s(?:(?!to\b|in\b|with\b|on\b)[\w’'-]+\s){{0,4}}?"
    rf"{_THING}\b(?!\s(?:to|on|onto|within|by)\b)",
    re.IGNORECASE,
)
_AROUND_IT = late(r"\s(?:by|within|in)\b(?! this\b)", re.IGNORECASE)
_ARTICLE = late(r"\b(?:the|this|these) $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Promise:
    """A link that is promised: the offsets of the telling word.

    `below`: it may come later in the text. `enclosed`: what is promised is no link but an attachment.
    """

    start: int
    end: int
    below: bool = False
    enclosed: bool = False


def promises(words: str, begin: int, end: int, *, plainly: bool = False) -> Iterator[Promise]:
    """The links that a sentence promises, from `begin` to before `end` of the words.

    `plainly`: it is about something to read, so that any "here" at the end of what is said counts.
    """
    for sign in islice(SIGN.finditer(words, begin, end), _MOST_SIGNS):
        before = words[max(begin, sign.start() - _SEEN) : sign.start()]
        behind = words[sign.end() : min(end, sign.end() + _SEEN)]
        word = sign["word"].lower()
        if word == "here" and _is_here(before, behind, plainly=plainly):
            yield Promise(sign.start(), sign.end())
        if word == "more" and _MORE_ALONE.fullmatch(before) and _ALONE.fullmatch(behind):
            yield Promise(sign.start(), sign.end())
        elif word.startswith("link"):
            yield from _by_link(sign, before, behind)
        elif word == "below" and _CLICK_BELOW.search(before) and _BEHIND_HERE.match(behind):
            yield Promise(sign.start(), sign.end(), below=True)
        elif word.startswith(("attach", "enclose")) and _is_enclosed(word, before, behind):
            yield Promise(sign.start(), sign.end(), enclosed=True)


def _is_here(before: str, behind: str, *, plainly: bool) -> bool:
    if _CLICK.search(before):
        return not _TO_BE_TYPED.match(behind)
    if _SIGNING_UP.search(before) and _TO_DO.match(behind):
        return True
    if _DOWNLOADED_FROM.search(before) and _BEHIND_HERE.match(behind):
        return not _NOT.search(before)
    if not _BEHIND_HERE.match(behind) or _OF_A_PLACE.search(before):
        return False
    if _TO_BE_FOUND.search(before):
        return True
    if _NOT.search(before):
        return False
    if plainly or any(said.search(before) for said in (_AVAILABLE, _MORE_OF_IT, _TO_VISIT)):
        return True
    return bool(_IS.search(before) and _OF_A_THING.search(before)) or bool(_DOING.search(before))


def _by_link(sign: re.Match[str], before: str, behind: str) -> Iterator[Promise]:
    by = _BY_LINK.search(before)
    if _LINK_BELOW.match(behind):
        yield Promise(sign.start(), sign.end(), below=True)
    elif by or _ABOVE_LINK.search(before):
        behind_this = _THIS.search(before) and not _JOINING.match(behind)
        if behind_this or _BEHIND_LINK.match(behind):
            yield Promise(sign.start(), sign.end(), below=not by or bool(by["below"]))
    elif _BARE_LINK.search(before) and _CLOSED.match(behind):
        yield Promise(sign.start(), sign.end())


def _is_enclosed(word: str, before: str, behind: str) -> bool:
    """Whether something is said to be attached to the letter, not to anything else."""
    if word in ("attach", "enclose"):
        return bool(_BY_THE_WRITER.search(before) and _A_PAPER.match(behind))
    if word not in ("attached", "enclosed"):
        return bool(_LOOK_AT.search(before) and _BEHIND_HERE.match(behind))
    if _TO_THIS.match(behind):
        return True
    if word == "enclosed" and _AROUND_IT.match(behind):
        return False
    if _LOOK_AT.search(before) or (_ARTICLE.search(before) and _THE_THING.match(behind)):
        return True
    return bool(_IS.search(before) and _OF_A_THING.search(before) and _BEHIND_HERE.match(behind))
