"""From a tree to typed values: every fault told with its place, and what is sound kept.

A file with faults is read again without the faulty parts, or with what was surely meant in their place,
so that the rest can be shown and no fault is told by way of its consequences.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from composer.load import faults
from composer.load.days import UNDATED
from composer.load.schema import Entries, Keys, adapter
from composer.load.tree import Mapping, Node, Scalar, Sequence
from composer.load.vocabulary import inner_of, keys_at, part_at
from composer.problems import Problem
from composer.text import Place, Text

_Loc = tuple[str | int, ...]
_MAX_ROUNDS = 12  # a round takes away every fault it finds; each can uncover others at most a level up

# What stands in for what is missing, so that the rest of the entry is still shown and checked.
_STAND_INS = {"update": "", "alt": "", "title": "", "name": "", "number": "0", "date": UNDATED}
# Keys that narrow who sees something: left empty by mistake they would mean everybody.
_NEVER_EMPTY = ("to", "networks")
# The part without which letters leave unsigned: left empty by mistake, nobody would notice.
_DKIM = "dkim"


def validate(
    kind: str, root: Node | None, file: str, told_lines: Collection[int] = ()
) -> tuple[Any | None, list[Problem]]:
    """The file as its class of `schema`, or None when nothing of it can be kept; and its problems.

    `told_lines` (from 0) have a problem already; values that begin there are not judged again.
    """
    if root is None and kind in ("newsletter", "issue"):
        return _Reading(kind, Mapping(Place(file, 1, 1)), file).value, [faults.empty_file(kind, file)]
    reading = _Reading(kind, root or Mapping(Place(file, 1, 1)), file, frozenset(told_lines))
    return reading.value, reading.problems


@dataclass
class _Reading:
    kind: str
    root: Node
    file: str
    told_lines: frozenset[int] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    value: Any | None = None

    def __post_init__(self) -> None:
        self._mended: set[_Loc] = set()
        raw = self._raw(self.root, ())
        for _ in range(_MAX_ROUNDS):
            try:
                self.value = adapter(self.kind).validate_python(raw, context={"problems": self.problems})
                return
            except ValidationError as error:
                found = error.errors(include_url=False, include_input=False)
            for fault in found:
                self._tell(raw, fault, found)
            for fault in sorted(found, key=lambda fault: fault["loc"][-1:] == ("[key]",)):  # renaming comes last
                raw = self._without(raw, fault)
            raw = _closed_up(raw)
            if raw is None:
                return

    def _raw(self, node: Node, loc: _Loc) -> Any:
        """The tree as dicts, lists and scalars; keys with nothing after them are left out."""
        if isinstance(node, Sequence):
            return Entries((self._raw(item, (*loc, number)) for number, item in enumerate(node.items)), node)
        if isinstance(node, Scalar):
            return node
        kept: dict[str, Any] = {}
        for key, value in node.entries.items():
            if not (isinstance(value, Scalar) and not value.text.strip()):
                kept[str(key)] = self._raw(value, (*loc, str(key)))
            elif (stand_in := self._empty(node.keys[key], value, loc)) is not None:
                kept[str(key)] = stand_in
        return Keys(kept, node)

    def _empty(self, key: Text, value: Scalar, loc: _Loc) -> Keys | None:
        """Tell of a key with nothing after it, where it matters; what stands in for the value, if anything."""
        part, name = part_at(self.kind, loc), str(key)
        if len(self.problems) > faults.MOST_TOLD:
            return None
        eaten = re.match(r" *(#\S.*)", value.tail) if value.plain else None
        fields = {field.alias or known: field for known, field in part.model_fields.items()} if part else {}
        if part is None and keys_at(self.kind, (*loc, name)) is not None:
            self.problems.append(faults.empty(key, "Write its keys after it, like {name: …}."))
            return Keys({"name": _stand_in("", value.place)}, Mapping(value.place))
        if part is not None and name not in fields:
            self.problems.append(faults.unknown_key(self.kind, loc, key, nothing=True))
        elif eaten:
            self.problems.append(faults.eaten(key, value.place, eaten[1]))
        elif name in _NEVER_EMPTY and fields and get_origin(inner_of(fields[name].annotation)) is tuple:
            self.problems.append(faults.names_nobody(key.place, name))
        elif fields and name == _DKIM:
            fix = "Write its keys after it, like {selector: s1, key: var/dkim.pem}, or take it out to sign nothing."
            self.problems.append(faults.empty(key, fix))
        elif fields and fields[name].is_required():
            self.problems.append(faults.empty(key, "Write something after it; an entry cannot be without."))
        return None

    def _tell(self, raw: Any, fault: ErrorDetails, found: list[ErrorDetails]) -> None:
        """Put a fault of pydantic's into words, unless it is a consequence of one that is told."""
        if self._mended.intersection((fault["loc"], fault["loc"][:-1])) or len(self.problems) > faults.MOST_TOLD:
            return
        node, key = faults.node_at(raw, self.root, fault["loc"])
        about = key if key is not None and fault["loc"][-1] == "[key]" else node
        if fault["type"] == "extra_forbidden" and key is not None:
            about = key
        if fault["type"] != "missing" and self._is_told(about):
            return
        problem = faults.told(self.kind, (node, key), fault, found)
        if problem is not None:
            self.problems.append(problem)

    def _is_told(self, about: Node | Text) -> bool:
        """Whether words stand on a line that has a problem already."""
        if isinstance(about, Mapping | Sequence):
            return False
        lines = len(about.lines) if isinstance(about, Scalar) else 1
        first = about.place.line - 1
        return any(line in self.told_lines for line in range(first, first + max(lines, 1)))

    def _without(self, raw: Any, fault: ErrorDetails) -> Any:
        """The values less a faulty one, or with what it was meant to be."""
        path = [part for part in fault["loc"] if part != "[key]"]
        if fault["type"] == "missing":
            parent = _value_at(raw, path[:-1])
            if isinstance(parent, Keys) and (self.kind, path) != ("newsletter", ["name"]) and path[-1] in _STAND_INS:
                parent[str(path[-1])] = _stand_in(_STAND_INS[str(path[-1])], parent.place)
                return raw
            path = path[:-1]
        path = _written(raw, path, meant=bool(fault.get("ctx", {}).get("meant")))
        if not path:
            return None
        parent, last, value = _value_at(raw, path[:-1]), path[-1], _value_at(raw, path)
        if value is None or value is _GONE:
            return raw  # gone already, with what it was part of
        meant = self._meant(fault, value, path)
        if fault["loc"][-1] == "[key]" and isinstance(parent, Keys):
            _rename(parent, str(last), meant)
        elif meant is not None:
            self._mended.add(fault["loc"])
            parent[last] = meant
        elif isinstance(parent, Keys):
            parent.pop(str(last), None)
        elif isinstance(parent, list):
            parent[int(last)] = _GONE
        return raw

    def _meant(self, fault: ErrorDetails, value: Any, path: list[str | int]) -> Any:
        """What a faulty value was surely meant to be, or None."""
        if meant := fault.get("ctx", {}).get("meant"):
            return _stand_in(meant, value.place) if fault["loc"][-1] != "[key]" else meant
        if fault["type"] == "tuple_type" and isinstance(value, Scalar):
            return Entries(_pieces(value), Sequence(value.place)) if faults.is_list_of_words(self.kind, path) else None
        if fault["type"] == "tuple_type" and isinstance(value, Keys):
            return Entries([value], Sequence(value.place))
        if fault["type"] in ("dict_type", "model_type") and isinstance(value, Scalar):
            part = part_at(self.kind, tuple(path))
            free = part is not None and part_at(self.kind, tuple(path[:-1])) is None and isinstance(path[-1], str)
            return Keys({"name": value}, Mapping(value.place)) if free else None
        return None


def _written(raw: Any, path: list[str | int], *, meant: bool) -> list[str | int]:
    """The path of what to take out or replace when the value at `path` is faulty."""
    while path and not isinstance(_value_at(raw, path[:-1]), Keys | Entries):
        path = path[:-1]  # a part of what is written in one, like `from: Name <name@example.org>`
    if len(path) > 1 and path[-1] in ("on", "by") and not meant:
        path = path[:-1]  # a date without its day says nothing
    return path


def _stand_in(value: Any, place: Place) -> Any:
    if not isinstance(value, str):
        return value
    return Scalar(Text(value, place.file, ((0, place.line, place.column),)), "'", (), "")


def _pieces(value: Scalar) -> Iterator[Scalar]:
    """The words of a list that was written without its brackets."""
    for match in re.finditer(r"[^\s,;](?:[^,;]*[^\s,;])?", value.text):
        yield Scalar(value.text.cut(*match.span()), "'", (), "")


def _rename(parent: Keys, key: str, meant: str | None) -> None:
    meant = None if meant in parent else meant
    entries = [(meant if name == key else name, value) for name, value in parent.items()]
    parent.clear()
    parent.update({name: value for name, value in entries if name is not None})


_GONE = object()


def _closed_up(raw: Any) -> Any:
    if isinstance(raw, Entries):
        return Entries((_closed_up(value) for value in raw if value is not _GONE), raw.node)
    if isinstance(raw, Keys):
        return Keys({key: _closed_up(value) for key, value in raw.items()}, raw.node)
    return raw


def _value_at(raw: Any, path: list[str | int]) -> Any:
    for part in path:
        if isinstance(raw, Keys):
            raw = raw.get(str(part))
        elif isinstance(raw, list):
            raw = raw[int(part)]
    return raw
