"""What may stand in a finished letter: the elements, attributes, addresses and styles there are, and no others.

Rule: whatever asks another server when the letter is opened is not on the list. It is the page as it goes out
that is judged, every `<` in it, with what is for Outlook alone open like all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import chain, islice

from composer.problems import shown
from composer.render.excess import Excess, excess_in
from composer.render.message import PLACEHOLDER

MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and words that stand together in the source where it came from, the last of them most its own."""

    words: str
    clues: tuple[str, ...]


def judge(html: str) -> list[Finding]:
    """Everything that may not stand in this page, each once; at most `MOST_TOLD`.

    The page is as lxml writes it: names in small letters, attributes in quotes, no `<` that begins nothing.
    Read so, there is one way to read it, and every program does.
    """
    return list(islice(dict.fromkeys(_findings(html.removeprefix("<!DOCTYPE html>"))), MOST_TOLD))


def judge_styles(html: str) -> list[Finding]:
    """The styles of a page, as mrml writes it, that are too much for what puts them on the elements; each once."""
    in_attributes = (value for tag in _WRITTEN.finditer(html) for value in _STYLE_ATTRIBUTE.findall(tag[0]))
    styles = chain(_SHEET.findall(html), (unescape(value[1:-1]) for value in in_attributes))
    found = (excess_in(style) for style in dict.fromkeys(styles))
    return list(islice(dict.fromkeys(_excessive(excess) for excess in found if excess), MOST_TOLD))


_SHEET = re.compile("<style[^<>]*>([^<]*)", re.IGNORECASE)
_WRITTEN = re.compile(r"""<[A-Za-z](?=((?:[^<>"']++|"[^"]*"|'[^']*')*))\1""")
_STYLE_ATTRIBUTE = re.compile(r"""\sstyle\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)


def _excessive(excess: Excess) -> Finding:
    return Finding(f"these styles have {excess.words}", (excess.clue,))


# A comment, what looks like a tag, or a < that begins neither. lxml writes > in a value as &gt;. The lookahead stands
# for a possessive group, as in `lint`.
_TOKEN = re.compile("<(?:!--(.*?)-->|([^<>]*+)>|)", re.DOTALL)
_TAG = re.compile(
    r"""(/?)([A-Za-z][\w:-]*)(?=((?:\s++[\w:-]++(?:\s*+=\s*+(?:"[^"]*"|'[^']*'))?)*))\3\s*+/?""", re.ASCII
)
_ATTRIBUTE = re.compile(r"""([\w:-]++)(?:\s*+=\s*+("[^"]*"|'[^']*'))?""", re.ASCII)
# For all but Outlook: such a comment is begun and ended at once, and what stands between is none.
_FOR_OTHERS = ("[if !mso]><!", "<![endif]")
_FOR_OUTLOOK = re.compile(r"\[if [\w |&!()]+\]>(.*)<!\[endif\]", re.DOTALL)


def _findings(html: str, *, outlook: bool = False) -> Iterator[Finding]:
    """Everything wrong in a page, or in a comment that Outlook alone reads."""
    judged: set[str] = set()  # most tags are like others before them
    for token in _TOKEN.finditer(html):
        written = token[0]
        if written[:6].lower() == "<style":
            yield from _in_styles(html, token.end())
        if written in judged:
            continue
        judged.add(written)
        if token[1] is not None:
            yield from _in_comment(token[1])
        else:
            yield from _in_tag(token[2], outlook, html[token.start() : token.start() + 40])


def _in_comment(comment: str) -> Iterator[Finding]:
    """What a comment holds. Words are well; elements only where Outlook reads them, and no browser a part of them."""
    if comment in _FOR_OTHERS or not _ELEMENTS.search(comment):
        return
    for_outlook = _FOR_OUTLOOK.fullmatch(comment)
    if for_outlook is None or "--!>" in comment:
        words = f"the comment <!--{shown(comment)}--> holds elements and is none of Outlook's. Take it out, or write"
        yield Finding(f"{words} <!--[if mso]> and <![endif]-->.", (f"<!--{comment[:40]}",))
        return
    yield from _findings(for_outlook[1], outlook=True)


_ELEMENTS = re.compile("[<>]")


def _in_tag(tag: str | None, outlook: bool, place: str) -> Iterator[Finding]:
    """What is wrong with a tag, without its brackets; `place` is what begins where it does."""
    read = _TAG.fullmatch(tag or "")
    if read is None:
        yield Finding(f"{shown(place)} is not plain HTML. Put attributes in quotes, or take it out.", (place[:12],))
        return
    closing, name, written = read[1], read[2].lower(), read[3]
    known = _ATTRIBUTES_OF.get(name)
    if known is None and not (outlook and name in _WORDS_OWN):
        yield Finding(f"<{name}> has no place in a letter. Take it out.", (f"<{name}",))
    elif not closing:
        for attribute, quoted in _ATTRIBUTE.findall(written):
            yield from _in_attribute(name, attribute.lower(), unescape(quoted[1:-1]), known or frozenset())


def _in_attribute(name: str, attribute: str, value: str, known: frozenset[str]) -> Iterator[Finding]:
    right = _VALUES.get((name, attribute))
    if attribute not in known and attribute not in _ANYWHERE and not attribute.startswith("aria-"):
        words = f"<{name}> has the attribute {attribute}, which has no place in a letter. Take it out."
        yield Finding(words, (f"{attribute}=", value))
    elif attribute == "style" and (found := forbidden_in(value)):
        yield Finding(f"<{name}> asks another server in its style, or might: take {found} out.", (found,))
    elif attribute in _READ_AS_STYLES and (excess := excess_in(value)):
        yield _excessive(excess)
    elif right is not None and not right.pattern.fullmatch(value):
        yield Finding(f"<{name}> {right.fault.format(shown(value))}", (f"{attribute}=", value))


def _in_styles(html: str, begin: int) -> Iterator[Finding]:
    """What is wrong with the styles that begin there; they go on to the next <, and no further."""
    end = max(html.find("<", begin), begin)
    found = _FORBIDDEN.search(html, begin, end)
    excess = excess_in(html[begin:end])
    if found:
        clue = html[found.start() : min(found.start() + 20, end)]  # longer, as @ and the like stand in good ones too
        yield Finding(f"these styles ask another server, or might: take {found[0]} out.", (clue,))
    elif excess:
        yield _excessive(excess)
    elif not html.startswith("</style>", end):
        yield Finding("these styles have a < in them. Take it out.", (html[end : end + 20],))


def forbidden_in(styles: str) -> str:
    """The first thing in styles that no letter may have, such as `url(`; empty where there is none."""
    if not any(mark in styles for mark in "\\@("):
        return ""  # as most: looking closer takes time
    found = _FORBIDDEN.search(styles)
    return found[0] if found else ""


# A backslash hides the others; of functions and @-rules only those that name no file are known here.
_FORBIDDEN = re.compile(
    r"""\\
    |@(?!(?:media|supports|keyframes|-webkit-keyframes|-ms-viewport)\b)[\w-]*+
    |(?<![\w-])(?!(?:rgba?|hsla?|calc|min|max|clamp|var|not|is|where|has|lang|nth-(?:last-)?(?:child|of-type)
    |translate[xyz]?|rotate|scale|cubic-bezier|steps|(?:linear|radial)-gradient)\()[\w-]++\(""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Value:
    """What a value must be like, and what is said of one that is not."""

    pattern: re.Pattern[str]
    fault: str


_VALUES: Mapping[tuple[str, str], _Value] = {
    ("a", "href"): _Value(
        re.compile(rf"(?:https?://|mailto:|tel:|#|{PLACEHOLDER}).*", re.IGNORECASE | re.DOTALL),
        "leads to {}. Begin its href with https://, http://, mailto:, tel: or #.",
    ),
    ("img", "src"): _Value(
        re.compile(r"cid:[^\s\\]+"),
        "asks another server for its src, or shows nothing: {}. Print the `source` of a picture of the workspace.",
    ),
    ("meta", "name"): _Value(
        re.compile(
            "viewport|color-scheme|supported-color-schemes|format-detection|x-apple-disable-message-reformatting"
        ),
        "has the name {}, which has no place in a letter. Take it out.",
    ),
    ("meta", "http-equiv"): _Value(
        re.compile("X-UA-Compatible|Content-Type", re.IGNORECASE),
        "with http-equiv {} has no place in a letter. Take it out.",
    ),
    ("meta", "charset"): _Value(re.compile("utf-8", re.IGNORECASE), "says the page is in {}. Take it out: it is not."),
    ("meta", "content"): _Value(
        re.compile(r"(?:(?!charset).|charset=utf-8)*", re.IGNORECASE | re.DOTALL),
        "says the page is in {}. Take it out: it is not.",
    ),
}
_ANYWHERE = frozenset(
    {"class", "id", "style", "title", "lang", "dir", "role", "tabindex", "align", "valign", "width", "height"}
)
_READ_AS_STYLES = frozenset({"style", "media", "color", "bgcolor"})
_OF_CELLS = frozenset({"bgcolor", "colspan", "rowspan", "scope", "headers", "abbr", "nowrap", "vertical-align"})
_OF_LISTS = frozenset({"start", "type", "reversed", "value"})
_WITHOUT_MORE = (
    "abbr address article aside b bdi bdo big blockquote body br caption center cite code dd del dfn div dl dt em"
    " figcaption figure footer h1 h2 h3 h4 h5 h6 head header hr i ins kbd main mark nav p pre q s samp section small"
    " span strike strong sub sup tbody tfoot thead title tt u var wbr"
)
_ATTRIBUTES_OF: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_WITHOUT_MORE.split(), frozenset[str]()),
    "html": frozenset({"xmlns", "xmlns:v", "xmlns:o"}),
    "body": frozenset({"bgcolor"}),
    "meta": frozenset({"name", "content", "http-equiv", "charset"}),
    "style": frozenset({"type", "media"}),
    "a": frozenset({"href", "name", "target", "rel"}),
    "img": frozenset({"src", "alt", "border", "hspace", "vspace"}),
    "table": frozenset({"bgcolor", "border", "cellpadding", "cellspacing", "summary"}),
    "tr": frozenset({"bgcolor"}),
    **dict.fromkeys(("td", "th"), _OF_CELLS),
    **dict.fromkeys(("col", "colgroup"), frozenset({"span"})),
    **dict.fromkeys(("ol", "ul", "li"), _OF_LISTS),
    "font": frozenset({"color", "face", "size"}),
    "time": frozenset({"datetime"}),
}
# What mrml writes for Word, in comments that nobody else reads.
_WORDS_OWN = frozenset({"noscript", "xml", "o:officedocumentsettings", "o:allowpng", "o:pixelsperinch"})
