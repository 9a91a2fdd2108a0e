"""The links of an edition's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.subject import Subject
from composer.markdown import MAY_LINK, Link, links

_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")


def links_of(subject: Subject) -> Iterator[tuple[Link, str | None]]:
    """Each link of the Markdown printed, whatever its scheme, and the id of the item or tool it belongs to."""
    for text, item in subject.edition.markdown:
        yield from ((link, item) for link in (links(text) if MAY_LINK.search(text) else ()))


def scheme_of(href: str) -> str | None:
    """What an address begins with, in lower case: https; None where it has none."""
    scheme = _SCHEME.match(href)
    return scheme[1].lower() if scheme else None


SCHEMES = ("http", "https", "mailto")
