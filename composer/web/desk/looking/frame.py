"""The letter as the frame shows it.

Rule: it is the letter's own HTML; what `framed` changes is all that is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from composer.web.pictures import with_pictures

# What a letter may do in the frame: open tabs of their own for its links. It may not run scripts, send forms, or lead
# the page elsewhere. It has this server's origin, for without one the page could neither learn how far it is scrolled
# nor scroll a new one to the same place; an origin is of use to scripts alone, and those have two walls before them:
# the sandbox, and `default-src 'none'`, which holds even where the letter is opened outside the frame.
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"

# Its own styles, pictures of this server, nothing else.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; base-uri 'none'; form-action 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)
POLICY = _POLICY.format(pictures="'self'")
# As in a mail program that blocks pictures: none is asked for, and its words stand in its place.
UNPICTURED = _POLICY.format(pictures="'none'")

_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_CONDITION = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)")
_SCHEMES = re.compile(r"(?<![\w-])(color-scheme\s*:)[^;}]*")
_META = re.compile(r'(<meta name="color-scheme" content=")[^"]*')
_LINK = re.compile(r'<a (?=[^>]*\bhref="(?:https?:|mailto:|tel:))(?![^>]*\btarget=)', re.IGNORECASE)

ALWAYS, NEVER = "(min-width: 0)", "(max-width: 0)"
NEW_TAB = 'target="_blank" rel="noopener" '


def framed(html: str, scheme: str, pictures: Iterable[str], address: Callable[[str], str]) -> str:
    """A letter's HTML for the frame.

    Args:
        html: as it is in the letter.
        scheme: `light` or `dark`.
        pictures: the content ids of the letter's pictures; those left out are not shown.
        address: where this server has the picture of a content id.
    """
    # 1. Parts of the letter come from this server: a browser knows no cid: addresses.
    html = with_pictures(html, pictures, address)
    # 2. The scheme is the one asked for, not the system's: a browser tells no frame's document another.
    html = _STYLE.sub(lambda style: _in_scheme(style[0], scheme), html)
    html = _META.sub(rf"\g<1>{scheme}", html)
    # 3. A link opens a new tab, as in a mail program; in the frame it would take the letter's place.
    return _LINK.sub(f"<a {NEW_TAB}", html)


def _in_scheme(style: str, scheme: str) -> str:
    style = _CONDITION.sub(lambda condition: ALWAYS if condition[1] == scheme else NEVER, style)
    return _SCHEMES.sub(rf"\1 {scheme}", style)
