"""How people write days: the patterns, each bounded, so that no text takes longer than its length."""

from __future__ import annotations

import re

_SHORT_WEEKDAY = r"Mon|Tues?|Wed(?:s|nes)?|Thu(?:rs?)?|Fri|Sat|(?<!The )(?<!the )Sun"
_WEEKDAY = rf"(?:(?i:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?i:days?)\b|(?:{_SHORT_WEEKDAY})\b\.?)"
_PAIR = r"\s{0,3}(?:/|–|-|&|,|\band\b|\bor\b|\bto\b)\s{0,3}"
_WEEKDAYS = rf"(?P<weekdays>\b{_WEEKDAY}(?:{_PAIR}{_WEEKDAY}){{0,6}})[,:]?\s{{0,3}}[(]?(?:the\s{{1,3}})?"
_NUMBER = r"(?:0?[1-9]|[12][0-9]|3[01])(?i:st|nd|rd|th)?(?!\w)"
_JOIN = r"(?:\s{1,3}(?:and|or|to|until|till|through)\s{1,3}|\s{0,3}[,&/–—-]\s{0,3}(?:(?:and|or)\s{1,3})?)"
_NUMBERS = (
    rf"(?P<numbers>(?<![\w.:/£$€#%–-]){_NUMBER}(?:{_JOIN}(?:{_WEEKDAY},?\s{{1,3}}(?:the\s{{1,3}})?)?{_NUMBER}){{0,12}})"
)
_CLOCK = r"[0-2][0-9][0-5][0-9](?:\s?(?:hrs|hours|h)\b|\s?(?:[-–—]|to|until)\s?[0-2][0-9][0-5][0-9](?![0-9]))"
_YEAR = rf"(?:(?:19|20)[0-9]{{2}}|(?!{_CLOCK})[1-9][0-9]{{3}}|[’'][0-9]{{2}})(?![0-9]|[-–/][0-9]{{2}}(?![0-9]))"
_AFTER = rf"(?:\s{{0,3}}[(](?P<after>{_WEEKDAY})[)])?"

WEEKDAY = re.compile(_WEEKDAY)
WEEKDAYS_BEFORE = re.compile(rf"{_WEEKDAYS}\Z")
# May and March are also words, and their capital tells.
MONTH = re.compile(
    r"(?<![^\W\d_])(?:(?i:Jan(?:uary)?|Feb(?:ruary)?|Apr(?:il)?|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)|Mar|March|MARCH|May|MAY)\b"
)
DAYS_BEFORE = re.compile(rf"{_NUMBERS}(?:\s{{1,3}}(?:of\s{{1,3}})?|-|/)\Z")
DAYS_AFTER = re.compile(rf"\.?\s{{1,3}}(?:the\s{{1,3}})?{_NUMBERS}(?![:.%][0-9])")
# A comma before the year: not "by 5 May, 2000 places had gone".
YEAR_AFTER = re.compile(
    rf"(?:(?:\.?\s{{1,3}}|-|/)(?P<year>{_YEAR})|,\s{{0,3}}(?P<later>{_YEAR})(?!\s[a-z]+s\b))?{_AFTER}"
)
A_DAY = re.compile(
    rf"(?P<joining>{_JOIN})?(?P<weekday>{_WEEKDAY})?,?\s{{0,3}}(?:the\s{{1,3}})?(?P<number>[0-9]{{1,2}})(?i:st|nd|rd|th)?"
)
IN_FIGURES = (
    re.compile(
        r"(?<![\w/.-])(?P<year>(?:19|20)[0-9]{2})-(?P<month>[01][0-9])-(?P<number>[0-3][0-9])(?![\w/-])" + _AFTER
    ),
    re.compile(
        r"(?<![\w/.£$€-])(?P<number>[0-3]?[0-9])(?P<mark>[/.])(?P<month>[01]?[0-9])(?P=mark)"
        r"(?P<year>(?:19|20)[0-9]{2}|(?<=/)[0-9]{2})(?![\w/]|[.-][0-9])" + _AFTER
    ),
)
# A number after one of these counts something: "Section 14 March".
LABEL = re.compile(
    r"\b(?:sections?|pages?|chapters?|paragraphs?|parts?|numbers?|figures?|tables?|issues?|volumes?|articles?|annex"
    r"|appendix|clauses?|regulations?|schedule|no|nos|p|pp|para|paras|years?|stages?|steps?|grades?|rooms?|groups?|units?"
    r"|levels?|tiers?|versions?|items?|questions?|rules?|lines?|key stage|aged?|ages|under|over)\.?\s{1,3}\Z",
    re.IGNORECASE,
)
RANGING = re.compile(r"\s*(?:–|—|-|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*(?:the\s+)?", re.IGNORECASE)
LISTING = re.compile(r"\s*(?:,|;|&|/|\band\b|\bor\b|,\s*and\b)\s*(?:the\s+|on\s+)?", re.IGNORECASE)
YEAR = re.compile(r"(?<![\w.,:/£$€#%–-])[12][0-9]{3}(?![\w%-]|[.,:/–][0-9])")
YEAR_NAMED = re.compile(rf"\b(?:[Ii]n|[Oo]f|[Dd]uring|[Yy]ear)\s{{1,3}}({YEAR.pattern})")
YEAR_NAMED_NEXT = re.compile(rf",?\s{{1,3}}(?:in|of)\s{{1,3}}(?P<year>{YEAR.pattern})")
