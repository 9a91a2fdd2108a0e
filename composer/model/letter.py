"""A rendered variant, and the one place where it becomes somebody's letter.

Rule: `Rendered.letter` is the only splicing. Preview, test and send all go through it, so what is
looked at is what is sent, to the byte.
"""

from __future__ import annotations

import html
import re
from binascii import b2a_qp
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

_LINE = 76  # RFC 2045 section 6.7: an encoded line, its soft break included

# b2a_qp counts a space at the end of a line as one character and then writes three.
_OVERLONG = re.compile(rb"^(.{74,75})(=20|=09)$", re.MULTILINE)
# Some relays write ">From " for a line that would begin a message in a Unix mailbox.
_FROM_LINE = re.compile(rb"^From ", re.MULTILINE)

SOFT_BREAK = b"=\r\n"


def quoted_printable(text: str) -> bytes:
    """`text` in quoted-printable: 7-bit lines of at most 76 characters with CRLF between them.

    Its last line leaves room for a soft break, so that something else may follow.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    encoded = b2a_qp(text.encode("utf-8", "replace"), istext=True)
    if " \n" in text or "\t\n" in text:
        encoded = _OVERLONG.sub(rb"\1=\n\2", encoded)
    if "From " in text:
        encoded = _FROM_LINE.sub(rb"=46=\nrom ", encoded)
    if len(encoded) - encoded.rfind(b"\n") - 1 == _LINE:
        last = 3 if encoded[-3:-2] == b"=" else 1
        encoded = encoded[:-last] + b"=\n" + encoded[-last:]
    return encoded.replace(b"\n", b"\r\n")


class Slot(Enum):
    """Where a value goes, which decides how it is written there."""

    HEADER = "header"  # already folded ASCII, by whoever made the value
    TEXT = "text"  # quoted-printable text/plain
    HTML = "html"  # escaped, then quoted-printable text/html


# A letter's links are the same in HTML as in text, and the reason for it is that of many letters.
_written = lru_cache(maxsize=512)(quoted_printable)

_WRITERS: Mapping[Slot, Callable[[str], bytes]] = {
    Slot.HEADER: lambda value: value.encode("ascii"),
    Slot.TEXT: _written,
    Slot.HTML: lambda value: _written(html.escape(value)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a rendered message: fixed bytes, or the name of a value and the slot it stands in.

    In a body a value stands between soft breaks, which belong to the fixed bytes around it: whatever
    it is, no line grows over 76 characters.
    """

    fixed: bytes = b""
    name: str = ""
    slot: Slot = Slot.TEXT


@dataclass(frozen=True)
class Rendered:
    """One variant, finished but for the values of a person: the MIME message, cut where they go.

    The same edition always renders to the same parts.
    """

    parts: tuple[Part, ...]

    @property
    def names(self) -> frozenset[str]:
        """The values it asks for."""
        return frozenset(part.name for part in self.parts if part.name)

    def letter(self, values: Mapping[str, str]) -> bytes:
        """One person's message.

        Raises:
            KeyError: a placeholder has no value.
        """
        return b"".join(self.pieces(values))

    def pieces(self, values: Mapping[str, str]) -> tuple[bytes, ...]:
        """One person's message in pieces, of which the fixed ones are the very same objects in everybody's.

        Raises:
            KeyError: a placeholder has no value.
        """
        pieces = [part.fixed for part in self.parts]
        for name, write, places in self._gaps:
            written = write(values[name])
            for place in places:
                pieces[place] = written
        return tuple(pieces)

    @cached_property
    def _gaps(self) -> tuple[tuple[str, Callable[[str], bytes], tuple[int, ...]], ...]:
        """Each value asked for, how it is written, and all the places where it stands so."""
        places: dict[tuple[str, Slot], list[int]] = {}
        for place, part in enumerate(self.parts):
            if part.name:
                places.setdefault((part.name, part.slot), []).append(place)
        return tuple((name, _WRITERS[slot], tuple(found)) for (name, slot), found in places.items())


class Envelope(NamedTuple):
    """Where a letter comes from and goes to, as SMTP is told (RFC 5321 section 2.3.1); ASCII."""

    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One person's message, under the person's key, with its envelope.

    `pieces` joined are the message; whoever reads many letters reads a piece that they share only once.
    """

    key: str
    pieces: tuple[bytes, ...]
    envelope: Envelope

    @property
    def message(self) -> bytes:
        """The whole message."""
        return b"".join(self.pieces)
