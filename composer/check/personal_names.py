"""The names of people in a passage, told from those of councils, places and roles.

Rule: a name is two capitalised words or more, or a title and one. What may be something else is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from composer.check.given_names import is_given_name, is_only_given_name, plain, same_given


class PersonalName(NamedTuple):
    """A name from `start` to before `end` of its passage; `given` is empty behind a title, `family` for a first name.

    Both are as written; a double-barrelled or particled family name is in one piece.
    """

    start: int
    end: int
    given: str
    family: str

    @property
    def written(self) -> str:
        """The name in full."""
        return f"{self.given} {self.family}".strip()


def personal_names(words: str) -> Iterator[PersonalName]:
    """Every personal name of a passage, in order; of those known by one word, only common given names."""
    for run in _runs(words):
        yield from _named(run)


def people_in(words: str) -> Iterator[PersonalName]:
    """Those of a passage who are named in full, by a given name that is one; no house or hospital called after them."""
    for run in _runs(words):
        given = next((at for at, word in enumerate(run[:-1]) if is_only_given_name(word[0])), len(run))
        for name in _named(run[given:]):
            behind = _WORD.match(words, name.end + 1)
            called_after = (name.family, behind[0] if behind else "")
            if name.family and _CALLED_AFTER.isdisjoint(map(plain, called_after)):
                yield name


# With these behind it, a name is that of a place or of what is called after somebody.
_CALLED_AFTER_WRITTEN = """
    academy avenue award bridge building buildings castle cathedral centre charity church clinic close college
    court crescent drive foundation fund gallery garden gardens gate hall hospice hospital hotel house institute
    lane library lodge memorial museum park partnership place prize quay road room school site square stadium
    station street suite surgery theatre tower trust union university way wing
"""
_CALLED_AFTER = frozenset(_CALLED_AFTER_WRITTEN.split())


def _runs(words: str) -> Iterator[Sequence[re.Match[str]]]:
    """The words in a row, one or more, that may be of one name."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(words):
        if run and not _goes_on(words, run[-1], word):
            yield run
            run = []
        if not _may_be_part(word[0], bool(run)) and not _may_be_family(run, word):
            yield run
            run = []
            continue
        run.append(word)
        if _is_possessive(word[0]):
            yield run
            run = []
    yield run


def name_of(words: str) -> PersonalName | None:
    """Somebody's name as a list has it, such as `Dr Ann van der Berg`, whatever its words are."""
    parts = [word[0].rstrip(".") for word in _WORD.finditer(words)]
    parts = [part for part in parts if plain(part) not in _AROUND_NAMES]
    if len(parts) == 1 and not is_given_name(parts[0]):
        return PersonalName(0, len(words), "", parts[0])
    return PersonalName(0, len(words), parts[0], " ".join(_family(parts[1:]))) if parts else None


def same_person(one: PersonalName, other: PersonalName) -> bool:
    """Whether two names may be one person's; what is not given, or shortened, does not tell them apart."""
    if one.family and other.family:
        families = _families(one) & _families(other)
        return bool(families) and (not one.given or not other.given or same_given(one.given, other.given))
    if one.given and other.given and same_given(one.given, other.given):
        return True
    return plain(one.given or one.family) in _families(other) or plain(other.given or other.family) in _families(one)


def _families(name: PersonalName) -> set[str]:
    """The family name and each part of a double one."""
    parts = [part for part in re.split(r"[\s‐-–-]+", name.family) if part.lower() not in _PARTICLES]
    return {plain(name.family), *map(plain, parts)} - {""}


_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‘ʼ‐‑-](?=[^\W\d_]))*\.?")
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "cllr",
        "councillor",
        "sir",
        "dame",
        "rev",
        "revd",
        "lord",
        "lady",
    ]
)
_AROUND_NAMES = _TITLES | frozenset(
    ["mbe", "obe", "cbe", "kbe", "dbe", "qc", "kc", "jp", "phd", "ma", "ba", "bsc", "msc", "mp", "dl"]
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "da",
        "di",
        "del",
        "della",
        "dos",
        "du",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "ap",
        "ab",
        "st",
        "ten",
        "ter",
        "y",
    ]
)

# A capitalised word of these is of an organisation, a place, a role, a date or a sentence's beginning.
_OTHER_WORDS = """
    a about academy action activity additional administrator admin adviser advisor advisers advisors after agency
    agenda alliance all also although an and annual any april archive are area areas as ask assembly assistant
    association at august authorities authority autumn award awards bank bay before bid board book borough both
    branch bridge bring britain british bulletin bureau business but by call campaign campus can care careers
    castle catchment cathedral centre chair chairman chairwoman challenge chamber charity charter chief
    church city clerk click client clinic club coach cohort college colleagues comments commission commissioner
    committee communications community company complete conference congress consortium consultant consultation
    contact contacts cooperative coordinator cop corporation council councils councillors country county course
    court cymru data date dates day dear december delegates department deputy desk development digital diocese
    director directors directorate district do download each east eastern editor education email
    engagement england english enquiries europe european event events everyone exchange executive fair families
    family february federation festival finance fire follow for forum foundation framework friday friends from
    fund further general government governor grant great group guidance guide guild hall hampton has have he head
    health helpdesk helpline her here his hold home hospital hotel house housing how hub if improvement in
    information initiative inspector institute international interim investment invite ireland is island isle it
    january job join joint july june junior justice keep key kingdom lane law lead leader leaders league let
    library lifelong line local london ltd limited magazine mail main manager managers many march market
    mayor media meeting member members memorandum message midlands minister ministry monday more most museum my
    national network networks new news newsletter next no north northern note november now october of office
    officer officers offices old on one only online open or organiser our panel parish park parliament
    partner partners partnership peer performance phone plan planning platform please police policy
    portal post practice president press primary principal prison programme project protection public
    quality questions read reception recruitment referral region regional register registrar reply report
    research residents resource resources return review ring river road room royal safeguarding saturday
    school schools scheme scotland scottish seaside secondary secretariat secretary section sector see send
    senior september service services she shire should show sign site skills social society some south
    southern speak speaker sport spring square staff standards state station strategic strategy street
    student students studio summer summit sunday supervisor support system talk task team teams technical tel
    telephone tell tenancy text thank thanks the theatre their there these they this those thursday
    time to today tomorrow tools town training transport treasurer triad trust trustee tuesday uk union unit
    united university unless update us use vice village visit volunteer volunteers volunteering wales
    warden we website wednesday week weekly welfare welsh west western what when where which who whose why
    will winter with work workforce workshop write you young your youth
"""
_OTHERS = frozenset(_OTHER_WORDS.split())


def _goes_on(words: str, last: re.Match[str], word: re.Match[str]) -> bool:
    """Whether only a space parts two words, and no sentence ends between them."""
    between = words[last.end() : word.start()]
    ended = last[0].endswith(".") and not (len(last[0]) == 2 or plain(last[0]) in _TITLES)
    return not ended and len(between) <= 2 and (between.isspace() or not between)


def _may_be_part(word: str, within: bool) -> bool:
    """Whether a word may be of somebody's name."""
    letters = plain(word)
    if letters in _OTHERS:
        return False
    if not word[0].isupper():
        return letters in _PARTICLES if within else is_given_name(word) and letters not in _WORDS_TOO
    return len(letters) == 1 or not word.rstrip(".").isupper()


def _may_be_family(run: Sequence[re.Match[str]], word: re.Match[str]) -> bool:
    """Whether a word that is of a place or a language elsewhere is somebody's family name: Jo West."""
    if len(run) != 1 or not is_only_given_name(run[0][0]) or not run[0][0][0].isupper() or not word[0][0].isupper():
        return False
    return plain(word[0]) in _FAMILIES_TOO and not word.string[word.end() + 1 : word.end() + 2].isupper()


_FAMILIES_WRITTEN = "day east english grant hampton law north read south west winter young"
_FAMILIES_TOO = frozenset(_FAMILIES_WRITTEN.split())


# Given names that are words of the language, too, where they begin with a small letter.
_NAMES_AND_WORDS = """
    amber benedict bill blessing brad charity christian clement colleen daisy dawn dean dick don dora drew ebony
    ed faith fay flora frank glen grace grant guy harry hazel heather holly hope iris ivy jack jade jasmine
    jasper jay jean june kyle lee len lily marigold marina mark max may melody mike miles nick norman olive pat
    patience pearl peg penny perry piers poppy precious ray reed rich rob robin rod roman rose rosemary rosie
    ruby said sal sally sandy scott sienna sky sonny sue ted tom tony tori trish verity victor viola violet
    warren will
"""
_WORDS_TOO = frozenset(_NAMES_AND_WORDS.split())


def _is_possessive(word: str) -> bool:
    return _OWN.search(word) is not None


_OWN = re.compile(r"['’ʼ]s$|s['’ʼ]$")


def _named(run: Sequence[re.Match[str]]) -> Iterator[PersonalName]:
    """The name that a run of words is, if it is one."""
    titles = len(list(takewhile(lambda word: plain(word[0]) in _TITLES, run)))
    own = list(run[titles:])
    while own and own[-1][0] in _PARTICLES:
        own.pop()
    parts = [_OWN.sub("", word[0]).rstrip(".") for word in own]
    if not any(part[0].isupper() and len(part) > 1 for part in parts):
        return
    start, end = own[0].start(), own[-1].start() + len(parts[-1])
    if len(parts) > 1 or (not titles and is_given_name(parts[0])):
        yield PersonalName(start, end, parts[0], " ".join(_family(parts[1:])))
    elif titles:
        yield PersonalName(start, end, "", parts[0])


def _family(parts: Sequence[str]) -> Sequence[str]:
    """The last part with the particles before it; what stands between it and the first is a middle name."""
    first = len(parts) - 1
    while first > 0 and parts[first - 1].lower() in _PARTICLES:
        first -= 1
    return parts[max(first, 0) :]
