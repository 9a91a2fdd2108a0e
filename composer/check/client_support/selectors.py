"""Which features of the Can I email data the selectors of a style sheet use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

# A token of tinycss2, which has no types
Node = Any

_PSEUDO_CLASSES = """
active checked first-child first-of-type focus has hover lang last-child last-of-type link not nth-child nth-last-child
nth-last-of-type nth-of-type only-child only-of-type target visited
"""
_PSEUDO_ELEMENTS = "after before first-letter first-line marker placeholder"
_PSEUDO = {name: f"css-pseudo-class-{name}" for name in _PSEUDO_CLASSES.split()} | {
    name: f"css-pseudo-element-{name}" for name in _PSEUDO_ELEMENTS.split()
}
_SIMPLE = {name: f"css-selector-{name}" for name in ("attribute", "class", "id", "type", "universal")}
_COMBINATORS = {
    " ": "css-selector-descendant",
    ">": "css-selector-child",
    "+": "css-selector-adjacent-sibling",
    "~": "css-selector-general-sibling",
}
_GROUPING, _CHAINING = "css-selector-grouping", "css-selector-chaining"

RECOGNISED = frozenset({_GROUPING, _CHAINING}).union(_PSEUDO.values(), _SIMPLE.values(), _COMBINATORS.values())


def features_of_selectors(prelude: Iterable[Node]) -> Iterator[str]:
    """What the tokens of a list of selectors use, those inside of `:not()` and its like included."""
    inner = [list(prelude)]
    while inner:
        parts = list(_parts(inner.pop(), inner))
        if parts[:1] == [" "]:
            del parts[0]
        if "," in parts:
            yield _GROUPING
        yield from (_SIMPLE[part] for part in parts if part in _SIMPLE)
        yield from (_PSEUDO[part[1:]] for part in parts if part.startswith(":") and part[1:] in _PSEUDO)
        yield from (_COMBINATORS[part] for part in _combinators(parts))
        if any(len(compound) > 1 for compound in _compounds(parts)):
            yield _CHAINING


def _parts(tokens: list[Node], inner: list[list[Node]]) -> Iterator[str]:
    """The parts of a selector by kind; pseudo-classes and -elements as `:name`. Their arguments join `inner`."""
    before = ""
    for token in tokens:
        if token.type == "ident":
            yield {":": f":{token.lower_value}", ".": "class"}.get(before, "type")
        elif token.type == "function" and before == ":":
            yield f":{token.lower_name}"
            inner.append(token.arguments if token.lower_name in ("has", "is", "not", "where") else [])
        elif token.type == "[] block":
            yield "attribute"
        elif token.type == "hash":
            yield "id"
        elif token.type == "whitespace":
            yield " "
        elif token.type == "literal" and token.value in (*_COMBINATORS, ",", "*"):
            yield "universal" if token.value == "*" else token.value
        before = token.value if token.type == "literal" else ""


def _combinators(parts: list[str]) -> Iterator[str]:
    """The combinators; a space is one only where nothing else stands between two compounds."""
    between = ""
    for part in parts:
        if part in _COMBINATORS or part == ",":
            between = part if between in ("", " ") else between
            continue
        if between in _COMBINATORS:
            yield between
        between = ""


def _compounds(parts: list[str]) -> Iterator[list[str]]:
    """The simple selectors that stand together, pseudo-classes and -elements aside."""
    compound: list[str] = []
    for part in parts:
        if part in _SIMPLE:
            compound.append(part)
        elif part in _COMBINATORS or part == ",":
            yield compound
            compound = []
    yield compound
