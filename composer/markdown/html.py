"""Markdown to HTML that is safe to put into a page."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
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
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{heading}"
        elif token.type == "table_open":
            token.attrSet("class", "data")  # layout is made of tables too
        elif token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "inline":
            token.children = _with_web_links(token.children or [])
    return _RENDERER.render(tokens, _OPTIONS, {"picture": picture, "width": width})


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
