"""What to write where a value, a list or keys stand in place of another of these: the line as it should be.

Rule: the words that stand there are in it, so that it can be pasted.
"""

from __future__ import annotations

import re

from composer.load.scalars import slug_of
from composer.load.schema import File
from composer.load.tree import Mapping, Node, Scalar, in_quotes
from composer.load.vocabulary import keys_at, part_at
from composer.problems import shown


def in_brackets(node: Node) -> str:
    """How to write a list of single words for which words, or keys, stand."""
    words = list(node.keys) if isinstance(node, Mapping) else re.split("[,;]", getattr(node, "text", ""))
    entries = [_in_braces(word.strip()) for word in words[:_MOST_SHOWN] if word.strip()]
    return f"Put it in brackets: [{', '.join(entries) or 'one, two'}]"


def with_hyphens(kind: str, node: Node, loc: tuple[str | int, ...]) -> str:
    """How to write a list of entries for which text, or the keys of its one entry, stand."""
    if isinstance(node, Scalar):
        part = part_at(kind, (*loc, 0))
        as_it_stands = part is None or not _required(part)  # a date line is an entry by itself
        entry = _cut(node.text) if as_it_stands else _in_keys(kind, node, (*loc, 0))
        return f"Begin each entry with a hyphen, on a line of its own: - {entry}"
    entries = node.entries.items() if isinstance(node, Mapping) else ()
    key, value = next(iter(entries), ("title", node))
    words = _in_braces(value.text) if isinstance(value, Scalar) and value.text.strip() else "…"
    return f"Begin each entry with a hyphen: - {shown(key)}: {words}"


def with_keys(kind: str, node: Node, loc: tuple[str | int, ...]) -> str:
    """How to write the keys of a place where there is something else."""
    keys = _in_keys(kind, node, loc)
    return f"Write it as - {keys}" if isinstance(loc[-1], int) else f"Write it as {shown(str(loc[-1]))}: {keys}"


def _in_keys(kind: str, node: Node, loc: tuple[str | int, ...]) -> str:
    """The keys that belong at a place, in braces, with the words that stand there after the one they fit."""
    words = _in_braces(node.text) if isinstance(node, Scalar) and node.text.strip() else "…"
    part = part_at(kind, loc)
    if part is None:  # keys that people choose
        return f"{{{slug_of(words) or 'id'}: {{name: {words}}}}}"
    here = keys_at(kind, loc) or []
    keys = _required(part) or here[:1]
    fitting = next((key for key, looks in _LOOKS if key in here and looks.match(words)), keys[0])
    keys = keys if fitting in keys else [fitting, *_required(part)]
    return "{" + ", ".join(f"{key}: {words if key == fitting else '…'}" for key in keys) + "}"


# What words after certain keys look like.
_LOOKS = [
    ("url", re.compile(r"https?://|mailto:")),
    ("address", re.compile(r"\S+@\S+$")),
    ("colour", re.compile('"?#')),
    *((key, re.compile(r"\S+\.(png|jpe?g|gif|svg)$", re.IGNORECASE)) for key in ("file", "logo", "icon")),
]


def _required(part: type[File]) -> list[str]:
    """The keys that cannot be left out."""
    return [field.alias or name for name, field in part.model_fields.items() if field.is_required()]


def _in_braces(words: str) -> str:
    """Words as they may stand between brackets or braces: as they are, or in quotes."""
    return words if _PLAIN.fullmatch(words) and len(words) <= _LONGEST_REMEDY else in_quotes(words)


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_REMEDY else words[: _LONGEST_REMEDY - 1] + "…"


_PLAIN = re.compile(r"\w(?:[\w ./@+?=&%(;)–’'-]|:(?=[^\s]))*(?<! )")
_LONGEST_REMEDY = 200
_MOST_SHOWN = 10
