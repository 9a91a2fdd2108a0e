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

from composer.formats import Format, NotShown, format_of

COLUMN = 552  # pixels: the 600 of the page less 24 on either side


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
        self._formats: dict[str, Format | None] = {}

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
        found = self._format(file)
        if found is None:
            return ""
        if file not in self._used:
            content = self._files[file][: found.length]  # what some program or somebody put behind it stays here
            digest = hashlib.sha256(content).hexdigest()[:20]
            name = _file_name(file, found.content_type)
            self._used[file] = Inline(f"{digest}@{self._domain}", found.content_type, name, content)
        return f"cid:{self._used[file].content_id}"

    def width(self, file: str, most: int = COLUMN) -> int | None:
        """The width to print a picture in, if it can be shown."""
        found = self._format(file)
        return min(found.width, most) if found else None

    def _format(self, file: str) -> Format | None:
        """What a file is; read once, as a picture is asked for in several places."""
        if file not in self._formats:
            try:
                self._formats[file] = format_of(self._files.get(file, b""))
            except NotShown:
                self._formats[file] = None
        return self._formats[file]


_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}


def _file_name(file: str, content_type: str) -> str:
    """The file's own name in letters every header takes, with the ending of what it is and no other."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePosixPath(file).stem).strip("-")[:40]
    return (name or "picture") + _ENDINGS[content_type]
