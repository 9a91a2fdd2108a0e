"""A letter that is a file, taken apart to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from types import MappingProxyType

from composer.pipeline.pictures import Picture, pictures_of
from composer.render import html_of, read, text_of

_HEADERS = ("From", "To", "Subject", "Date")


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """What a mail program shows of a letter; `pictures` are by content id."""

    headers: Mapping[str, str]
    html: str
    text: str
    pictures: Mapping[str, Picture]


def open_letter(letter: bytes) -> OpenedLetter:
    """A letter of its bytes; a part that it does not have, as in a file that somebody else put there, is empty."""
    message = read(letter)
    html = html_of(message) if message.get_body(("html",)) else ""
    text = text_of(message) if message.get_body(("plain",)) else ""
    return OpenedLetter(_headers_of(message), html, text, MappingProxyType(dict(pictures_of(message))))


def _headers_of(message: EmailMessage) -> Mapping[str, str]:
    return MappingProxyType({name: str(message.get(name, "")) for name in _HEADERS})
