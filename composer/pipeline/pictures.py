"""The pictures that travel in a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it travels in a letter."""

    content_type: str
    content: bytes


def pictures_of(letter: EmailMessage) -> Iterator[tuple[str, Picture]]:
    """Each picture of a letter, by its content id."""
    for part in letter.walk():
        content_id = part["Content-ID"]
        if content_id and part.get_content_maintype() == "image":
            yield str(content_id).strip("<> "), Picture(part.get_content_type(), part.get_content())
