"""From YAML text to a tree of nodes that know their places, on the parser's events alone.

Rule: no composer and no constructor of PyYAML ever runs. libyaml's composer crashes on deep nesting,
and a constructor would turn `no`, `1.10` and `3_91` into something nobody wrote: every scalar stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

import yaml

from composer.load.draft import Moves, before_moves, unmasked
from composer.load.source import CONTROL, Source
from composer.load.spans import spans_of
from composer.problems import Problem, shown
from composer.text import Place, Span, Text

# What Word puts where a hyphen was typed, the last two in its Symbol and Wingdings fonts.
BULLETS = tuple("–—−‐‑•·▪◦‣●○■\uf0b7\uf0a7")

_TAIL = 200  # characters; thousands of values may stand on one line
MAX_DEPTH = 50
MAX_NODES = 20_000  # an issue has about 300; this many are read in well under a second


# What an escape may not stand for either.
_UNSEEN = re.compile(f"{CONTROL.pattern}|[\x85\u2028\u2029]")


@dataclass(slots=True)
class Scalar:
    """A piece of text.

    `style` is YAML's indicator, empty without quotes; `lines` the source lines it spans; `tail` what
    follows it on the last of them, as far as that matters.
    """

    text: Text
    style: str
    lines: tuple[str, ...]
    tail: str

    @property
    def place(self) -> Place:
        """Where the text begins."""
        return self.text.place

    @property
    def plain(self) -> bool:
        """Whether it is written without quotes and without `|` or `>`."""
        return not self.style


@dataclass(slots=True)
class Sequence:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Keys and values, in the order written; no key twice."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Text] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Tree:
    """A parsed file: its root (None when empty), and the faults that did not stop the parser."""

    root: Node | None
    problems: list[Problem]


class StoppedError(Exception):
    """The parser stopped: where, from 0, and what it said. `entries` were read until then."""

    def __init__(self, error: yaml.YAMLError, entries: int) -> None:
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        self.line: int = mark.line if mark else 0
        self.column: int = mark.column if mark else 0
        self.context_line: int | None = context.line if context else None
        self.saying = str(getattr(error, "problem", "") or "")
        self.entries = entries
        super().__init__(self.saying)


class _TooMuchError(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


_UNMOVED: Moves = MappingProxyType({})


def parse(source: Source, moves: Moves = _UNMOVED, *, masked: bool = False) -> Tree:
    """The tree of a YAML file, which may have been mended: see `draft` for `moves` and masks.

    Raises:
        StoppedError: the syntax is wrong.
    """
    builder = _Builder(source, moves, masked=masked)
    try:
        return Tree(builder.document(), builder.problems)
    except _TooMuchError as error:
        return Tree(None, [error.problem])
    except yaml.YAMLError as error:
        raise StoppedError(error, builder.nodes) from error


class _Builder:
    def __init__(self, source: Source, moves: Moves, *, masked: bool) -> None:
        self._file = source.file
        self._lines = source.text.split("\n")
        self._loader = yaml.CLoader(source.text)
        self._moves = moves
        self._masked = masked
        self.nodes = 0
        self.problems: list[Problem] = []

    def document(self) -> Node | None:
        root: Node | None = None
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                node = self._node(self._next(), 0)
                if root is not None:
                    self._complain(
                        node.place,
                        "yaml-documents",
                        "a second document begins after `---`",
                        "Take out the line `---`: a file holds one document.",
                    )
                root = root or node
        if isinstance(root, Scalar) and root.plain and not root.text:
            return None
        return root

    def _next(self) -> Any:  # PyYAML's stubs leave marks, anchors and tags of events open
        return self._loader.get_event()

    def _node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            self._stop(event, depth)
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.AliasEvent:
            return self._marked(event, f"*{event.anchor}")
        self._refuse_marks(event)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _stop(self, event: Any, depth: int) -> NoReturn:
        place = self._place(event)
        if depth > MAX_DEPTH:
            message = f"lists and keys are nested more than {MAX_DEPTH} deep"
            raise _TooMuchError(Problem(place, "yaml-depth", message, "Check the brackets and the indentation."))
        message = f"the file has more than {MAX_NODES:,} entries"
        raise _TooMuchError(Problem(place, "yaml-large", message, "Take out what does not belong in it."))

    def _sequence(self, event: Any, depth: int) -> Sequence:
        sequence = Sequence(self._place(event))
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            sequence.items.append(self._node(event, depth + 1))
        return sequence

    def _mapping(self, event: Any, depth: int) -> Mapping:
        mapping = Mapping(self._place(event))
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if not isinstance(key, Scalar):
                fix = "Check the brackets; put a value that begins with [ or { in quotes."
                self._complain(key.place, "key-kind", "a key must be a word, found a list or keys", fix)
            elif key.text in mapping.entries:
                fix = f"Keep one; the first is on line {mapping.keys[key.text].place.line}."
                self._complain(key.place, "key-repeated", f"`{shown(key.text)}` stands here a second time", fix)
            else:
                mapping.keys[key.text] = key.text
                mapping.entries[key.text] = value
        return mapping

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark, event.end_mark
        if start.line >= len(self._lines):  # nothing, at the very end: the parser is a line ahead of the file
            last = len(self._lines) - 1
            return Scalar(Text("", self._file, ((0, last + 1, len(self._lines[last]) + 1),)), "", ("",), "")
        value, style = event.value, event.style or ""
        if self._masked:
            value = unmasked(value)
        if event.anchor or event.tag:
            marks = (event.anchor and f"&{event.anchor}", event.tag, value)
            return self._marked(event, " ".join(filter(None, marks)))
        first, last = start.line, end.line
        lines = tuple(self._lines[first : last + 1])
        spans: tuple[Span, ...] = ((0, first + 1, start.column + 1),)
        indent = 0
        if first != last or style:  # else, as nearly always, that was all
            spans, indent = spans_of(value, style, self._lines, (first, start.column), (last, end.column))
        if self._moves and not self._moves.keys().isdisjoint(range(first, last + 1)):
            spans = tuple(self._in_file(value, spans, indent))
        if style == '"' and _UNSEEN.search(value):
            value = self._without_controls(Text(value, self._file, spans, indent))
        tail = "" if style in ("|", ">") else lines[-1][end.column : end.column + _TAIL]
        return Scalar(Text(value, self._file, spans, indent), style, lines, tail)

    def _without_controls(self, text: Text) -> str:
        """A text in double quotes may spell out characters that no file may hold."""
        at = next(_UNSEEN.finditer(text)).start()
        message = f"an escape stands here for an invisible control character (U+{ord(text[at]):04X})"
        self._complain(text.at(at), "control-character", message, "Take it out; a backslash belongs in single quotes.")
        return _UNSEEN.sub(" ", text)

    def _in_file(self, value: str, spans: tuple[Span, ...], indent: int) -> Iterator[Span]:
        """The spans of a text as the file has them, one at least for each line: each may have been moved."""
        ends = [*(offset for offset, *_ in spans[1:]), len(value)]
        for (offset, line, column), end in zip(spans, ends, strict=True):
            yield offset, line, self._column(line - 1, column - 1) + 1
            at = offset
            while (at := value.find("\n", at, end - 1) + 1) > 0:
                line += 1
                yield at, line, self._column(line - 1, indent) + 1

    def _marked(self, event: Any, text: str) -> Scalar:
        """A value that YAML takes for a reference, an anchor or a tag: say so, and read it as it was meant."""
        place = self._place(event)
        message = f"a value cannot begin with {text[:1]} as it stands: {shown(text)}"
        self._complain(place, "yaml-quote", message, f"Put it in quotes: {in_quotes(text)}")
        return Scalar(Text(text, self._file, ((0, place.line, place.column),)), "'", (), "")

    def _refuse_marks(self, event: Any) -> None:
        mark = (event.anchor and f"&{event.anchor}") or event.tag
        if mark:
            place = self._place(event)
            self._complain(place, "yaml-quote", f"`{shown(mark)}` has a meaning of its own in YAML", "Take it out.")

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, self._column(mark.line, mark.column) + 1)

    def _column(self, line: int, column: int) -> int:
        """The column in the file of a column in a mended line; both from 0."""
        return before_moves(self._moves.get(line, ()), column)

    def _complain(self, place: Place, code: str, message: str, fix: str) -> None:
        self.problems.append(Problem(place, code, message, fix))


def in_quotes(text: str) -> str:
    """The text as a YAML scalar in quotes, in whichever kind needs less escaping; cut where nobody would paste it."""
    if len(text) > _LONGEST_REMEDY:
        text = text[: _LONGEST_REMEDY - 1] + "…"
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


_LONGEST_REMEDY = 200
