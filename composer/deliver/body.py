"""A letter's body as DATA takes it: how large it is, and its lines with dots stuffed.

Rule: what is no lines of at most 998 ASCII bytes with CRLF between them never reaches a relay, and what of it many
letters share is gone through once, not for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

LONGEST_LINE = 998  # bytes, without its CRLF: RFC 5322 section 2.1.1

_DOTS = b"\r\n.", b"\r\n.."
_SHARED = 768  # bytes: so long a piece is taken for everybody's; a shorter one is sooner read again than looked up
_KEPT = 1_024  # pieces taken for everybody's: those of some hundred variants


class Body:
    """A message as DATA takes it, dot-stuffed (RFC 5321 section 4.5.2).

    `size`: bytes as SIZE counts them (RFC 1870), before stuffing. `pieces`: joined they are the lines to write, the
    last of which is ended; the dot by itself that ends the whole is not among them.

    Args:
        pieces: joined they are the message. Whatever is the same in many letters is best the same object in all.

    Raises:
        ValueError: it is no lines of at most 998 ASCII bytes with CRLF between them; no renderer makes such a message.
    """

    __slots__ = ("pieces", "size")

    def __init__(self, pieces: Sequence[bytes]) -> None:
        try:
            stuffed, unended = _stuffed(pieces)
        except ValueError:  # a fault, or no more than a CRLF cut in two: only the whole tells
            whole = b"".join(pieces)
            _refuse_what_breaks_lines(whole)
            stuffed = [b"." * whole.startswith(b"."), whole.replace(*_DOTS)]
            unended = not whole.endswith(b"\r\n")
        size = sum(map(len, pieces))
        if unended or not size:
            stuffed.append(b"\r\n")
            size += 2
        self.pieces = tuple(stuffed)
        self.size = size


def _stuffed(pieces: Sequence[bytes]) -> tuple[list[bytes], int]:
    """The pieces stuffed, and how many bytes of a line they end in that nothing ends.

    Raises:
        ValueError: some piece is no whole lines with CRLF between them, or together they make a line that is too long.
    """
    stuffed: list[bytes] = []
    short: list[bytes] = []
    unended = 0
    for piece in pieces:
        if not unended and piece.startswith(b"."):
            stuffed.append(b".")
        length = len(piece)
        if length < _SHARED and unended + length <= LONGEST_LINE:  # whatever its lines are, none is too long
            short.append(piece)
            stuffed.append(piece.replace(*_DOTS))
            ended = piece.rfind(b"\n") + 1
            unended = length - ended if ended else unended + length
        else:
            lines, first, last = _lines(piece)
            if unended + first > LONGEST_LINE:
                raise _too_long()
            stuffed.append(lines)
            unended = last
    _refuse_what_is_no_text(b" ".join(short))  # at once; no CR at the end of one piece meets an LF of the next
    return stuffed, unended


@lru_cache(maxsize=_KEPT)
def _lines(piece: bytes) -> tuple[bytes, int, int]:
    """A piece stuffed but for its first line, and how many bytes its first line and its last have."""
    _refuse_what_breaks_lines(piece)
    lines = piece.split(b"\r\n")
    return piece.replace(*_DOTS), len(lines[0]), len(lines[-1])


def _refuse_what_breaks_lines(piece: bytes) -> None:
    _refuse_what_is_no_text(piece)
    if max(map(len, piece.split(b"\r\n"))) > LONGEST_LINE:
        raise _too_long()


def _refuse_what_is_no_text(piece: bytes) -> None:
    """Some relays take a bare CR or LF for the end of a line, and what follows for commands (SMTP smuggling); the rest
    is what RFC 5321 sections 2.3.7, 2.3.8 and 4.5.3.1.6 forbid to whom was not offered more."""
    if not piece.count(b"\r\n") == piece.count(b"\r") == piece.count(b"\n"):
        raise ValueError("a letter that cannot be sent: it holds a bare CR or LF")
    if b"\0" in piece or not piece.isascii():
        raise ValueError("a letter that cannot be sent: it holds a NUL, or a byte over 127")


def _too_long() -> ValueError:
    return ValueError(f"a letter that cannot be sent: it has a line of more than {LONGEST_LINE} bytes")
