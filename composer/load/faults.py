"""Faults of the schema put into words: pydantic says what and where, this says it so that one can mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, get_args, get_origin

from pydantic_core import ErrorDetails

from composer.load.corrections import in_brackets, with_hyphens, with_keys
from composer.load.schema import Keys
from composer.load.tree import Mapping, Node, Scalar, Sequence, in_quotes
from composer.load.vocabulary import inner_of, keys_at, part_at
from composer.problems import Problem, shown
from composer.text import Place, Text

_Loc = tuple[str | int, ...]

_BEGINNINGS = {
    "newsletter": "Begin it with the lines `name: …` and `from: …`.",
    "issue": "Begin it with the lines `number: …` and `date: …`, then `items:`.",
    "networks": "Write a line for each network, like send: {name: SEND Network}.",
    "contacts": "Write a line for each person, like chris-owen: {name: Chris Owen}.",
}
_EXAMPLES = {"number": "391", "date": "2020-02-21", "from": "updates@example.org", "url": "https://…"}


def empty_file(kind: str, file: str) -> Problem:
    """A file without anything in it."""
    return Problem(Place(file, 1, 1), "file-empty", "there is nothing in this file", _BEGINNINGS[kind])


def at_most(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, or the first of them and a word that there are more than anyone reads in one go."""
    found = list(dict.fromkeys(problems))  # each round of reading tells the warnings again
    if len(found) <= MOST_TOLD:
        return found
    found.sort(key=lambda problem: problem.place)
    message, fix = "from here on, more problems are not told", "Mend those above first, then check again."
    return [*found[:MOST_TOLD], Problem(found[MOST_TOLD].place, "problems-many", message, fix)]


MOST_TOLD = 200  # of one file


def empty(key: Text, fix: str) -> Problem:
    """A key that needs something after it."""
    return Problem(key.place, "value-empty", f"nothing stands after `{shown(key)}:`", fix)


def eaten(key: Text, place: Place, words: str) -> Problem:
    """A value that YAML takes for a comment."""
    value = re.split(r"\s#", words)[0].rstrip()  # a second # may well be a comment
    fix = f"Put it in quotes: {key}: {in_quotes(value)}"
    return Problem(place, "value-empty", f"`{key}` is empty: what follows # is a comment", fix)


def names_nobody(place: Place, key: str) -> Problem:
    """An empty list of networks, which is hardly meant."""
    fix = f"Name networks in brackets, or take `{key}` out to mean all."
    return Problem(place, "value-empty", f"`{key}` names nobody", fix)


def unknown_key(kind: str, loc: _Loc, key: Text, *, nothing: bool = False) -> Problem:
    """A key that there is not; `nothing` stands after it."""
    word, colon, rest = key.partition(":")
    if colon and word in (keys_at(kind, loc) or ()):
        message, fix = f"`{word}:` has no space after its colon", f"Write `{word}: {shown(rest)}`."
        return Problem(key.place, "yaml-colon", message, fix)
    if nothing and " " in key:
        message = f"`{shown(key)}` stands alone, without a colon"
        return Problem(key.place, "key-unknown", message, "If it belongs to the text before it, put that in quotes.")
    return Problem(key.place, "key-unknown", f"there is no key `{shown(key)}` here", _advice(kind, loc, key))


def told(kind: str, stands: tuple[Node, Text | None], fault: ErrorDetails, found: list[ErrorDetails]) -> Problem | None:
    """A fault of pydantic's as a problem; None for one that another already tells. `stands`: see `node_at`."""
    (node, key), loc, code = stands, fault["loc"], fault["type"]
    if code == "missing":
        return _missing(kind, node, key, loc, found)
    if code == "extra_forbidden":
        return unknown_key(kind, loc[:-1], key) if key is not None else None
    if code == "too_short":
        return None if isinstance(node, Sequence) and node.items else names_nobody(node.place, str(loc[-1]))
    if "fix" in (context := fault.get("ctx", {})):
        place = key.place if key is not None and loc[-1] == "[key]" else _place_in(node, context["offset"])
        return Problem(place, code, context["message"], context["fix"])
    return _wrong_kind(kind, node, loc, code)


def _missing(kind: str, node: Node, key: Text | None, loc: _Loc, found: list[ErrorDetails]) -> Problem | None:
    name = str(loc[-1])
    stands_there = (isinstance(node, Mapping) and name in node.keys) or key == name
    unknown = [str(other["loc"][-1]) for other in found if _is_unknown_beside(other, loc)]
    empties = node.keys if isinstance(node, Mapping) else {}
    misspelt = unknown[:_MOST_GUESSED] + [key for key in empties if key not in node_keys(kind, loc)][:_MOST_GUESSED]
    if stands_there or any(_meant(kind, loc[:-1], other) == name for other in misspelt):
        return None
    if isinstance(node, Scalar):  # nothing but a stand-in, and that is told
        return None
    own = PurePath(node.place.file).stem
    example = own if name == "number" and own.isdecimal() else _EXAMPLES.get(name, "…")
    return Problem(node.place, "key-missing", f"`{name}` is missing", f"Add it: {name}: {example}")


_MOST_GUESSED = 20  # unknown keys beside a missing one


def _is_unknown_beside(fault: ErrorDetails, loc: _Loc) -> bool:
    return fault["type"] == "extra_forbidden" and fault["loc"][:-1] == loc[:-1]


def node_keys(kind: str, loc: _Loc) -> list[str]:
    """The keys there may be beside the last of `loc`."""
    return keys_at(kind, loc[:-1]) or []


def _wrong_kind(kind: str, node: Node, loc: _Loc, code: str) -> Problem:
    found = _kind_of(node)
    if not loc:
        message = f"the file does not begin with a key and a colon, found {found}"
        return Problem(node.place, "value-kind", message, _BEGINNINGS[kind])
    if code == "tuple_type":
        fix = in_brackets(node) if is_list_of_words(kind, list(loc)) else with_hyphens(kind, node, loc)
        return Problem(node.place, "value-kind", f"a list belongs here, found {found}", fix)
    return Problem(node.place, "value-kind", f"keys with values belong here, found {found}", with_keys(kind, node, loc))


def is_list_of_words(kind: str, path: list[str | int]) -> bool:
    """Whether a list of single words belongs at a place."""
    part = part_at(kind, tuple(path[:-1]))
    fields = {field.alias or name: field for name, field in part.model_fields.items()} if part else {}
    inner: Any = inner_of(fields[str(path[-1])].annotation) if path[-1] in fields else None
    return get_origin(inner) is tuple and inner_of(get_args(inner)[0]) is Text


def _kind_of(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"text: {shown(node.text)}" if node.text.strip() else "nothing"
    return "a list" if isinstance(node, Sequence) else "keys with values"


def _place_in(node: Node, offset: int) -> Place:
    if isinstance(node, Scalar):
        return node.text.at(offset) if node.text else node.place
    return Place(node.place.file, node.place.line, node.place.column + offset)


def node_at(raw: Any, root: Node, loc: _Loc) -> tuple[Node, Text | None]:
    """The deepest node on the way to `loc` in what is being read, and the key it stands under.

    What was taken out already is found in the file: what follows from its lack is told there.
    """
    node: Node = getattr(raw, "node", root)
    key: Text | None = None
    for part in loc:
        if isinstance(raw, Keys):
            entry = raw.get(str(part), raw.node.entries.get(str(part)))
            key = raw.node.keys.get(str(part), key)
        elif isinstance(raw, list) and isinstance(part, int):
            entry, key = raw[part], None
        else:
            break
        if entry is None:
            break
        raw = entry
        node = raw if isinstance(raw, Scalar | Mapping | Sequence) else raw.node
    return node, key


def _advice(kind: str, loc: _Loc, key: str) -> str:
    if meant := _meant(kind, loc, key):
        return f"Did you mean `{meant}`?"
    return f"Take it out; the keys here are {', '.join(keys_at(kind, loc) or ())}."


def _meant(kind: str, loc: _Loc, key: str) -> str | None:
    """The key a misspelt one was meant to be."""
    written = key.partition(":")[0].strip("“”‘’\"' ").lower().replace("-", "_").replace(" ", "_")[:60]
    close = difflib.get_close_matches(written, keys_at(kind, loc) or (), 1, cutoff=0.7)
    return close[0] if close else None
