"""A variant as it was rendered, for whoever judges what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A picture that travels inside the letter: what it is, and its size in bytes."""

    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """Both parts of a letter, as they are made for a made-up reader.

    `encoded`: the bytes of the HTML part as it stands in the letter. `pictures` are by content id. `template`: the
    workspace's own template of the page, as a path in the workspace; empty where it is the default one. `readers` says
    in words who sees it, where nobody sees the whole edition.
    """

    html: str
    text: str
    encoded: int
    pictures: Mapping[str, Enclosed]
    template: str = ""
    readers: str = ""

    @property
    def html_bytes(self) -> int:
        """The bytes of the HTML itself."""
        return len(self.html.encode("utf-8", "replace"))
