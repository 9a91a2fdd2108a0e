"""Where an address stands in bytes of which nobody knows where a text begins in them: a ledger's, a program's.

Rule: what stands beside it decides as in a text, by `composer.spellings`. Only a person's key, which stands before the
address in a ledger's row, is no part of it, and then nor is the name after it.
"""

from __future__ import annotations

import mmap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from composer.spellings import Span, Spellings

_CODES = {"utf-8": 1, "utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}  # bytes of a character, at least
_AROUND = 400  # characters that are looked at on either side
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Needle:
    """A form of the address as bytes, in small letters as far as those are ASCII."""

    form: str
    code: str
    small: bytes


class InBytes:
    """Finds one address; `key` is the person's, if there is one."""

    def __init__(self, spellings: Spellings, key: str = "") -> None:
        self._spellings, self._key = spellings, key
        self._needles = tuple({needle.small: needle for needle in _needles(spellings)}.values())

    def spans(self, content: bytes | mmap.mmap) -> Iterator[Span]:
        """The places that have it, as slices of the content."""
        longest = max(len(needle.small) for needle in self._needles)
        for start in range(0, len(content), _BLOCK):
            block = content[start : start + _BLOCK + longest - 1].lower()
            for needle in self._needles:
                at = block.find(needle.small)
                while at >= 0:
                    span = start + at, start + at + len(needle.small)
                    if self._stands(content, span, needle):
                        yield span
                    at = block.find(needle.small, at + 1)

    def _stands(self, content: bytes | mmap.mmap, span: Span, needle: _Needle) -> bool:
        """Whether it is the address there, and not a part of another."""
        start, end = span
        away = _AROUND * _CODES[needle.code]
        before = content[start - min(away, start // _CODES[needle.code] * _CODES[needle.code]) : start]
        head, tail = (_text(piece, needle.code) for piece in (before, content[end : end + away]))
        if self._key and head.endswith(self._key):
            return True
        sign = len(head) + needle.form.rindex("@")
        return any(first <= sign < last for first, last in self._spellings.places(head + needle.form + tail))


def _text(beside: bytes, code: str) -> str:
    """What stands beside it; numbers beside a wide text would be taken for letters of other alphabets."""
    text = beside.decode(code, "replace")
    return text if code == "utf-8" else "".join(sign if sign.isascii() else " " for sign in text)


def _needles(spellings: Spellings) -> Iterator[_Needle]:
    for form in spellings.forms:
        for written in (form, form.upper()):  # of letters beyond ASCII, bytes know no small and large
            for way in ("NFC", "NFD"):
                composed = unicodedata.normalize(way, written)
                for code in _CODES:
                    yield _Needle(composed, code, composed.encode(code, "replace").lower())
