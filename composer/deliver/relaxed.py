"""What DKIM hashes of a letter in pieces: its relaxed canonicalisation (RFC 6376 section 3.4).

Rule: a long piece that many letters share is read once. Lines end in CRLF, and neither CR nor LF stands alone.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

_WHITE = b" \t\r\n"
_BLANK = b"\r\n\r\n"  # the end of the header section, and the empty line after it
_LONG = 512  # bytes: a shorter piece is sooner read again than looked up, and may be one person's own
_KEPT = 1024  # long pieces that are remembered: those of some hundred variants


class Fields(NamedTuple):
    """Header fields, last to first: their names in lower case; each as it is hashed, without the end of its line."""

    names: list[bytes]
    hashed: list[bytes]


def read_message(pieces: Sequence[bytes], wanted: Container[bytes]) -> tuple[Fields, bytes]:
    """The fields with the wanted names and the hash of the body of a message in pieces, cut anywhere."""
    message = b"".join(pieces)
    end = message.find(_BLANK)
    if end < 0:
        return fields_of(message, wanted), hashlib.sha256().digest()
    begins = end + len(_BLANK)
    ends = list(accumulate(map(len, pieces)))
    at = bisect_left(ends, begins)  # the piece in which the empty line ends
    start = begins - ends[at] + len(pieces[at])
    return fields_of(message[:end], wanted), _body_hash(pieces[at], start, pieces[at + 1 :])


def fields_of(header: bytes, wanted: Container[bytes]) -> Fields:
    """The fields of a header section that have one of the wanted names."""
    unfolded = header.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    names, hashed = [], []
    for line in reversed(_relaxed(unfolded).split(b"\r\n")):
        name, _, value = line.partition(b":")
        name = name.rstrip().lower()
        if name in wanted:
            names.append(name)
            hashed.append(name + b":" + value.strip())
    return Fields(names, hashed)


def _relaxed(text: bytes) -> bytes:
    """One space for any white space in a line, none before its end."""
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text.replace(b" \r\n", b"\r\n")


class Stretch(NamedTuple):
    """A piece of a body: its words as they are hashed, and the white space around them as it stands."""

    before: bytes
    words: bytes
    after: bytes


@lru_cache(_KEPT)
def stretch_of(piece: bytes) -> Stretch:
    """A piece that stands in a body."""
    rest = piece.lstrip(_WHITE)
    words = rest.rstrip(_WHITE)
    return Stretch(piece[: len(piece) - len(rest)], _relaxed(words), rest[len(words) :])


class Beginning(NamedTuple):
    """The hash of a body as far as the words of its first piece go, to be copied; the white space after those."""

    digest: hashlib._Hash
    empty: bool
    after: bytes


@lru_cache(_KEPT)
def beginning_of(piece: bytes, start: int) -> Beginning:
    """A body that begins in a piece, at `start`."""
    before, words, after = stretch_of(piece[start:])
    if not words:
        return Beginning(hashlib.sha256(), True, before)
    return Beginning(hashlib.sha256(_relaxed(before) + words), False, after)


def _body_hash(first: bytes, start: int, others: Sequence[bytes]) -> bytes:
    """SHA-256 of a body: empty lines at its end do not count, and its last line has an end."""
    digest, empty, between = beginning_of(first, start)
    hashed: list[bytes] = []
    for piece in others:
        if len(piece) < _LONG:
            between += piece
            continue
        before, words, after = stretch_of(piece)
        between += before
        if words:
            hashed += (_relaxed(between), words)
            between = after
    if last := between.rstrip(_WHITE):
        hashed.append(_relaxed(last))
    if hashed or not empty:
        hashed.append(b"\r\n")
    digest = digest.copy()
    digest.update(b"".join(hashed))  # at once: each update of many bytes lets go of the interpreter's lock
    return digest.digest()
