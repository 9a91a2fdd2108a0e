"""Where each key and value of a file stands, by the events of the parser that `load` reads with.

Rule: only for text that `load.tree.parse` has read: that is where depth and size are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from composer.writing.script import Script

_HEADER = re.compile(r"[|>][0-9+-]*")


@dataclass(slots=True)
class Leaf:
    """A value that is text. `head_end` is before `end` where it stands below a `|` or `>`, of which that is the end."""

    value: str
    style: str
    start: int
    end: int
    head_end: int
    indent: int = 0
    flow: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is written."""
        return self.start == self.end


@dataclass(slots=True)
class Listing:
    """A list. `column` is that of its dashes; `flow`: it is written in brackets."""

    start: int
    end: int
    column: int
    flow: bool
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key, with its value."""

    start: int
    end: int
    node: Node


@dataclass(slots=True)
class Keyed:
    """Keys with values, the first of each key; `column` is that of the keys, `flow`: it is written in braces."""

    start: int
    end: int
    column: int
    flow: bool
    entries: dict[str, Entry] = field(default_factory=dict)


Node = Leaf | Listing | Keyed


def layout_of(script: Script) -> Node | None:
    """The first document of a file, or None where it holds none."""
    return _Walk(script).document() if script.source is not None else None


class _Walk:
    def __init__(self, script: Script) -> None:
        self._script = script
        self._loader = yaml.CLoader(script.source.text if script.source else "")

    def document(self) -> Node | None:
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                return self._node(self._next(), flow=False)
        return None

    def _next(self) -> Any:  # PyYAML's stubs leave marks of events open
        return self._loader.get_event()

    def _node(self, event: Any, *, flow: bool) -> Node:
        if isinstance(event, yaml.SequenceStartEvent):
            return self._listing(event, flow=flow or bool(event.flow_style))
        if isinstance(event, yaml.MappingStartEvent):
            return self._keyed(event, flow=flow or bool(event.flow_style))
        return self._leaf(event, flow=flow)

    def _offset(self, mark: Any) -> int:
        return self._script.offset(mark.line, mark.column)

    def _listing(self, start: Any, *, flow: bool) -> Listing:
        listing = Listing(self._offset(start.start_mark), 0, start.start_mark.column, flow)
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            listing.items.append(self._node(event, flow=flow))
        last = listing.items[-1].end if listing.items else listing.start
        listing.end = self._offset(event.end_mark) if flow else last
        return listing

    def _keyed(self, start: Any, *, flow: bool) -> Keyed:
        keyed = Keyed(self._offset(start.start_mark), 0, start.start_mark.column, flow)
        last = keyed.start
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key, value = self._node(event, flow=flow), self._node(self._next(), flow=flow)
            if isinstance(key, Leaf):
                keyed.entries.setdefault(key.value, Entry(key.start, key.end, value))
            last = max(key.end, value.end)
        keyed.end = self._offset(event.end_mark) if flow else last
        return keyed

    def _leaf(self, event: Any, *, flow: bool) -> Leaf:
        start, end = self._offset(event.start_mark), self._offset(event.end_mark)
        if isinstance(event, yaml.AliasEvent):
            return Leaf(f"*{event.anchor}", "*", start, end, end, flow=flow)
        style = event.style or ""
        if style not in ("|", ">"):
            return Leaf(event.value, style, start, end, end, flow=flow)
        return self._block(Leaf(event.value, style, start, end, end))

    def _block(self, leaf: Leaf) -> Leaf:
        """A text below a `|`, which ends with its last line that is not empty, unless all are kept."""
        text, script = self._script.text, self._script
        header = _HEADER.match(text, leaf.start)
        leaf.head_end = header.end() if header else leaf.start + 1
        body = script.line_end(leaf.head_end)
        kept = "+" in text[leaf.start : leaf.head_end]
        words = text[body : leaf.end].rstrip("\r\n" if kept else " \t\r\n")
        if kept and leaf.value.endswith("\n"):
            leaf.end = max(script.line_end(script.line_start(max(leaf.end - 1, body))), body)
        elif words.strip():
            leaf.end = script.line_end(body + len(words))
        else:
            leaf.end = leaf.head_end
        leaf.indent = self._indent(leaf, body)
        return leaf

    def _indent(self, leaf: Leaf, body: int) -> int:
        """How far its lines are indented."""
        lines = self._script.text[body : leaf.end].replace("\r", "\n").split("\n")
        lead = next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), 0)
        own = next((len(line) - len(line.lstrip(" ")) for line in leaf.value.split("\n") if line.strip()), 0)
        return max(lead - own, 0)


def leaves(node: Node) -> Iterator[Leaf]:
    """All texts of a part of a file, keys aside."""
    if isinstance(node, Leaf):
        yield node
    else:
        inner = node.items if isinstance(node, Listing) else [entry.node for entry in node.entries.values()]
        for each in inner:
            yield from leaves(each)
