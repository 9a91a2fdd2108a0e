"""A text as a reader reads it: its passages, and where in the file each of their characters stands.

Rule: `words` holds no mark and no address, so what a rule finds there is what is printed.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from markdown_it.token import Token

from composer.markdown.dialect import read
from composer.markdown.places import Source
from composer.text import Place, Text


class Kind(Enum):
    """What a passage is on the page."""

    PARAGRAPH = "a paragraph"
    ENTRY = "the words of a list's entry"
    HEADING = "a heading"
    CELL = "a cell of a table"
    LINE = "a value of one line, such as a title"


class Anchor(NamedTuple):
    """A link in a passage: from which of its characters to before which, and the address as typed."""

    start: int
    end: int
    href: str


# From so many characters into a passage on, it stands at this offset of its text.
_Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are read in one go, without marks: a break in the source is a space, a hard one a newline.

    `depth` counts the lists and quotes around it; `entries` those of the list that follows directly, 0 where none
    does; `followed` says whether anything but a heading comes after it in the same text and the same list entry.
    """

    words: str
    kind: Kind
    depth: int
    anchors: tuple[Anchor, ...]
    entries: int
    followed: bool
    _source: Text
    _runs: tuple[_Run, ...]

    @property
    def place(self) -> Place:
        """Where its first character stands."""
        return self.at(0)

    def at(self, offset: int) -> Place:
        """The place of the character `offset` characters into the words."""
        words, source = self._runs[max(bisect_right(self._runs, offset, key=itemgetter(0)) - 1, 0)]
        return self._source.at(source + offset - words)


def passages(text: Text) -> tuple[Passage, ...]:
    """The passages of a Markdown text, in reading order; code in blocks and pictures are none."""
    return tuple(Passage(*laid, text, runs) for laid, runs in _laid_out(str(text)))


def line(text: Text) -> Passage:
    """A value of one line as a passage."""
    return Passage(str(text), Kind.LINE, 0, (), 0, False, text, ((0, 0),))


_Laid = tuple[str, Kind, int, tuple[Anchor, ...], int, bool]


@lru_cache(maxsize=2048)  # an issue is checked again and again while somebody writes it
def _laid_out(text: str) -> tuple[tuple[_Laid, tuple[_Run, ...]], ...]:
    source = Source(text)
    tokens = read(text)
    found = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.type in _DEEPER:
            depth += 1
        elif token.type in _SHALLOWER:
            depth -= 1
        elif token.type == "inline":
            words = _Words(token, source.anchor(token))
            if words.text.strip():
                entries, followed = _after(tokens, index)
                laid = (words.text, _kind(tokens, index), depth, tuple(words.anchors), entries, followed)
                found.append((laid, tuple(words.runs)))
    return tuple(found)


_LISTS = ("bullet_list_open", "ordered_list_open")
_DEEPER = frozenset({*_LISTS, "blockquote_open"})
_SHALLOWER = frozenset({"bullet_list_close", "ordered_list_close", "blockquote_close"})
_CONTINUING = _DEEPER | {"paragraph_open", "table_open", "fence", "code_block"}


def _kind(tokens: Sequence[Token], index: int) -> Kind:
    opening = tokens[index - 1].type
    if opening in ("th_open", "td_open"):
        return Kind.CELL
    if opening == "heading_open":
        return Kind.HEADING
    return Kind.ENTRY if index > 1 and tokens[index - 2].type == "list_item_open" else Kind.PARAGRAPH


def _after(tokens: Sequence[Token], index: int) -> tuple[int, bool]:
    """How many entries the list has that follows an inline token's block, and whether anything does."""
    children = tokens[index].children
    pictured = children is not None and bool(children) and children[-1].type == "image"
    if index + 2 >= len(tokens) or tokens[index + 1].type != "paragraph_close":
        return 0, pictured
    following = tokens[index + 2]
    entries = sum(1 for _ in _entries(tokens, index + 2)) if following.type in _LISTS else 0
    return entries, pictured or following.type in _CONTINUING


def _entries(tokens: Sequence[Token], opening: int) -> Iterator[Token]:
    level = tokens[opening].level
    for token in tokens[opening + 1 :]:
        if token.level == level:  # the list's own end
            return
        if token.type == "list_item_open" and token.level == level + 1:
            yield token


class _Words:
    """The words of an inline token, gathered piece by piece; `runs` lead from them to the text."""

    def __init__(self, token: Token, offset_of: Callable[[int], int]) -> None:
        self.runs: list[_Run] = []
        self.anchors: list[Anchor] = []
        self._pieces: list[str] = []
        self._length = 0
        self._content = token.content
        self._offset_of = offset_of
        self._at = 0  # how far the content has been read
        self._open: tuple[int, int, str] | None = None
        for child in token.children or ():
            self._take(child)
        self.text = "".join(self._pieces)
        if not self.runs:
            self.runs.append((0, offset_of(0)))

    def _take(self, child: Token) -> None:
        match child.type:
            case "text" | "code_inline":
                self._follow(child.content)
            case "softbreak" | "hardbreak":
                self._break(" " if child.type == "softbreak" else "\n")
            case "link_open":
                self._open = self._length, int(child.meta["end"]), str(child.attrs["href"])
                self._at = int(child.meta["at"]) + 1
            case "link_close":
                self._close()
            case "image":
                self._at = int(child.meta["end"])
            case _:
                self._skip(child.markup)

    def _close(self) -> None:
        if self._open is not None:
            start, self._at, href = self._open
            self.anchors.append(Anchor(start, self._length, href))
            self._open = None

    def _skip(self, markup: str) -> None:
        found = self._content.find(markup, self._at) if markup else -1
        self._at = found + len(markup) if found >= 0 else self._at

    def _break(self, written: str) -> None:
        found = self._content.find("\n", self._at)
        self._at = found if found >= 0 else self._at
        self._add(written, self._at)
        self._at += 1

    def _follow(self, words: str) -> None:
        """Words that stand in the content, perhaps with escapes, from where it has been read on."""
        begin = self._content.find(words, self._at)
        if 0 <= begin <= self._at + _MOST_MARKS:
            self._add(words, begin)
            self._at = begin + len(words)
            return
        for character in words:
            self._at = self._place_of(character)
            self._add(character, self._at)
            escape = _ENTITY.match(self._content, self._at)
            self._at = escape.end() if escape else self._at + 1

    def _place_of(self, character: str) -> int:
        for place in range(self._at, min(self._at + _MOST_MARKS, len(self._content))):
            escape = _ENTITY.match(self._content, place)
            if html.unescape(escape[0]) == character if escape else self._content[place] == character:
                return place
        return self._at

    def _add(self, words: str, content: int) -> None:
        self.runs.append((self._length, self._offset_of(content)))
        self._pieces.append(words)
        self._length += len(words)


_MOST_MARKS = 40  # characters of markup between two pieces of words: a bound, for words that stand nowhere
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
