"""Something was to be filled in here, and was not: TK or TODO, XXX, “xx May”, “??” for a day, lorem ipsum, a field such
as `{{name}}` or `{date}`, “[insert link]”, `<venue>`, “[Bob to supply]”, “Click to enter text”, DD/MM/YYYY, “TITLE
HERE”, what Word and Excel leave of a lost reference (“Error! Bookmark not defined”, #REF!), or an address like
`https://XXX`. It is looked for wherever words are printed, in the subject, the preheader and the addresses of links.

An error, because nobody means to send it and every reader sees that nobody looked. Write what belongs there, or take
the sentence out. A blank of underscores is only a warning: it may be a form that readers are to print.

Not minded: TBC, TBA and “to be confirmed”, which tell the truth; the initials TK of one of your contacts and in notes
of who does what; numerals such as Super Bowl XXX; kisses at the end of a letter; “[name]” in a quotation, where it
protects somebody; a remark about the format DD/MM/YYYY, or in brackets how a form wants a date.

```yaml
# wrong
update: We meet on xx March in [insert venue].
# right
update: We meet on 12 March in Shaw House; the room is TBC.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.markdown import Kind, Passage, line, links
from composer.problems import Level, shown
from composer.text import Place, Text

# Every placeholder has one of these: looking for all of them in earnest takes time.
_SIGN = re.compile(
    r"TK|TODO|FIXME|XX|xx|\?\?|[{%<«|\[]|__|[Ii]psum|IPSUM|sit amet|HERE|[Cc]lick|CLICK|[Tt]ext\b|TEXT|^[Cc]hoose an"
    r"|^[Ii]nsert|^[Pp]aste|Surname|Last ?[Nn]ame|Your Name|[Dd]{2}[/.-][Mm]{2}|(?:DD|dd) [Mm]"
    r"|[Xx](?:st|nd|rd|th)\b|Error!|#[RVND]"
    r"|\((?:[Pp]lease |PLEASE )?(?:[Ii]nsert|INSERT|[Aa]dd|ADD|[Ee]nter|ENTER|[Pp]aste|PASTE|[Tt]ype|TYPE|[Ff]ill)\b"
)

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
_THING = (
    r"(?:(?:event|meeting|job|start|end|closing|first|last|organisation|council|network|contact)(?:['’]s)? )?"
    r"(?:names?|surname|titles?|dates?|times?|links?|urls?|web ?(?:link|address)|venue|place|location|address|e-?mail"
    r"|phone|numbers?|amounts?|figures?|percentage|organisation|details|text|image|picture|photo|logo|quote|hyperlink)"
)
_DO_LATER = "(?:supply|provide|confirm|add|send|complete|advise|insert|fill in)"
_DO = r"(?:please )?(?:insert|add|enter|paste|type|fill in)"

# What asks for something, whoever the readers are.
_PATTERNS = tuple(
    map(
        re.compile,
        (
            r"\bTK(?:TK)+\b|\[TK\]",
            r"(?:(?<=£)|(?<=€)|(?<=\$))TK\b",
            rf"\bTK(?=%| per cent\b| people\b| ?[ap]\.?m\b| {_MONTH})",
            # Initials have somebody who acts behind them, or nobody's preposition before them.
            r"(?:(?<= on )|(?<= at )|(?<= in )|(?<= is )|(?<= are )|(?<= of )|(?<= the )|(?<= until )|(?<= about ))TK"
            r"(?=[.,;:!?)]|$)",
            r"\bTODO\b(?! (?:EL|LO|LOS|LA|ES|UN|MUNDO|EST[AÁ]|SE|INCLUIDO)\b)",
            r"\bFIXME\b",
            r"\bX{4,}\b(?![ -]?\d{4})(?<!Castlemaine XXXX)",
            r"\bXXX\b(?: XXX\b)*(?!-rated)|(?<=\d)[Xx]{3,}\b",
            rf"\b(?:XX|xx+)(?= (?:of )?{_MONTH}|%| ?[ap]\.?m\b|[:/.](?:XX|xx|\d\d)\b| per cent\b| people\b)",
            r"(?:(?<=£)|(?<=€)|(?<=\$))[Xx]{1,4}(?:[.,][Xx]{2,3})*\b",
            r"(?:(?<= on )|(?<= at )|(?<= from )|(?<= until )|(?<= to )|(?<= by )|(?<=\d ))xx+\b(?=[\s.,;)])",
            rf"(?:^|(?<=[\s(£€$]))\?\?+(?= {_MONTH}|%| ?[ap]\.?m\b| \w)",
            r"(?:(?<= on )|(?<= at )|(?<= from )|(?<= until )|(?<= by )|(?<= to )|(?<= in )|(?<=: )|(?<=[£€$(]))\?\?+",
            r"(?<![“\"‘'])\b(?:[Ll]orem [Ii]psum|LOREM IPSUM)\b(?:,? dolor sit amet)?|\bdolor sit amet\b",
            r"\{\{[^{}\n]{0,60}\}\}|\{%[^{}\n]{0,60}%\}|\*\|[A-Z_:]{2,40}\|\*|%%\w{2,40}%%|\$\{\w{2,40}\}",
            rf"(?i:\{{(?:\w+[ _])?{_THING}(?:[ _]\w+)?\}})",
            r"«(?:(?:First|Last|Full|Sur)[ _]?[Nn]ame|\w+_\w+|[A-Z][a-z]+[A-Z]\w*)»",
            rf"(?i:\[{_DO} [^\[\]\n]{{1,80}}\]|\((?:please )?insert [^()\n]{{1,80}}\))",
            rf"(?i:\({_DO} (?:the |your |an? )?{_THING}(?: here)?\))",
            rf"(?i:\[(?:your |an? )?{_THING}(?: (?:here|to follow|to come|goes here))?\])",
            r"(?i:\bclick (?:or tap )?(?:here )?to (?:enter|add|edit) (?:an? )?(?:text|date|title|subtitle|notes)\b)",
            r"(?i:\b(?:your|sample|dummy|placeholder|example|enter|insert|add|type) text (?:goes )?here\b)",
            rf"(?i:^insert (?:the |an? )?{_THING}[.]?$)",
            rf"(?i:^(?:insert|paste) (?:the |your |an? )?{_THING} here\b)",
            r"(?i:^(?:sample|dummy|placeholder|example|filler) text[.!]?$|^choose an item\.?$)",
            r"\b[Dd]{2}([/.-])[Mm]{2,3}\1[Yy]{2,4}\b",
            r"(?<=[Pp]age )(?:XX|xx)\b(?! of the (?:preface|introduction|foreword))",
            r"\b(?:DD|dd) (?:Month|month|MONTH)\b(?: (?:YYYY|yyyy)\b)?",
            rf"\b[Xx]{{1,2}}(?:st|nd|rd|th)(?= (?:of )?{_MONTH})",
            rf"\[(?:[A-Z][\w’'.&-]*(?: [A-Z][\w’'.&-]*){{0,3}}|{_THING}) (?i:to {_DO_LATER})\b[^\[\]\n]{{0,40}}\]",
            r"\[(?:FirstName|LastName|TEL|EMAIL|to be (?:added|completed|inserted))\]",
            r"\bError! (?:Reference source not found|Bookmark not defined)|#(?:REF|VALUE|NAME|DIV/0)[!?]",
            r"\b(?:Name Surname|First ?[Nn]ame (?:Surname|Last ?[Nn]ame)|Your Name Here)\b",
            r"\b(?:TITLE|NAME|DATE|TEXT|LINK|URL|VENUE|TIME|PHOTO|IMAGE|PICTURE|QUOTE|DETAILS|HEADLINE) HERE\b",
        ),
    )
)
_ANGLES = re.compile(rf"(?i)(?<!<)<{{1,3}}(?:{_DO} [^<>\n]{{1,80}}|(?:the |your |an? )?{_THING}(?: here)?)>+")
_TAG = re.compile(r"(?<!<)<{1,3}(\w+)>")
_BLANK = re.compile(r"_{3,}")
# A numeral, by the word before it or another one beside it.
_NUMERAL = re.compile(
    r"\b(?:Bowl|Chapter|Part|Book|Vol(?:ume|\.)|Article|Title|Schedule|Section|Annexe?|Appendix|Canto|Sonnet|Psalm"
    r"|Legion?|Olympiad|Games|Corps|Figure|Table|Act|No\.?)s? $"
)
_NEIGHBOUR = re.compile(r"\bXX(?:IX|VIII|XI|XIV)\b")
_ABOUT_FORMAT = re.compile(r"\bformat|\b(?:as|form|like|style|i\.e\.|e\.g\.)[ :“\"‘'(]*$", re.IGNORECASE)

_ABOUT_FORM = re.compile(
    r"\b(?:enter|give|write|type|state|put|form|field|box|column|birth)\b[^.!?]{0,60}\($", re.IGNORECASE
)

_FIX = "Write what belongs here, or take it out."


def find(subject: Subject) -> Iterator[Found]:
    """What was to be filled in, in what is printed, the subject, the preheader and addresses."""
    initials = _initials(subject)
    for passage, item in _passages(subject):
        if _SIGN.search(passage.words):
            yield from _in_passage(passage, item, initials)
    yield from _in_addresses(subject)


def _passages(subject: Subject) -> Iterator[tuple[Passage, str | None]]:
    """All that readers see, and the id of the item it belongs to."""
    if subject.issue.subject:
        yield _filled_in(line(subject.issue.subject)), None
    if subject.issue.preheader:
        yield line(subject.issue.preheader), None
    for story in subject.stories:
        yield from ((passage, story.id) for passage in story.passages)
    for contact in subject.edition.contacts:
        given = (contact.name, contact.role, contact.organisation, contact.email, contact.phone)
        yield from ((line(words), None) for words in given if words)


def _filled_in(written: Passage) -> Passage:
    """A subject without the fields that are filled in for each issue."""
    return replace(written, words=_FIELD.sub(lambda field: " " * len(field[0]), written.words))


_FIELD = re.compile(r"\{(?:number|date|name)\}")


def _initials(subject: Subject) -> frozenset[str]:
    """Those of the programme's contacts, as notes of a meeting use them."""
    names = (str(contact.name).split() for contact in subject.programme.contacts.values())
    return frozenset("".join(part[0] for part in name).upper() for name in names)


def _in_passage(passage: Passage, item: str | None, initials: frozenset[str]) -> Iterator[Found]:
    for match in _matches(passage, initials):
        yield Found(passage.at(match.start()), f"{shown(match[0])} was to be filled in", _FIX, item)
    for blank in _BLANK.finditer(passage.words):
        fix = "Write what belongs here; where readers are to fill it in, allow it in the item."
        yield Found(passage.at(blank.start()), "a blank was left", fix, item, Level.WARNING)


def _matches(passage: Passage, initials: frozenset[str]) -> Iterator[re.Match[str]]:
    """Each placeholder, in order; of those that overlap, the first and longest."""
    told = 0
    matches = chain.from_iterable(pattern.finditer(passage.words) for pattern in (*_PATTERNS, _ANGLES))
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() >= told and not _meant(match, passage, initials):
            told = match.end()
            yield match


def _meant(match: re.Match[str], passage: Passage, initials: frozenset[str]) -> bool:
    """Whether what looks like a placeholder stands there on purpose."""
    found, before = match[0], passage.words[: match.start()]
    if found == "TK":
        return "TK" in initials
    if found == "XXX":
        return bool(_NUMERAL.search(before) or _NEIGHBOUR.search(passage.words))
    if found[:2].upper() == "DD":
        return bool(_ABOUT_FORMAT.search(before) or _ABOUT_FORM.search(before) or "format" in passage.words)
    if found.startswith("<"):
        return _is_an_element(match)
    return found.startswith("[") and _quoted(before, passage)


def _is_an_element(match: re.Match[str]) -> bool:
    """Whether what stands in angle brackets is HTML, by what closes it."""
    tag = _TAG.fullmatch(match[0])
    return tag is not None and f"</{tag[1]}>" in match.string


def angles_in(passage: Passage) -> Iterator[Place]:
    """Each < of the passage that begins what was to be filled in."""
    for match in _ANGLES.finditer(passage.words):
        if not _is_an_element(match):
            opening = len(match[0]) - len(match[0].lstrip("<"))
            yield from (passage.at(match.start() + at) for at in range(opening))


def _quoted(before: str, passage: Passage) -> bool:
    """Whether somebody else is speaking, of whom brackets may hide the name."""
    in_block = bool(passage.depth) and passage.kind is Kind.PARAGRAPH
    return in_block or before.count("“") > before.count("”") or before.count('"') % 2 == 1


# An address nobody has put in yet, by a whole part of it.
_EMPTY_ADDRESS = re.compile(
    r"(?:^|[/.=?&#])(?:[xX]{3,}|TODO|TKTK|(?:link|url|address)[-_]?here|insert[-_ ]?(?:link|url)"
    r"|your[-_]?(?:link|url|website|domain)(?:[-_]?here)?)(?=$|[/.=?&#])"
    r"|^https?://(?:tbc|tba|tk|todo|link|url|website|address|placeholder)/?$|\{\{|\}\}|%7B%7B",
    re.IGNORECASE,
)
_LETTERS = re.compile("todo|tktk")


def _in_addresses(subject: Subject) -> Iterator[Found]:
    for address, place, item in _addresses(subject):
        match = _EMPTY_ADDRESS.search(address)
        if match and not _LETTERS.fullmatch(match[0].lstrip("/.=?&#")):
            yield Found(place, f"this address was to be filled in: {shown(address)}", "Write the address.", item)


def _addresses(subject: Subject) -> Iterator[tuple[str, Place, str | None]]:
    """Each address printed, where it stands, and the item it belongs to."""
    for text, item in subject.edition.markdown:
        if "](" in text or "]:" in text or "<" in text:
            yield from ((link.href, link.place, item) for link in links(text))
    items = {story.item.id: story.item for story in subject.stories if story.item}
    for printed in items.values():
        given: list[Text | None] = [event.url for event in printed.dates]
        given += [printed.resource.url] if printed.resource else []
        yield from ((str(url), url.place, printed.id) for url in given if url)
    for tool in subject.edition.tools:
        if tool.url and tool.id not in items:
            yield str(tool.url), tool.url.place, tool.id


RULE = Rule("placeholder", Level.ERROR, find)
