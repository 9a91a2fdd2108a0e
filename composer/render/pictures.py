"""The pictures of an edition: which are used, how wide they are, under what name they travel.

Rule: only a file of the workspace is ever shown, as a part of the message itself; nobody's server is
asked for anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

COLUMN = 552  # pixels: the 600 of the page less 24 on either side


@dataclass(frozen=True, slots=True)
class Format:
    """What the first bytes of a file say it is."""

    content_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture as a part of the message."""

    content_id: str
    content_type: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a template prints it; `width` in whole pixels, which is what Outlook goes by."""

    source: str
    alt: str
    width: int


class Pictures:
    """The files at hand; it remembers those that were asked for."""

    def __init__(self, files: Mapping[str, bytes], domain: str) -> None:
        self._files = files
        self._domain = domain
        self._used: dict[str, Inline] = {}

    @property
    def used(self) -> tuple[Inline, ...]:
        """Those to send along, in the order they were first asked for; the same content goes once."""
        return tuple({inline.content_id: inline for inline in self._used.values()}.values())

    def show(self, file: str, alt: str, most: int = COLUMN) -> Shown | None:
        """A picture at most so wide; None: there is no such file, or nothing mail programs show."""
        source, width = self.source(file), self.width(file, most)
        return Shown(source, alt, width) if source and width else None

    def source(self, file: str) -> str:
        """The `src` of a picture; empty where it cannot be shown."""
        if file not in self._used:
            content = self._files.get(file, b"")
            found = format_of(content)
            if found is None:
                return ""
            digest = hashlib.sha256(content).hexdigest()[:20]
            self._used[file] = Inline(f"{digest}@{self._domain}", found.content_type, _file_name(file), content)
        return f"cid:{self._used[file].content_id}"

    def width(self, file: str, most: int = COLUMN) -> int | None:
        """The width to print a picture in, if it can be shown."""
        found = format_of(self._files.get(file, b""))
        return min(found.width, most) if found else None


def format_of(content: bytes) -> Format | None:
    """What a picture is; None for all that some mail program would not show (SVG, WebP)."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return _format("image/png", content[16:20], content[20:24])
    if content.startswith((b"GIF87a", b"GIF89a")) and len(content) >= 10:
        return _format("image/gif", content[7:5:-1], content[9:7:-1])
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    return None


def _format(content_type: str, width: bytes, height: bytes) -> Format | None:
    size = int.from_bytes(width), int.from_bytes(height)
    return Format(content_type, *size) if all(size) else None


# Start of frame: the segments that give the size (C4, C8 and CC are other things).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


def _jpeg(content: bytes) -> Format | None:
    """Walk a JPEG's segments to the one with its size."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            return _format("image/jpeg", content[at + 7 : at + 9], content[at + 5 : at + 7])
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _file_name(file: str) -> str:
    """The file's own name in letters every header takes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", PurePosixPath(file).name).strip("-.")[-40:] or "picture"
