"""A finished letter taken apart by the boundaries that `message` writes, which a parser of any mail takes long to find.

Rule: whoever reads letters of others asks `message.read`.
"""

from __future__ import annotations

import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from composer.model import Enclosed

# What begins with =_ stands in no quoted-printable and no base64.
_BOUNDARY = re.compile(rb"\r\n--=_(?:alternative|related)_[0-9a-f]{24}(?:--)?\r\n")
_TYPE = re.compile(rb"^Content-Type: ([\w.+/-]+)", re.MULTILINE)
_ID = re.compile(rb"^Content-ID: <([^<>]*)>", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Opened:
    """Both bodies of a letter, the bytes that the HTML takes in it, and its pictures by content id."""

    text: str
    html: str
    encoded: int
    pictures: Mapping[str, Enclosed]


def opened(letter: bytes) -> Opened:
    """What is in a letter that `Rendered.letter` made."""
    bodies: dict[str, bytes] = {}
    pictures: dict[str, Enclosed] = {}
    for kind, content_id, body in _sections(letter):
        if content_id:
            pictures[content_id] = Enclosed(kind, len(a2b_base64(body)))
        else:
            bodies[kind] = body
    html = bodies["text/html"]
    return Opened(_decoded(bodies["text/plain"]), _decoded(html), len(html), MappingProxyType(pictures))


def _sections(letter: bytes) -> Iterator[tuple[str, str, bytes]]:
    """The kind, the content id, empty where it has none, and the body of each part."""
    for section in _BOUNDARY.split(letter)[1:]:
        head, _, body = section.partition(b"\r\n\r\n")
        kind, content_id = _TYPE.search(head), _ID.search(head)
        if kind:
            yield kind[1].decode(), content_id[1].decode() if content_id else "", body


def _decoded(body: bytes) -> str:
    return a2b_qp(body).decode("utf-8", "replace").replace("\r\n", "\n")
