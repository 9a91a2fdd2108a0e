"""What a text links to and shows, and where in its file each of these stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from composer.markdown.dialect import DEEPEST, NEWLINE, label_of, read, words
from composer.text import Place, Text


class Link(NamedTuple):
    """A link as its author wrote it, whatever its scheme; `place` is where the address itself stands."""

    href: str
    label: str
    place: Place


class Picture(NamedTuple):
    """A picture in a text: the file named, and the words for those who do not see it."""

    file: str
    alt: str
    place: Place


def links(text: Text) -> tuple[Link, ...]:
    """Every link in reading order, also those that `to_html` would not make one."""
    return tuple(
        Link(str(children[index].attrs["href"]), label_of(children, index), text.at(offset))
        for children, index, offset in _addresses(text, "link_open")
    )


def pictures(text: Text) -> tuple[Picture, ...]:
    """Every picture in reading order."""
    return tuple(
        Picture(str(children[index].attrs["src"]), words([children[index]]), text.at(offset))
        for children, index, offset in _addresses(text, "image")
    )


def raw_html(text: Text) -> tuple[Place, ...]:
    """Where raw HTML begins, once for each paragraph that has some; it would be printed as typed."""
    source = Source(text)
    offsets = []
    for token in read(text, html=True):
        if token.type == "html_block" and token.map:
            offsets.append(source.line_start(token.map[0]))
        elif token.type == "inline":
            offset_of = source.anchor(token)
            tags = [child for child in token.children or () if child.type == "html_inline"]
            offsets += [offset_of(tag.meta["at"]) for tag in tags[:1]]
    return tuple(map(text.at, offsets))


class Loss(Enum):
    """Why words of a text would be on no page."""

    UNUSED = "the address of a link that is nowhere"
    SURPLUS = "a cell beyond the last column"
    BEHIND_FENCE = "words behind the marks that begin code"
    DEEP = "a list or quote within too many"


def losses(text: Text) -> Iterator[tuple[Loss, Place]]:
    """Where words stand that CommonMark takes for something else and drops, in no order."""
    source = Source(text)
    tokens, env = _parsed(str(text))
    for line in _unused(tokens, env):
        yield Loss.UNUSED, text.at(source.line_start(line))
    columns = 0
    for index, token in enumerate(tokens):
        first = token.map[0] if token.map else 0
        if token.type == "tr_open":
            cells = _cells(source.line(first))
            columns = columns if tokens[index - 1].type != "thead_open" else cells
            if cells > columns:
                yield Loss.SURPLUS, text.at(source.line_start(first))
        elif token.type == "fence" and " " in token.info.rstrip():  # without one it is a language: ```yaml
            yield Loss.BEHIND_FENCE, text.at(source.line_start(first))
        elif token.nesting == 1 and token.level >= DEEPEST - 1:
            yield Loss.DEEP, text.at(source.line_start(first))


def _unused(tokens: Sequence[Token], env: dict[str, Any]) -> Iterator[int]:
    """The lines of definitions that no link and no picture refers to."""
    used = {child.meta.get("label") for token in tokens for child in token.children or ()}
    yield from (found["map"][0] for label, found in env.get("references", {}).items() if label not in used)
    yield from (found["map"][0] for found in env.get("duplicate_refs", ()))


_ROW = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?\|?(?P<cells>.*?)\|?\s*")


def _cells(line: str) -> int:
    """How many cells a row of a table has as its author wrote it."""
    row = _ROW.fullmatch(line)
    return len(escapedSplit(row["cells"])) if row else 0


def _addresses(text: str, kind: str) -> Iterator[tuple[list[Token], int, int]]:
    """Each token of a kind, as an index into its siblings, with the offset of its address."""
    source = Source(text)
    tokens, env = _parsed(str(text))
    for token in tokens:
        if token.type != "inline":
            continue
        offset_of = source.anchor(token)
        children = token.children or []
        for index, child in enumerate(children):
            if child.type != kind:
                continue
            if child.meta["href"] is not None:
                yield children, index, offset_of(child.meta["href"])
            else:
                definition = env["references"][child.meta["label"]]
                yield children, index, source.find(definition["href"], *definition["map"])


@lru_cache(maxsize=64)  # pictures and links of a text are asked for one after the other
def _parsed(text: str) -> tuple[list[Token], dict[str, Any]]:
    env: dict[str, Any] = {}
    return read(text, env=env), env


class Source:
    """A text in its lines, to lead what the parser found back to the author's characters."""

    def __init__(self, text: str) -> None:
        ends = [match.span() for match in NEWLINE.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._lines = NEWLINE.split(text)
        self._searched: dict[int, int] = {}

    def line_start(self, number: int) -> int:
        """The offset of the first character of a line that is not a space."""
        line = self._lines[number]
        return self._starts[number] + len(line) - len(line.lstrip())

    def line(self, number: int) -> str:
        """A line, without its end."""
        return self._lines[number]

    def find(self, wanted: str, first: int, last: int) -> int:
        """The offset of `wanted` in the lines from `first` to before `last`, or where those begin."""
        for number in range(first, last):
            column = self._lines[number].rfind(wanted)
            if column >= 0:
                return self._starts[number] + column
        return self.line_start(first)

    def anchor(self, token: Token) -> Callable[[int], int]:
        """For an inline token, what turns a position in its content into an offset in the text.

        To be asked in the order of the text: two cells of a row may hold the same words.
        """
        first = token.map[0] if token.map else 0
        lines = token.content.split("\n")
        begins = [self._begin(first + k, line) for k, line in enumerate(lines)]
        starts = [0, *accumulate(len(line) + 1 for line in lines)]

        def offset_of(position: int) -> int:
            line = min(bisect_right(starts, position), len(lines)) - 1
            column = position - starts[line]
            return min(begins[line] + column, self._starts[first + line] + len(self._lines[first + line]))

        return offset_of

    def _begin(self, number: int, content: str) -> int:
        """The offset at which `content` stands in a line of the text."""
        content = content.rstrip()
        column = self._lines[number].find(content, self._searched.get(number, 0))
        if column < 0:
            return self.line_start(number)
        self._searched[number] = column + len(content)
        return self._starts[number] + column
