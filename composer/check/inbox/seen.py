"""What of a page is seen: its words, block by block, without what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from composer.check.parsed import page_of

if TYPE_CHECKING:
    from lxml import etree


@dataclass(frozen=True, slots=True)
class Block:
    """Words that stand together, and the element around them."""

    words: str
    tag: str


_NO_WORDS = frozenset({"head", "style", "script", "title", "noscript", "template"})
_BLOCK_NAMES = """
address article aside blockquote body br caption center dd details div dl dt figcaption figure footer form h1 h2 h3 h4
h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:max-height|opacity)\s*:\s*0(?:px)?\s*(?:;|$))",
    re.IGNORECASE,
)


def hidden(element: etree._Element) -> bool:
    """Whether an element's own style keeps it from being seen, or it holds no words to see."""
    style = element.get("style")
    return element.tag in _NO_WORDS or (style is not None and _HIDDEN.search(style) is not None)


@lru_cache(maxsize=4)
def blocks_of(html: str) -> tuple[Block, ...]:
    """The words of a page, in order, a picture by its words."""
    root = page_of(html)
    return () if root is None else tuple(_blocks(root))


def _blocks(root: etree._Element) -> Iterator[Block]:
    pieces: list[str] = []
    tags: list[str] = []
    for piece in _pieces(root):
        if piece.startswith(_EDGE):
            words = " ".join("".join(pieces).split())
            if words:
                yield Block(words, tags[-1] if tags else "")
            pieces.clear()
            _follow(tags, piece[len(_EDGE) :])
        else:
            pieces.append(piece)
    words = " ".join("".join(pieces).split())
    if words:
        yield Block(words, tags[-1] if tags else "")


_EDGE = "\x00"  # no parser of HTML lets one through


def _follow(tags: list[str], edge: str) -> None:
    if edge.startswith("/"):
        if tags:
            tags.pop()
    elif edge:
        tags.append(edge)


def _pieces(root: etree._Element) -> Iterator[str]:
    """Words, and an edge wherever a block begins (with its tag), ends (with a slash) or a line breaks."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if hidden(element):
                walk.skip_subtree()
                if element.tag in _BLOCKS:
                    yield f"{_EDGE}{element.tag}"
                continue
            yield from _opening(element)
        else:
            if event == "end" and element.tag in _BLOCKS:
                yield f"{_EDGE}/"
            yield element.tail or ""


def _opening(element: etree._Element) -> Iterator[str]:
    if element.tag in _BLOCKS:
        yield f"{_EDGE}{element.tag}"
    if element.tag == "img":
        yield element.get("alt") or ""
    yield element.text or ""
