"""A rendered variant, and the one place where it becomes somebody's letter.

Rule: `Rendered.letter` is the only splicing. Preview, test and send all go through it, so what is
looked at is what is sent, to the byte. What many letters share is spliced once, for all of them.
"""

from __future__ import annotations

import html
import re
from binascii import b2a_qp
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from itertools import groupby
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


# A letter's links are the same in HTML as in text.
_written = lru_cache(maxsize=64)(quoted_printable)

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


_LONG = 512  # bytes: a fixed part of so many is worth being known as the same in every letter


class _Stretch(NamedTuple):
    """Gaps and the short fixed parts between them: what is written of a person, and where among the pieces."""

    place: int
    template: bytes  # %-formatted with what is written into each gap


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
        """One person's message in a few pieces, of which the long fixed ones are the very same objects in everybody's.

        Raises:
            KeyError: a placeholder has no value.
        """
        written = {gap: write(values[name]) for gap, write, name in self._gaps}
        fixed, stretches = self._layout
        pieces = [*fixed]
        for place, template in stretches:
            pieces[place] = template % written
        return tuple(pieces)

    def filled(self, values: Mapping[str, str]) -> Rendered:
        """The same with these values in their places, for the letters of all who share them."""
        return Rendered(
            tuple(Part(_WRITERS[part.slot](values[part.name])) if part.name in values else part for part in self.parts)
        )

    @cached_property
    def _gaps(self) -> tuple[tuple[bytes, Callable[[str], bytes], str], ...]:
        """The values asked for as they are written: what each is called in a template, how it is made, and of what."""
        gaps = dict.fromkeys((part.name, part.slot) for part in self.parts if part.name)
        return tuple((_gap(name, slot), _WRITERS[slot], name) for name, slot in gaps)

    @cached_property
    def _layout(self) -> tuple[tuple[bytes, ...], tuple[_Stretch, ...]]:
        """The pieces of a letter that are fixed, and what stands in the places between them that are left empty."""
        pieces: list[bytes] = []
        stretches: list[_Stretch] = []
        for is_long, parts in groupby(self.parts, lambda part: len(part.fixed) >= _LONG):
            if is_long:
                pieces += [part.fixed for part in parts]
            else:
                stretches.append(_Stretch(len(pieces), b"".join(map(_template, parts))))
                pieces.append(b"")
        return tuple(pieces), tuple(stretches)


def _gap(name: str, slot: Slot) -> bytes:
    return f"{slot.value} {name}".encode()


def _template(part: Part) -> bytes:
    return b"%%(%b)b" % _gap(part.name, part.slot) if part.name else part.fixed.replace(b"%", b"%%")


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
