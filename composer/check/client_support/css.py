"""Which features of the Can I email data a style sheet or a style attribute uses.

Rule: any text will do, and what CSS would drop counts as used: another client may not drop it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import tinycss2

from composer.check.client_support import selectors
from composer.check.parsed import sheet_of

# tinycss2 has no types
Node = Any

_PROPERTIES = """
accent-color align-items animation aspect-ratio backdrop-filter background-blend-mode background-clip background-color
background-image background-origin background-position background-repeat background-size background border-collapse
border-image border-radius border-spacing border box-shadow box-sizing caption-side clear clip-path color-scheme
column-count cursor direction display empty-cells filter flex-direction flex-wrap float font-kerning font-size
font-stretch font-weight font gap height hyphenate-character hyphenate-limit-chars hyphens inline-size inset
justify-content letter-spacing line-height list-style-image list-style-position list-style-type list-style margin
mask-image max-block-size max-height max-inline-size max-width min-block-size min-height min-inline-size min-width
mix-blend-mode object-fit object-position opacity orphans outline-offset outline overflow-wrap overflow padding position
resize shape-margin shape-outside tab-size table-layout text-align-last text-align text-decoration-color
text-decoration-line text-decoration-skip-ink text-decoration-style text-decoration-thickness text-decoration
text-emphasis-position text-emphasis text-indent text-justify text-orientation text-overflow text-shadow text-transform
text-underline-offset text-underline-position text-wrap transform transition user-select vertical-align visibility
white-space-collapse white-space widows width word-break word-spacing word-wrap writing-mode z-index
"""

# Further properties of a feature, each a pattern of their whole name.
_PROPERTIES_BY_PATTERN: Mapping[str, str] = {
    "css-animation": "animation-.+",
    "css-background-position": "background-position-[xy]",
    "css-block-inline-size": "block-size|inline-size",
    "css-border": "border-(top|right|bottom|left)(-(width|style|color))?|border-(width|style|color)",
    "css-border-image": "border-image-.+",
    "css-border-inline-block": "border-(inline|block)",
    "css-border-inline-block-individual": "border-(inline|block)-(color|style|width|start|end)",
    "css-border-inline-block-longhand": "border-(inline|block)-(start|end)-(color|style|width)",
    "css-border-radius": "border-(top|bottom)-(left|right)-radius",
    "css-border-radius-logical": "border-(start|end)-(start|end)-radius",
    "css-column-layout-properties": "columns|column-.+",
    "css-flex-direction": "flex-flow",
    "css-flex-wrap": "flex-flow",
    "css-gap": "(grid-)?(row-gap|column-gap)|grid-gap",
    "css-grid-template": "grid-template(-.+)?",
    "css-inset": "inset-.+",
    "css-left-right-top-bottom": "left|right|top|bottom",
    "css-margin": "margin-(top|right|bottom|left)",
    "css-margin-block-start-end": "margin-block-(start|end)",
    "css-margin-inline-block": "margin-(inline|block)",
    "css-margin-inline-start-end": "margin-inline-(start|end)",
    "css-outline": "outline-(color|style|width)",
    "css-overflow": "overflow-(x|y|block|inline)",
    "css-padding": "padding-(top|right|bottom|left)",
    "css-padding-block-start-end": "padding-block-(start|end)",
    "css-padding-inline-block": "padding-(inline|block)",
    "css-padding-inline-start-end": "padding-inline-(start|end)",
    "css-scroll-snap": "scroll-snap-.+|scroll-(margin|padding).*",
    "css-text-emphasis": "text-emphasis-(color|style)",
    "css-text-wrap": "text-wrap-.+",
    "css-transform": "transform-.+",
    "css-transition": "transition-.+",
    "css-variables": "--.*",
}
_PATTERNS = {slug: re.compile(pattern, re.DOTALL) for slug, pattern in _PROPERTIES_BY_PATTERN.items()}
_BY_NAME = {name: f"css-{name}" for name in _PROPERTIES.split()}

_DISPLAYS = {
    "none": "css-display-none",
    "flex": "css-display-flex",
    "inline-flex": "css-display-flex",
    "grid": "css-display-grid",
    "inline-grid": "css-display-grid",
}
_WORDS = (
    {"initial": "css-unit-initial"}
    | dict.fromkeys(("fit-content", "min-content", "max-content"), "css-intrinsic-size")
    | dict.fromkeys(("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"), "css-sytem-ui")
)
_FUNCTIONS = (
    {"calc": "css-unit-calc", "var": "css-variables", "fit-content": "css-intrinsic-size"}
    | {name: f"css-function-{name}" for name in ("clamp", "light-dark", "max", "min")}
    | {
        f"{way}{kind}-gradient": f"css-{kind}-gradient"
        for way in ("", "repeating-")
        for kind in ("conic", "linear", "radial")
    }
    | {"rgb": "css-rgb", "rgba": "css-rgba"}
    | dict.fromkeys(("lch", "oklch", "lab", "oklab"), "css-modern-color")
)
_LENGTHS = "ch cm em ex in mm pc pt px rem vh vmax vmin vw"
_UNITS = {unit: f"css-unit-{unit}" for unit in _LENGTHS.split()}
_AT_RULES = {name: f"css-at-{name}" for name in ("font-face", "import", "keyframes", "media", "supports")}
_MEDIA_FEATURES = {
    "device-pixel-ratio": "css-at-media-device-pixel-ratio",
    "hover": "css-at-media-hover",
    "any-hover": "css-at-media-hover",
    "orientation": "css-at-media-orientation",
    "prefers-color-scheme": "css-at-media-prefers-color-scheme",
    "prefers-reduced-motion": "css-at-media-prefers-reduced-motion",
}
_COMMENTS, _IMPORTANT, _NESTING, _PERCENT = "css-comments", "css-important", "css-nesting", "css-unit-percent"

_TABLES = (_BY_NAME, _DISPLAYS, _WORDS, _FUNCTIONS, _UNITS, _AT_RULES, _MEDIA_FEATURES)
RECOGNISED = selectors.RECOGNISED.union(
    _PATTERNS, (_COMMENTS, _IMPORTANT, _NESTING, _PERCENT), *(table.values() for table in _TABLES)
)


@lru_cache(maxsize=64)
def features_of_sheet(css: str) -> frozenset[str]:
    """What the content of a `<style>` uses."""
    return frozenset(_of_sheet(css))


def _of_sheet(css: str) -> Iterator[str]:
    yield from _of_comments(css)
    # A stack, not recursion: how deep a sheet is nested is up to whoever wrote it.
    rules = [(rule, False) for rule in sheet_of(css)]
    while rules:
        rule, nested = rules.pop()
        if rule.type == "at-rule":
            yield from _of_at_rule(rule)
            rules += [(inner, nested) for inner in _within(rule, nested)]
        elif rule.type == "qualified-rule":
            yield from selectors.features_of_selectors(rule.prelude)
            if nested:
                yield _NESTING
            rules += [(inner, True) for inner in _block(rule.content)]
        elif rule.type == "declaration":
            yield from _of_declaration(rule)


def features_of_style(css: str) -> frozenset[str]:
    """What the value of a `style` attribute uses."""
    if _NOT_PLAIN.search(css):
        return _of_block(css)
    # letters say the same few things again and again
    return frozenset[str]().union(*map(_of_block, css.split(";")))


# What a semicolon may stand in without ending a declaration.
_NOT_PLAIN = re.compile(r"[\"'(\[{\\/<@]")


@lru_cache(maxsize=4096)
def _of_block(css: str) -> frozenset[str]:
    found = set(_of_comments(css))
    for part in _block(css):
        if part.type == "declaration":
            found.update(_of_declaration(part))
    return frozenset(found)


def features_of_media(query: str) -> Iterator[str]:
    """What the value of a `media` attribute uses; of a bare medium like `screen`, nothing."""
    tokens = tinycss2.parse_component_value_list(query)
    if any(token.type == "() block" for token in tokens):
        yield _AT_RULES["media"]
        yield from _of_media(tokens)


def urls_in(css: str) -> Iterator[str]:
    """What the `url()`s of a sheet or an attribute point at."""
    if not _MAY_POINT.search(css):
        return
    for token in _tokens(tinycss2.parse_component_value_list(css)):
        if token.type == "url":
            yield token.value
        elif token.type == "function" and token.lower_name == "url":
            yield from (argument.value for argument in token.arguments if argument.type == "string")


_MAY_POINT = re.compile(r"\\|url", re.IGNORECASE)


def _block(content: str | list[Node]) -> list[Node]:
    nodes: list[Node] = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return nodes


def _within(rule: Node, nested: bool) -> list[Node]:
    """What an at-rule holds: rules, or the declarations of an animation's steps; declarations too within a rule."""
    if rule.content is None:
        return []
    name = _bare(rule.lower_at_keyword)
    if nested or name in ("font-face", "page"):
        return _block(rule.content)
    rules: list[Node] = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    if name == "keyframes":
        return [part for step in rules if step.type == "qualified-rule" for part in _block(step.content)]
    return rules


def _of_at_rule(rule: Node) -> Iterator[str]:
    name = _bare(rule.lower_at_keyword)
    if name in _AT_RULES:
        yield _AT_RULES[name]
    if name == "media":
        yield from _of_media(rule.prelude)


def _of_media(query: Iterable[Node]) -> Iterator[str]:
    for token in _tokens(query):
        if token.type == "ident":
            feature = re.sub("^(min|max)-", "", _bare(token.lower_value))
            if feature in _MEDIA_FEATURES:
                yield _MEDIA_FEATURES[feature]


def _of_declaration(declaration: Node) -> Iterator[str]:
    name = declaration.name if declaration.name.startswith("--") else _bare(declaration.lower_name)
    yield from _of_property(name)
    if declaration.important:
        yield _IMPORTANT
    for token in _tokens(declaration.value):
        yield from _of_value(token)
        if name == "display" and token.type == "ident" and token.lower_value in _DISPLAYS:
            yield _DISPLAYS[token.lower_value]


@lru_cache(maxsize=1024)
def _of_property(name: str) -> tuple[str, ...]:
    own = [_BY_NAME[name]] if name in _BY_NAME else []
    return (*own, *(slug for slug, pattern in _PATTERNS.items() if pattern.fullmatch(name)))


def _of_value(token: Node) -> Iterator[str]:
    found = None
    if token.type == "ident":
        found = _WORDS.get(_bare(token.lower_value))
    elif token.type == "function":
        found = _FUNCTIONS.get(_bare(token.lower_name))
    elif token.type == "dimension":
        found = _UNITS.get(token.lower_unit)
    elif token.type == "percentage":
        found = _PERCENT
    if found:
        yield found


def _of_comments(css: str) -> Iterator[str]:
    if "/*" in css and any(token.type == "comment" for token in _tokens(tinycss2.parse_component_value_list(css))):
        yield _COMMENTS


def _tokens(tokens: Iterable[Node]) -> Iterator[Node]:
    """All tokens, those inside of blocks and functions too, in no order."""
    waiting = list(tokens)
    while waiting:
        token = waiting.pop()
        yield token
        waiting += getattr(token, "content", None) or getattr(token, "arguments", None) or []


def _bare(name: str) -> str:
    """Without the mark of the program it was first made for: -webkit-, -moz-."""
    return re.sub("^-(webkit|moz|ms|o)-", "", name)
