"""A page and its style sheets as trees: what several rules read is parsed once.

Rule: whoever reads a tree changes nothing in it. The parsers are imported when a page is there to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml import etree

# A node of tinycss2, which has no types
Node = Any


@lru_cache(maxsize=4)
def page_of(html: str) -> etree._Element | None:
    """The page's root; None where there is nothing on it. Any text will do."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # so it says that a page is empty
        return None


@lru_cache(maxsize=64)
def sheet_of(css: str) -> Sequence[Node]:
    """The rules of a style sheet."""
    import tinycss2

    rules: list[Node] = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return rules


def styles_of(root: etree._Element) -> list[str]:
    """What stands in each style element."""
    return ["".join(map(str, style.itertext())) for style in root.iter("style")]
