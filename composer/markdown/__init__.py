"""Markdown as the programme's editors write it: read into HTML, plain text, links and pictures.

Rule: no raw HTML comes through and only web and mail links become links, whatever was typed; but
`links` tells every one of them, with its place, so that a check can object.

The dialect is CommonMark with tables. Bullets pasted from Word count as list entries.
"""

from composer.markdown.dialect import web_address
from composer.markdown.html import breakable, direction, to_html
from composer.markdown.passages import Anchor, Kind, Passage, line, passages
from composer.markdown.places import Link, Loss, Picture, links, losses, pictures, raw_html
from composer.markdown.plain import to_plain, wrapped
from composer.markdown.web_addresses import MAY_LINK, WebAddress, web_addresses

__all__ = [
    "MAY_LINK",
    "Anchor",
    "Kind",
    "Link",
    "Loss",
    "Passage",
    "Picture",
    "WebAddress",
    "breakable",
    "direction",
    "line",
    "links",
    "losses",
    "passages",
    "pictures",
    "raw_html",
    "to_html",
    "to_plain",
    "web_address",
    "web_addresses",
    "wrapped",
]
