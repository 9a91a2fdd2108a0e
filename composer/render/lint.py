"""What is wrong with the MJML that templates made, each fault where it begins.

Rule: what mrml passes over in silence and mail programs then show broken is refused here (reference:
inbox, sections 0 and 1.1). What a letter may hold at all is judged once it is made, by `finished`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import unquote

from composer.problems import nearest, shown

# mrml and lxml walk down by recursion, mrml until the stack is full: on 8 MB at about 1,800 elements. Threads
# have as little as a sixteenth of that. Markdown goes no deeper than 20.
DEEPEST = 80


UNKNOWN = -1  # a position: it cannot be found


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, and the character of the MJML where it begins, or `UNKNOWN`."""

    position: int
    words: str


@dataclass(frozen=True)
class Tag:
    """An element as it begins; `within` names the one around it."""

    name: str
    written: str
    position: int
    within: str

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """The attributes that have values; in HTML their names may be in capitals too."""
        return {name.lower(): value[1:-1] for name, value in _ATTRIBUTE.findall(self.written)}


def faults(mjml: str) -> Iterator[Fault]:
    """Every fault, as it is met."""
    open_tags: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(mjml):
        closing, name, written, empty = token.groups()
        if name is None:
            words = _no_tag(token[0])
            if words:
                yield Fault(token.start(), words)
            continue
        name = name if name.startswith("mj") else name.lower()
        if closing:
            yield from _closed(name, token.start(), open_tags)
        else:
            within = open_tags[-1][0] if open_tags else ""
            if not _plain(name, within):
                yield from _faults_of(Tag(name, written, token.start(), within))
            if not empty and name not in _VOID:
                open_tags.append((name, token.start()))
                if len(open_tags) > DEEPEST:
                    yield Fault(token.start(), f"<{name}> is more than {DEEPEST} elements deep. Nest less.")
                    return
    for name, position in open_tags:
        yield Fault(position, f"<{name}> is never closed. Write </{name}> where it ends.")


def position_of(clues: Sequence[str], mjml: str) -> int:
    """Where what has all of these words in one tag or style begins; a single one with its < is looked for as it is."""
    if len(clues) == 1 and clues[0].startswith("<") and clues[0] in mjml:
        return mjml.index(clues[0])
    sought = [_plainly(clue) for clue in clues]
    for piece in _PIECE.finditer(mjml):
        if all(clue in _plainly(piece[0]) for clue in sought):
            written = piece[0].find(clues[-1])
            return piece.start() + max(written, 0)
    return UNKNOWN


def _plainly(words: str) -> str:
    """Words without what lxml and mrml make of them: escapes of HTML and of addresses, and backslashes twice."""
    return unquote(unescape(words)).replace("\\\\", "\\").lower()


# A tag, with what follows it where that is styles. Words an author wrote stand in neither.
_PIECE = re.compile(r"<(?:mj-style|style)\b[^<]*|<[^<>]*>?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+("[^"]*"|'[^']*')""")
# The begin or end of what is for Outlook or for all others, which mrml reads like any elements; a comment, one
# that nobody ended too; a tag; or a < that begins none of these. What a lookahead found is never gone back into:
# a possessive group would say the same, but Debian's Python 3.11.2 gets it wrong (cpython issue 106052).
_TOKEN = re.compile(
    r"""<(?:!--\[if\s[^<>]*\]>(?:<!-->)?|!\[endif\]-->|!--<!\[endif\]-->|!--.*?(?:-->|\Z)
    |(/?)([A-Za-z][\w:.-]*)(?=((?:[^<>"'/=]++|/(?!>)|=\s*(?:"[^"]*"|'[^']*'))*))\3(/?)>|)""",
    re.DOTALL | re.VERBOSE,
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def _no_tag(token: str) -> str:
    """What is wrong with a token that is no tag; comments are well."""
    if not token.startswith("<!"):
        return "this < begins no tag. Write &lt;, or put attributes in quotes."
    if token.startswith("<!--") and not token.endswith(">"):
        return "this comment does not end. Write --> where it does."
    if token.startswith("<!--[if") and not token.endswith(("]>", "<!-->")):
        return "this comment for Outlook begins as none does. Write <!--[if mso]> and <![endif]-->."
    return ""


def _closed(name: str, position: int, open_tags: list[tuple[str, int]]) -> Iterator[Fault]:
    """Take the element from those that are open, and the ones inside it that were never closed."""
    if name in _VOID:
        return
    if all(open_name != name for open_name, _ in open_tags):
        yield Fault(position, f"</{name}> closes nothing. Take it out, or open <{name}> before it.")
        return
    while open_tags[-1][0] != name:
        inner, begun = open_tags.pop()
        yield Fault(begun, f"<{inner}> is not closed before </{name}>. Write </{inner}>.")
    open_tags.pop()


def _plain(name: str, within: str) -> bool:
    """Whether no rule can have anything against an element. Most of a page is such, and the rules take time."""
    return name != "img" and not name.startswith("mj") and _among_words(within)


def _faults_of(tag: Tag) -> Iterator[Fault]:
    for rule in _RULES if tag.name.startswith("mj") else _PLAIN_RULES:
        words = rule(tag)
        if words:
            yield Fault(tag.position, words)


_FORBIDDEN = {
    "mj-include": "Use Jinja's include.",
    "mj-hero": "Use mj-section with a background-color: links over a picture cannot be reached by keyboard.",
    "mj-carousel": "Use mj-image: few mail programs show it.",
    "mj-accordion": "Use mj-text: few mail programs show it.",
    "mj-html-attributes": "Write the attributes on the elements.",
    "mj-font": "Use fonts that readers have, in font-family: this asks another server.",
}
_LAYOUT = ("mj-body", "mj-section", "mj-column", "mj-group", "mj-wrapper")
_CONTENT = ("mj-text", "mj-image", "mj-button", "mj-divider", "mj-spacer", "mj-table", "mj-navbar", "mj-social")
_OF_WORDS = frozenset({"mj-text", "mj-table", "mj-button", "mj-raw", "mj-navbar-link", "mj-social-element"})
_WITHIN: Mapping[str, tuple[str, ...]] = {
    "mjml": ("",),
    **dict.fromkeys(("mj-head", "mj-body"), ("mjml",)),
    **dict.fromkeys(("mj-attributes", "mj-breakpoint", "mj-preview", "mj-style", "mj-title"), ("mj-head",)),
    **dict.fromkeys(("mj-all", "mj-class"), ("mj-attributes",)),
    "mj-raw": ("mj-head", *_LAYOUT),
    "mj-wrapper": ("mj-body",),
    "mj-section": ("mj-body", "mj-wrapper"),
    "mj-group": ("mj-section",),
    "mj-column": ("mj-section", "mj-group"),
    **dict.fromkeys(_CONTENT, ("mj-column",)),
    "mj-navbar-link": ("mj-navbar",),
    "mj-social-element": ("mj-social",),
}


def _known(tag: Tag) -> str:
    """Tags there are not, and those that break in some mail program."""
    if tag.name in _FORBIDDEN:
        return f"<{tag.name}> breaks in mail programs. {_FORBIDDEN[tag.name]}"
    if tag.name not in _WITHIN and not tag.name.startswith(("mj-carousel-", "mj-accordion-", "mj-selector")):
        meant = nearest(tag.name, _WITHIN)
        return f"there is no <{shown(tag.name)}> in MJML. " + (f"Write <{meant}>." if meant else "Take it out.")
    return ""


def _in_its_place(tag: Tag) -> str:
    """Tags where mrml would lay them out wrongly without a word."""
    within = _WITHIN.get(tag.name)
    if within is None or tag.within in within or tag.within in ("mj-attributes", "mj-class"):
        return ""
    places = " or ".join(f"<{name}>" for name in within if name) or "the beginning"
    return f"<{tag.name}> stands in <{tag.within or 'nothing'}>. It belongs in {places}."


def _in_words(tag: Tag) -> str:
    """HTML where MJML takes only its own tags."""
    return (
        ""
        if _among_words(tag.within)
        else f"<{tag.name}> stands in <{tag.within}>. Put it into an <mj-text> or <mj-raw>."
    )


def _among_words(within: str) -> bool:
    return within in _OF_WORDS or not within.startswith("mj")


def _described(tag: Tag) -> str:
    """Pictures without words; mrml adds no alt of its own."""
    if tag.name in ("mj-image", "img") and tag.within != "mj-attributes" and "alt" not in tag.attributes:
        return f'<{tag.name}> has no alt. Say what the picture shows, or write alt="" where it only decorates.'
    return ""


def _measured(tag: Tag) -> str:
    """Pictures that Outlook would show as large as their files are."""
    width = tag.attributes.get("width")
    if tag.name == "img" and not re.fullmatch("[1-9][0-9]*", width or ""):
        return '<img> needs its width in whole pixels, as in width="90": Outlook goes by nothing else.'
    if tag.name == "mj-image" and width is not None and not re.fullmatch("[1-9][0-9]*px", width):
        return f'<mj-image> has the width {shown(width)}. Write whole pixels, as in width="90px".'
    return ""


def _named(tag: Tag) -> str:
    """Social links made into others: with a name MJML takes its picture and link from elsewhere."""
    if tag.name in ("mj-social", "mj-social-element") and "name" in tag.attributes:
        return f"<{tag.name}> with a name leads elsewhere and asks another server. Give it a src and no name."
    if tag.name == "mj-social-element" and tag.within == "mj-social" and "src" not in tag.attributes:
        return "<mj-social-element> has no src. Give it a picture of the workspace."
    return ""


def _classed(tag: Tag) -> str:
    """Several classes, of which mrml lets the first win and others the last."""
    if len(tag.attributes.get("mj-class", "").split()) > 1:
        return f"<{tag.name}> has several mj-class. Give it one, and make a class of both in mj-attributes."
    return ""


def _in_the_head(tag: Tag) -> str:
    """Styles that mrml silently does not put on the elements."""
    if tag.name == "mj-style" and "inline" in tag.attributes:
        return "<mj-style> with inline does nothing. Take it out: Composer puts styles on the elements itself."
    return ""


def _behind(tag: Tag) -> str:
    """Pictures behind words, which become VML."""
    if "background-url" in tag.attributes:
        return f"<{tag.name}> has a background-url, which breaks in Outlook. Use background-color, or <mj-image>."
    return ""


_Rule = Callable[[Tag], str]
_PICTURES: tuple[_Rule, ...] = (_described, _measured)
_RULES: tuple[_Rule, ...] = (_known, _in_its_place, _named, _classed, _in_the_head, _behind, *_PICTURES)
_PLAIN_RULES: tuple[_Rule, ...] = (_in_words, *_PICTURES)
