"""Numbers that announce how many things are listed, and how many are.

Rule: silence in doubt. A number counts only if its noun is plainly what the list holds: it ends the lead-in, or the
lead-in says so (“the following four questions”, “there are three ways to”).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Count(NamedTuple):
    """A number and the words that it counts, `start` characters into what they were found in."""

    start: int
    number: int
    words: str

    def later(self, offset: int) -> Count:
        """The same, so many characters further on."""
        return self._replace(start=self.start + offset)


_SMALL = "two three four five six seven eight nine ten eleven twelve"
_LARGE = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
_NUMBERS = {word: number for number, word in enumerate(f"{_SMALL} {_LARGE}".split(), start=2)}
_NUMBER = rf"(?:{'|'.join(_NUMBERS)}|[2-9]|1\d|20)"
_NOUN = r"(?P<noun>[^\W\d_][\w’'-]*)"
_COUNTED = re.compile(
    rf"(?<![\w£€$.,:/–-])(?P<number>{_NUMBER})(?![\w%.:/–]|,\d|-(?!\w))"
    r"(?P<between>(?:\s(?!(?:of|to|in|at|on|for|by|from|and|or|is|are|the|a|per|out|more|or)\b)[^\W\d_][\w’'-]*){0,3}?)"
    rf"\s{_NOUN}",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"(?<![\w])(?:{_NUMBER}|one|\d[\d.,/]*|dozen|hundred|thousand|half)(?!\w)", re.IGNORECASE)

# Before a number these make it no exact one, or no count of what is listed.
_HEDGED = re.compile(
    r"(?:\b(?:at least|at most|more than|less than|fewer than|over|under|up to|some|about|around|roughly|nearly|almost"
    r"|approximately|approx\.?|circa|c\.|only|just|first|last|top|main|any|another|further|every|each|of|than|or|to|between"
    r"|and|no\.?|nos?\.|number|version|part|page|pages|year|years|stage|phase|level|grade|class|key|band|tier|group|room"
    r"|week|day|chapter|section|issue|unit|figure|table|aged?|question|item|article|schedule|size|zone|route|ks)|[~+<>≥≤])"
    r"\s*$",
    re.IGNORECASE,
)
# What is counted in these is not what a list holds.
_UNITS = re.compile(
    r"(?:second|minute|hour|day|night|week|weekend|fortnight|month|quarter|term|year|decade|century|pound|pence|penny|euro"
    r"|dollar|mile|kilometre|metre|foot|feet|inche?|litre|gram|kilo|tonne|degree|time|fold|percent|per|cent|am|pm|page"
    r"|million|billion|thousand|hundred|dozen|january|february|march|april|may|june|july|august|september|october"
    r"|november|december)s?(?:['’]s?)?",
    re.IGNORECASE,
)
_NO_ADVANCE = re.compile(
    r"\b(?:including|such as|for example|e\.?g\.?|among them|amongst others|among others|in particular|notably|like"
    r"|especially|whether|either)\b[:,\s]*$",
    re.IGNORECASE,
)


def announced(lead: str) -> Count | None:
    """The number of things that a sentence before a list announces; None if it announces none for sure."""
    if len(lead) > _LONGEST_LEAD or _NO_ADVANCE.search(lead.rstrip(" :–-")):
        return None
    if hyphened := _in_so_many(lead):
        return hyphened
    clause = lead.rfind(", ") + 1 if _BRINGS_IT.search(lead) else 0
    if len(_ANY_NUMBER.findall(lead, clause)) != 1:
        return None
    match = _COUNTED.search(lead, clause)
    if not match or _HEDGED.search(lead[: match.start()]):
        return None
    noun = _noun_of(lead, match)
    if noun is None or not _is_the_list(lead, match, noun):
        return None
    return _count(lead, match, noun)


_LONGEST_LEAD = 400
# “Before you hand one over, please check four things:” – what is said behind the last comma asks for the list.
_BRINGS_IT = re.compile(
    r",\s(?:please\s|you\s(?:will\s)?|we\s(?:will\s)?|there\s)?(?:need|bring|check|do|remember|have|ask|offer|note|are"
    r"|consider|answer|follow|use|send|keep|look\sat|think\sof)\s[^,:]{3,40}:\s*$",
    re.IGNORECASE,
)


def _in_so_many(lead: str) -> Count | None:
    """The number of a five-step plan that ends a lead-in."""
    match = _HYPHENED.search(lead)
    if match is None or len(_ANY_NUMBER.findall(lead, match.start())) != 1:
        return None
    return _count(lead, match, match.end("noun"))


_HYPHENED = re.compile(
    rf"(?<![\w£€$.,:/–-])(?P<number>{_NUMBER})[-‐‑](?:step|point|part|stage|phase|strand|stranded|pronged|section|question|item"
    r"|pillar|module)\s(?P<noun>(?:[^\W\d_][\w’'-]*\s){0,2}?[^\W\d_][\w’'-]*)(?:\s(?:is|are|was|follows|as\sfollows|below)){0,2}\s*:\s*$",
    re.IGNORECASE,
)


def _count(lead: str, match: re.Match[str], end: int) -> Count:
    written = match["number"].lower()
    return Count(match.start(), _NUMBERS.get(written) or int(written), lead[match.start() : end])


def _noun_of(lead: str, match: re.Match[str]) -> int | None:
    """Where the counted noun ends: the first plural behind the number; None for a unit or where there is none."""
    for word in _WORD.finditer(lead, match.end("number")):
        if word.start() - match.end("number") > _FAR or lead[match.end("number") : word.start()].count(" ") > _MANY:
            return None
        if _UNITS.fullmatch(word[0]) or word[0].lower() in _ENDS_NOUN:
            return None
        if _PLURAL.fullmatch(word[0]) and not _PLURAL_FOLLOWS.match(lead, word.end()):
            return word.end()
    return None


_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_FAR, _MANY = 60, 5
_ENDS_NOUN = frozenset(
    (
        "of",
        "to",
        "in",
        "at",
        "on",
        "for",
        "by",
        "from",
        "and",
        "or",
        "is",
        "are",
        "the",
        "a",
        "an",
        "per",
        "with",
        "that",
    )
)
_PLURAL = re.compile(
    r"[\w’'-]*[^\Ws\d_u’'i]s|[\w’'-]+(?:ies|sses)|people|children|men|women|criteria|phenomena|staff|[\w-]*children",
    re.IGNORECASE,
)
# “news items”, “sports clubs”: the plural that follows is the noun.
_PLURAL_FOLLOWS = re.compile(r"\s[^\W\d_A-Z][\w’-]*[^\Wsu\d_]s\b(?!['’])")


def _is_the_list(lead: str, match: re.Match[str], noun: int) -> bool:
    """Whether the list that follows a lead-in holds what it counts."""
    before, after = lead[: match.start()], lead[noun:].strip(" :–-.")
    if _FOLLOWING.search(before):
        return True
    definite = _DEFINITE.search(before) is not None
    noun_word = lead[match.start() : noun].split()[-1].lower()
    governed = _GOVERNED.search(before) and not (noun_word in _PLAIN and not _FROM.search(before))
    if not after:
        return not (definite or governed or _ACTED.search(before))
    if _COPULA.fullmatch(after):
        return True
    if _is_subject(before, definite) and _PASSIVE.search(after):
        return not _TOLD.search(after)
    return not definite and not governed and noun_word in _LISTED and not _ENDS_IN.search(after)


def _is_subject(before: str, definite: bool) -> bool:
    """Whether nothing stands before a number but “the” or “there are”."""
    if definite:
        return " " not in before.strip()
    return not before.strip() or _THERE.search(before) is not None


_FOLLOWING = re.compile(r"\b(?:following|these)\s+$", re.IGNORECASE)
_DEFINITE = re.compile(
    r"\b(?:the|those|both|all|our|your|their|his|her|its|[\w-]+['’]s?)\s+(?:\w+\s+)?$", re.IGNORECASE
)
# A number that one of these governs belongs to what was said before it: “notes from two meetings:”.
_GOVERNED = re.compile(
    r"\b(?:from|by|with|at|to|across|among|amongst|after|during|since|before|between|until|within|for|about|of)\s+$",
    re.IGNORECASE,
)
# “We asked three schools:” – what follows is what they were asked.
_ACTED = re.compile(
    r"\b(?:asked|told|visited|met|invited|interviewed|consulted|surveyed|advised|urged)\s+$", re.IGNORECASE
)
_THERE = re.compile(
    r"\b(?:there\s(?:are|were|will\sbe|have\sbeen)|we\s(?:have|had)|has|have|had)\s+(?:now\s+|also\s+)?$", re.I
)
_COPULA = re.compile(r"(?:are|were|will be|follow)(?:\s(?:as follows|now|these))?", re.IGNORECASE)
_PASSIVE = re.compile(
    r"(?:\b(?:are|were|be|been|being)\s(?:\w+ly\s)?(?:\w+(?:ed|en|wn|lt|nt|ld|de|ut)|available|open|left|due|new|free)"
    r"|\b(?:apply|remain|follow|matter|stand out))$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:asked|told|given|shown|offered|invited|advised|required|expected|encouraged)\b", re.IGNORECASE
)
_ENDS_IN = re.compile(
    r"\b(?:to|of|for|in|on|at|by|with|about|that|which|who|will|can|should|must|may|include|includes|included|are|is|cover"
    r"|covers|covered|discuss|discussed|said|agreed|asked|found|want|need|say|shows?|showed|report|reported)$"
    r"|\b(?:agreed|said|told|asked|found|wants?|needs?|explain\w*|describ\w*|cover\w*|includ\w*|discuss\w*)\b",
    re.IGNORECASE,
)
_LISTED_NOUNS = """
    actions activities advantages aims answers approaches areas arguments aspects barriers benefits categories causes
    challenges changes choices components concerns conditions consequences criteria decisions dimensions documents
    elements examples factors features findings forms goals groups headings ideas ingredients initiatives issues items
    kinds lessons levels matters measures messages methods milestones models modules objectives obstacles opportunities
    options outcomes papers parts phases pillars points principles priorities problems projects proposals purposes
    questions reasons recommendations reports requirements resources risks roles rules sections sessions solutions
    sources stages standards steps strands strategies streams subjects suggestions tasks techniques tests themes things
    tips tools topics types ways workshops workstreams
"""
_LISTED = frozenset(_LISTED_NOUNS.split())
# Nobody speaks of these without saying which they are.
_PLAIN = frozenset(("aims", "areas", "points", "principles", "priorities", "purposes", "reasons", "things", "themes"))
_FROM = re.compile(r"\b(?:from|between|until|within|after|during|since|before|by)\s+$", re.IGNORECASE)


def _no_place(_: str) -> bool:
    return False


def listed_inline(sentence: str, is_place: Callable[[str], bool] = _no_place) -> Iterator[tuple[Count, int]]:
    """Numbers whose things stand in the same sentence, behind a colon or in brackets, where they are not so many.

    `is_place`: whether a word is known to be a name of its own.
    """
    if len(sentence) > _LONGEST_SENTENCE or not _MAY_LIST.search(sentence):
        return
    for match in _COUNTED.finditer(sentence):
        if _HEDGED.search(sentence[max(0, match.start() - _NEAR) : match.start()]):
            continue
        noun = _noun_of(sentence, match)
        list_ = _INLINE.match(sentence, noun) if noun is not None else None
        if noun is None or list_ is None:
            continue
        count = _count(sentence, match, noun)
        listed = list_["bracketed"] or list_["dashed"] or list_["told"] or list_["open"]
        places = is_place if _OF_PLACES.fullmatch(sentence, match.start("noun"), noun) else _no_place
        counts = _entries(listed, names=list_["open"] is None, is_place=places)
        if counts and count.number not in counts and (list_["open"] or _is_near(count.number, counts)):
            yield count, max(counts)


_OF_PLACES = re.compile(
    r"(?:[\w’'-]+\s)*(?:regions|areas|authorities|councils|counties|boroughs|districts|cities|towns|countries|nations)",
    re.IGNORECASE,
)


def _is_near(number: int, counts: range) -> bool:
    """Whether so many may be meant, and not twice as many: a name and a role each."""
    return abs(number - max(counts)) <= _CLOSE and 2 * number not in counts


_LONGEST_SENTENCE = 2_000  # characters; a longer one is none
_NEAR = 30
_MAY_LIST = re.compile("[(:–—]| - ")
# Ten branches take part: …, where what is counted does nothing but be so many.
_DOING = (
    r"\s(?:(?:will|can|may|now|also|have|has|are|were|be|been|all)\s){0,3}(?:tak(?:e|ing)\spart|took\spart|taken\spart|open"
    r"|(?:join|remain|appli|appl|affect|involv|clos|open|chos|select|shortlist|visit|cover|agre|qualifi|succeed|repli|respond)"
    r"(?:y|ed|en|e|s)?|left|shut|won|signed\sup|bid)(?:\s(?:so\sfar|now|first|again|today|already|(?:this|next|last)\s\w+))?"
)
_INLINE = re.compile(
    r"\s?(?:\((?P<bracketed>[^()]{3,400})\)|:\s(?P<open>[^:;()!?\n]{3,400}?)[.]?$"
    rf"|{_DOING}:\s(?P<told>[^:;()!?\n]{{3,400}}?)[.]?$"
    r"|\s(?:[–—]|-(?=\s))\s?(?P<dashed>[^–—:;()!?\n]{3,400}?)(?:\s(?:[–—]|-(?=\s))|[.]?$))"
)
_CLOSE = 2  # a list that is much longer or shorter is one of something else
_PARTED = re.compile(r"\s*,\s*")
_AND = re.compile(r"\s(?:and|or|&)\s")
_LAST_AND = re.compile(r"^(?:and|or|&)\s")
_NOT_LISTED = re.compile(
    r"\b(?:etc|e\.?g|i\.?e|including|such|like|others|more|rest|all|each|both|respectively|is|are|was|were|be|has|have|had|will"
    r"|can|could|should|would|must|may|we|you|they|it|he|she|I|what|how|why|who|which|where|when|whether|if|that|please|see|read|ask"
    r"|published|monday|tuesday|wednesday|thursday|friday|saturday|sunday|from|between|then|but)\b|\d|…",
    re.IGNORECASE,
)
_LONGEST_ENTRY = 6  # words
_LEAST_ENTRIES = 3  # in brackets, where two may be anything


def _entries(listed: str, *, names: bool, is_place: Callable[[str], bool]) -> range | None:
    """How many things a list in a sentence may have; None where it may be no plain list."""
    if _NOT_LISTED.search(listed):
        return None
    parts = [part for part in _PARTED.split(listed.strip(" .")) if part]
    if any(len(piece.split()) > _LONGEST_ENTRY for part in parts for piece in _AND.split(part)):
        return None
    if names and not _are_names([_LAST_AND.sub("", part) for part in parts]):
        return None
    closed = _LAST_AND.match(parts[-1]) is not None
    least, most = len(parts), len(parts) + sum(len(_AND.findall(part)) for part in parts)
    most -= _is_of_two(parts[-1])
    if not closed and most == least:  # no “and”: the list may be cut short, or be none
        return None if not names or least < _LEAST_ENTRIES else range(least, least + 1)
    if not closed and _AND.search(parts[-1]) and not _joins_names(parts[-1], is_place):
        least += 1
    if most < (_LEAST_ENTRIES if names else 2):
        return None
    return range(least, most + 1)


def _are_names(parts: list[str]) -> bool:
    """Whether a list is one of names: each has a capital, or is something known such as the town hall."""
    known = [part for part in parts if not part[:1].isupper()]
    return len(known) <= len(parts) / 2 and all(_KNOWN.match(part) for part in known)


_KNOWN = re.compile(r"(?:the|our|its)\s")


def _joins_names(part: str, is_place: Callable[[str], bool]) -> bool:
    """Whether “and” may be of a name: Tyne and Wear; not Hull and York, each of which is known by itself."""
    sides = _AND.split(part)
    if len(sides) < 2 or not all(side[:1].isupper() for side in sides):
        return False
    return _is_of_two(part) or not all(map(is_place, sides))


def _is_of_two(part: str) -> bool:
    """Whether it is the name of one place that has an “and”."""
    return " ".join(_AND.split(part)).lower() in _OF_TWO


# Places whose name has an “and”, though both halves may be places, too.
_OF_TWO_WRITTEN = """
    adur worthing, antigua barbuda, argyll bute, avon somerset, barking dagenham, basingstoke deane, bosnia herzegovina,
    brighton hove, cambridgeshire peterborough, devon cornwall, devon somerset, dumfries galloway, england wales,
    epsom ewell, folkestone hythe, hammersmith fulham, hereford worcester, hinckley bosworth, kensington chelsea,
    newark sherwood, norfolk suffolk, nuneaton bedworth, oadby wigston, perth kinross, redcar cleveland,
    reigate banstead, ross cromarty, surrey sussex, telford wrekin, tonbridge malling, trinidad tobago, tyne wear,
    windsor maidenhead, york humber, yorkshire humber
"""
_OF_TWO = frozenset(" ".join(pair.split()) for pair in _OF_TWO_WRITTEN.split(","))
