"""Markdown to HTML that is safe to put into a page."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from itertools import takewhile
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from composer.markdown.dialect import read, web_address, words


def to_html(
    text: str,
    *,
    picture: Callable[[str], str],
    width: Callable[[str], int | None] = lambda _file: None,
    heading: int = 4,
) -> str:
    """`text` as HTML: no raw HTML, and no links but to the web and to mail addresses.

    Args:
        text: the Markdown.
        picture: gives the `src` of a picture's file; an empty one prints its alt text instead.
        width: gives a picture's width in pixels, where it is known.
        heading: the level of every heading in the text, so that the page's outline has no gap.
    """
    tokens = read(text)
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{heading}"
        elif token.type == "table_open":
            token.attrSet("class", "data")  # layout is made of tables too
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "inline":
            token.children = _with_web_links(token.children or [])
            if direction(token.content):
                _block_of(tokens, index).attrSet("dir", "auto")
    return _RENDERER.render(tokens, _OPTIONS, {"picture": picture, "width": width})


def breakable(words: str) -> str:
    """Words as HTML, in which a very long one, as an address is, may go on in the next line."""
    if not _LONG_WORD.search(words):
        return escapeHtml(words)
    shorter = _LONG_WORD.sub(lambda word: _BREAK.join(_PIECE.findall(word[0])), words)
    return escapeHtml(shorter).replace(_BREAK, "<wbr />")


# No column is so narrow that a shorter word would not fit.
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(r"[^/._?&=@-]{1,24}[/._?&=@-]*|[/._?&=@-]+")
_BREAK = "\x1f"  # a control character: load lets none into a text


def direction(words: str) -> str:
    """The attribute for words of which some run from right to left; empty for all others."""
    return ' dir="auto"' if _RIGHT_TO_LEFT.search(words) else ""


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")  # Hebrew, Arabic and their neighbours


def _block_of(tokens: Sequence[Token], index: int) -> Token:
    """The block that the inline token at an index is the words of; in a tight list its paragraph is not printed."""
    return tokens[index - 2] if tokens[index - 1].hidden else tokens[index - 1]


def _with_web_links(children: Sequence[Token]) -> list[Token]:
    """The tokens without the links that are not for following; their words stay."""
    kept = []
    address: str | None = None
    for token in children:
        if token.type == "link_open":
            address = web_address(str(token.attrs["href"]))
            token.attrs = {"href": address or ""}
        if address is not None or token.type not in ("link_open", "link_close"):
            kept.append(token)
    return kept


class _Renderer(RendererHTML):
    """HTML with pictures by way of `env`."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Words."""
        return breakable(tokens[idx].content)

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A picture, or its words where there is none."""
        file = str(tokens[idx].attrs["src"])
        alt = escapeHtml(words(tokens[idx].children or []))
        source = env["picture"](file)
        if not source:
            return alt
        pixels = env["width"](file)
        width = f' width="{pixels}"' if pixels else ""
        return f'<img src="{escapeHtml(source)}" alt="{alt}"{width} />'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A table; one of many columns in a box, so that on a phone it can be moved instead of squeezed."""
        env["wide"] = _columns(tokens, idx) > _MOST_COLUMNS
        box = '<div class="wide" tabindex="0">' if env["wide"] else ""
        return box + self.renderToken(tokens, idx, options, env)

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Its end."""
        return self.renderToken(tokens, idx, options, env) + ("</div>" if env["wide"] else "")


_MOST_COLUMNS = 3  # that a phone has room for


def _columns(tokens: Sequence[Token], table: int) -> int:
    """How many columns the table that begins at an index has."""
    row = takewhile(lambda token: token.type != "tr_close", tokens[table:])
    return sum(token.type == "th_open" for token in row)


_RENDERER = _Renderer()
_OPTIONS = OptionsDict(
    {
        "maxNesting": 20,
        "html": False,
        "linkify": False,
        "typographer": False,
        "quotes": "",
        "xhtmlOut": True,  # MJML wants every tag closed
        "breaks": False,
        "langPrefix": "language-",
        "highlight": None,
    }
)
