"""A letter as a page of its own.

Rule: it is the letter's own HTML, with its pictures inside it; nothing in it runs, and it asks nobody for anything.
"""

from __future__ import annotations

from base64 import b64encode

from composer.pipeline.pictures import Picture
from composer.pipeline.web_version import Version
from composer.web.pictures import with_pictures

# Its links may be followed, also in a new tab, where what they lead to is as free as anywhere.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def document_of(version: Version) -> str:
    """The page."""
    return with_pictures(version.html, version.pictures, lambda name: _address(version.pictures[name]))


def _address(picture: Picture) -> str:
    """RFC 2397."""
    return f"data:{picture.content_type};base64,{b64encode(picture.content).decode()}"
