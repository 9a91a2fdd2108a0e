"""Which of a page's styles hold for an element, by day and by night.

Rule: of selectors only those that letters are made with are read: elements, classes, ids and attributes, next to each
other, within or directly within another. What stands under a condition other than dark mode is passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from composer.check.parsed import Node, sheet_of

if TYPE_CHECKING:
    from lxml import etree

PROPERTIES = ("color", "background", "display", "visibility", "font-size", "font-weight")
_SAME = {"background-color": "background"}


class Declared(NamedTuple):
    """A value as written, and whether it is important."""

    value: str
    important: bool


@lru_cache(maxsize=4096)
def declared(styles: str) -> Mapping[str, Declared]:
    """What a block of declarations sets, of `PROPERTIES`; of one set twice, the last that may have it."""
    found: dict[str, Declared] = {}
    for name, value, important in _DECLARATION.findall(_COMMENT.sub(" ", styles)):
        name = _SAME.get(name.lower(), name.lower())
        if name in PROPERTIES and (important or name not in found or not found[name].important):
            found[name] = Declared(value.strip().lower(), bool(important))
    return found


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(r"([a-zA-Z-]+)\s*:((?:[^;()!]|\([^()]*\))*)(!\s*important)?", re.IGNORECASE)


class _Compound(NamedTuple):
    """What an element must be, and how it stands to the one before it."""

    combinator: str
    tag: str
    classes: frozenset[str]
    id: str
    attributes: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    compounds: tuple[_Compound, ...]
    sets: Mapping[str, Declared]
    dark: bool
    weight: tuple[int, int, int]


class Styles(NamedTuple):
    """An element's values by property: by day, and by night."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


class Cascade:
    """The style sheets of a page."""

    def __init__(self, root: etree._Element) -> None:
        self._by_end: dict[str, list[tuple[int, _Rule]]] = defaultdict(list)
        self.has_dark = False
        attributes = {str(name) for element in root.iter() for name in element.attrib}
        for order, rule in enumerate(rule for sheet in root.iter("style") for rule in _rules(sheet)):
            self.has_dark = self.has_dark or rule.dark
            if all(name in attributes for part in rule.compounds for name, _ in part.attributes):
                self._by_end[_handle(rule.compounds[-1])].append((order, rule))

    def styles(self, element: etree._Element) -> Styles:
        """What holds for an element itself; what it has from its parents is left out."""
        rules = [(order, rule) for order, rule in self._candidates(element) if _matches(element, rule.compounds)]
        own = element.get("style") or ""
        light = _winning([(order, rule) for order, rule in rules if not rule.dark], own)
        return Styles(light, _winning(rules, own) if any(rule.dark for _, rule in rules) else light)

    def _candidates(self, element: etree._Element) -> Iterator[tuple[int, _Rule]]:
        classes = (element.get("class") or "").split()
        handles = [str(element.tag), "*", *(f".{name}" for name in classes)]
        if element.get("id"):
            handles.append(f"#{element.get('id')}")
        for handle in handles:
            yield from self._by_end.get(handle, ())


def _winning(rules: Sequence[tuple[int, _Rule]], own: str) -> Mapping[str, str]:
    """The values that win, of some rules and an element's own styles."""
    if not rules:
        return _alone(own)
    won: dict[str, tuple[tuple[object, ...], str]] = {}
    for order, rule in rules:
        for name, (value, important) in rule.sets.items():
            _contend(won, name, (important, False, rule.weight, order), value)
    for name, (value, important) in declared(own).items():
        _contend(won, name, (important, True), value)
    return {name: value for name, (_, value) in won.items()}


@lru_cache(maxsize=4096)
def _alone(own: str) -> Mapping[str, str]:
    return {name: value for name, (value, _) in declared(own).items()}


def _contend(won: dict[str, tuple[tuple[object, ...], str]], name: str, rank: tuple[object, ...], value: str) -> None:
    if name not in won or won[name][0] <= rank:
        won[name] = rank, value


def _handle(last: _Compound) -> str:
    """One thing an element must have for a rule to be its: the rule is looked up by it."""
    if last.id:
        return f"#{last.id}"
    return f".{min(last.classes)}" if last.classes else last.tag


def _rules(sheet: etree._Element) -> Iterator[_Rule]:
    dark = _condition(sheet.get("media") or "")
    if dark is None:
        return
    css = "".join(map(str, sheet.itertext()))
    waiting: list[tuple[Node, bool]] = [(rule, dark) for rule in reversed(sheet_of(css))]
    while waiting:
        rule, dark = waiting.pop()
        if rule.type == "qualified-rule":
            yield from _of_rule(rule, dark)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            inner = _condition(_written(rule.prelude))
            if inner is not None:
                waiting += [(each, dark or inner) for each in reversed(_within(rule.content))]


def _within(content: list[Node]) -> list[Node]:
    import tinycss2

    rules: list[Node] = tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)
    return rules


def _written(tokens: list[Node]) -> str:
    import tinycss2

    return str(tinycss2.serialize(tokens))


def _condition(media: str) -> bool | None:
    """Whether styles are for dark mode; None where they are for some window or printer."""
    words = " ".join(media.lower().split()).removeprefix("only ")
    if words in ("", "all", "screen"):
        return False
    return True if _DARK.fullmatch(words) else None


_DARK = re.compile(r"(?:(?:all|screen) and )?\(\s*prefers-color-scheme\s*:\s*dark\s*\)")


def _of_rule(rule: Node, dark: bool) -> Iterator[_Rule]:
    sets = declared(_written(rule.content))
    if sets:
        for selector in _written(rule.prelude).split(","):
            compounds = _compounds(selector)
            if compounds:
                yield _Rule(compounds, sets, dark, _weight(compounds))


_PART = re.compile(
    r"(?P<combinator>\s*>\s*|\s+|)"
    r"(?P<tag>\*|[a-zA-Z][\w-]*|:root)?"
    r"(?P<rest>(?:[.#][\w-]+|\[\s*[\w-]+\s*(?:=\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+)\s*)?\]|:link\b)*)"
)
_SIMPLE = re.compile(r"([.#])([\w-]+)|\[\s*([\w-]+)\s*(?:=\s*[\"']?([^\"'\]]*?)[\"']?\s*)?\]")


@lru_cache(maxsize=1024)
def _compounds(selector: str) -> tuple[_Compound, ...]:
    """A selector taken apart; empty where it has something not read here."""
    selector = selector.strip()
    found: list[_Compound] = []
    at = 0
    while at < len(selector):
        part = _PART.match(selector, at)
        if part is None or not (part["tag"] or part["rest"]) or (found and not part["combinator"]):
            return ()
        found.append(_compound(part["combinator"].strip() or " ", part["tag"] or "", part["rest"]))
        at = part.end()
    return tuple(found)


def _compound(combinator: str, tag: str, rest: str) -> _Compound:
    classes: list[str] = []
    ids = [""]
    attributes: list[tuple[str, str | None]] = []
    for mark, name, attribute, value in _SIMPLE.findall(rest):
        if mark:
            (classes if mark == "." else ids).append(name)
        else:
            attributes.append((attribute.lower(), value or None))
    tag = {":root": "html", "": "*"}.get(tag, tag.lower())
    return _Compound(combinator, tag, frozenset(classes), ids[-1], tuple(attributes))


def _weight(compounds: Sequence[_Compound]) -> tuple[int, int, int]:
    return (
        sum(bool(part.id) for part in compounds),
        sum(len(part.classes) + len(part.attributes) for part in compounds),
        sum(part.tag != "*" for part in compounds),
    )


def _matches(element: etree._Element, compounds: tuple[_Compound, ...]) -> bool:
    """Whether a selector means the element."""
    if not _is(element, compounds[-1]):
        return False
    if len(compounds) == 1:
        return True
    chain = [element, *element.iterancestors()]
    reached = [0]  # where in the chain what was looked at last may stand
    combinator = compounds[-1].combinator
    for part in reversed(compounds[:-1]):
        above = [at + 1 for at in reached] if combinator == ">" else range(reached[0] + 1, len(chain))
        reached = [at for at in above if at < len(chain) and _is(chain[at], part)]
        if not reached:
            return False
        combinator = part.combinator
    return True


def _is(element: etree._Element, part: _Compound) -> bool:
    if part.tag not in ("*", element.tag) or (part.id and element.get("id") != part.id):
        return False
    if part.classes:
        classes = element.get("class")
        if classes is None or not part.classes <= set(classes.split()):
            return False
    return not part.attributes or all(
        (element.get(name) is not None) if value is None else (element.get(name) == value)
        for name, value in part.attributes
    )
