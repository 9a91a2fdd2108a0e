"""From a file's layout to what forms show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from composer.load.scalars import is_slug, slug_of
from composer.load.schema import id_by_line
from composer.load.tree import Mapping, Scalar, StoppedError, Tree, parse
from composer.load.tree import Node as Read
from composer.text import Place
from composer.writing import datelines, written
from composer.writing.fields import DateFields, Draft, HeadFields, ItemFields, ResourceFields
from composer.writing.layout import Keyed, Leaf, Listing, Node, layout_of, leaves
from composer.writing.script import Script, with_line_feeds

RESOURCE = ("title", "url", "publisher", "published")


class ShapeError(Exception):
    """A value has a shape that no form can keep."""


@dataclass(frozen=True)
class Page:
    """An issue's file, taken apart. `root` is None where it is not keys with values that can be read."""

    number: int
    script: Script

    @cached_property
    def tree(self) -> Tree | None:
        """The file as `load` reads it; None where its syntax is wrong."""
        try:
            return parse(self.script.source) if self.script.source else None
        except StoppedError:
            return None

    @cached_property
    def root(self) -> Keyed | None:
        """Where its keys and values stand."""
        if self.tree is None or not isinstance(self.tree.root, Mapping):
            return None
        root = layout_of(self.script)
        return root if isinstance(root, Keyed) else None

    @cached_property
    def items(self) -> list[Node]:
        """Where its items stand."""
        items = self.at("items")
        return items.items if isinstance(items, Listing) else []

    @cached_property
    def data(self) -> dict[str, object]:
        """All that it says, as `load` reads it, less the line breaks at the end of a value, which mean nothing."""
        data = _plain(self.tree.root) if self.tree and self.tree.root else None
        return data if isinstance(data, dict) else {}

    def at(self, key: str) -> Node | None:
        """The value of a key of the file."""
        entry = self.root.entries.get(key) if self.root else None
        return entry.node if entry else None

    @cached_property
    def draft(self) -> Draft:
        """What forms show."""
        file, text = self.script.file, with_line_feeds(self.script.text)
        if self.root is None:
            return Draft(self.number, file, text, self.script.version)
        items = tuple(self._item(index, node) for index, node in enumerate(self.items))
        return Draft(self.number, file, text, self.script.version, self._head(), items, readable=True)

    def _head(self) -> HeadFields | None:
        if self.root is None or self._is_odd(node for key, node in _values(self.root) if key in _HEAD):
            return None
        try:
            reminders = _keys(self.at("reminders")) or {}
            return HeadFields(
                **{key: _line(self.at(key)) for key in ("date", "subject", "preheader")},
                to=_words(self.at("to")),
                intro=_prose(self.at("intro")),
                drop=_words(reminders.get("drop")),
                keep=_words(reminders.get("keep")),
            )
        except ShapeError:
            return None

    def _item(self, index: int, node: Node) -> ItemFields:
        line = self.script.line(node.start) + 1
        place = Place(self.script.file, line, self.script.column(node.start) + 1)
        shown = ItemFields(index, line=line, id=id_by_line(place))
        try:
            keys = _keys(node) or {}
        except ShapeError:
            return replace(shown, editable=False)
        own, title = _shown(keys.get("id")), _shown(keys.get("title"))
        shown = replace(shown, id=_id(own, title) or shown.id, own_id=own, title=title)
        try:
            return replace(_filled(shown, keys), editable=not self._is_odd([node]))
        except ShapeError:
            return replace(shown, editable=False)

    def _is_odd(self, nodes: Iterable[Node]) -> bool:
        """Whether some of what stands there has a meaning in YAML alone, or a comment where there is no room for it."""
        faults = self.tree.problems if self.tree else []
        marked = [self.script.offset(fault.place.line - 1, fault.place.column - 1) for fault in faults]
        return any(any(node.start <= at <= node.end for at in marked) or self._has_comment(node) for node in nodes)

    def _has_comment(self, node: Node) -> bool:
        """Whether a comment stands in brackets or braces."""
        if isinstance(node, Leaf):
            return False
        if not node.flow:
            inner = node.items if isinstance(node, Listing) else [value for _, value in _values(node)]
            return any(self._has_comment(each) for each in inner)
        at, between = node.start, ""
        for leaf in leaves(node):
            between += self.script.text[at : leaf.start] + "-"
            at = leaf.end
        return _COMMENT.search(between + self.script.text[at : node.end]) is not None


_COMMENT = re.compile(r"\s#")
_HEAD = ("number", "date", "to", "subject", "preheader", "intro", "reminders")


def _values(keyed: Keyed) -> list[tuple[str, Node]]:
    return [(key, entry.node) for key, entry in keyed.entries.items()]


def _plain(node: Read) -> object:
    if isinstance(node, Scalar):
        return str(node.text).rstrip("\n")
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.entries.items()}
    return [_plain(value) for value in node.items]


def _id(own: str, title: str) -> str:
    """What an item goes by, as `load` names it in problems too."""
    return own if is_slug(own) else slug_of(own or title)


def _filled(shown: ItemFields, keys: dict[str, Node]) -> ItemFields:
    return replace(
        shown,
        own_id=_line(keys.get("id")),
        title=_line(keys.get("title")),
        update=_prose(keys.get("update")),
        action=_prose(keys.get("action")),
        workstream=_line(keys.get("workstream")),
        contacts=_words(keys.get("contacts")),
        networks=_words(keys.get("networks")),
        dates=tuple(date_of(node) for node in _listed(keys.get("dates"))),
        resource=resource_of(keys.get("resource")),
        remind=_line(keys.get("remind")),
    )


def _keys(node: Node | None) -> dict[str, Node] | None:
    """The values of keys; None where nothing is written."""
    if isinstance(node, Keyed):
        return dict(_values(node))
    if node is None or (isinstance(node, Leaf) and node.blank):
        return None
    raise ShapeError


def _text(node: Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, Leaf):
        return node.value
    raise ShapeError


def _shown(node: Node | None) -> str:
    return written.line(node.value) if isinstance(node, Leaf) else ""


def _line(node: Node | None) -> str:
    return written.line(_text(node))


def _prose(node: Node | None) -> str:
    return written.prose(_text(node))


def _listed(node: Node | None) -> list[Node]:
    if isinstance(node, Listing):
        return node.items
    if node is None or (isinstance(node, Leaf) and node.blank):
        return []
    raise ShapeError


def _words(node: Node | None) -> tuple[str, ...]:
    """A list of words; `load` knows what is meant by one without brackets, and so do we."""
    if isinstance(node, Leaf):
        return tuple(re.findall(r"[^\s,;](?:[^,;]*[^\s,;])?", node.value))
    words = tuple(_line(each) for each in _listed(node))
    if not all(words):
        raise ShapeError
    return words


def date_of(node: Node) -> DateFields:
    """The fields of a date, which is a line or keys. Raises ShapeError."""
    if isinstance(node, Leaf) and not node.blank:
        return datelines.from_line(node.value)
    keys = {key: _text(value) for key, value in (_keys(node) or {}).items()}
    if not keys or not keys.keys() <= set(datelines.KEYS) or {"on", "by"} <= keys.keys():
        raise ShapeError
    return datelines.from_keys(keys)


def resource_of(node: Node | None) -> ResourceFields | None:
    """The fields of a resource; None where nothing is written in them. Raises ShapeError."""
    keys = _keys(node) or {}
    resource = ResourceFields(**{key: _line(keys.get(key)) for key in RESOURCE})
    return resource if resource != ResourceFields() else None
