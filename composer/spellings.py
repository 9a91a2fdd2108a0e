"""Where one person's address stands in a text, however it is spelt and whatever signs stand beside it.

Rule: what is only part of a longer address is another one. Signs that an address could have, but nobody's has, are no
part of it: what is looked for is not to be missed for them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote

from composer.mailbox import canonical, folded

Span = tuple[int, int]

_LONGEST = 320  # characters on either side of an @ that can be of its address


class Spellings:
    """All the ways in which one address may be written."""

    def __init__(self, address: str) -> None:
        self.canonical = canonical(address)
        self._local, _, self._domain = self.canonical.rpartition("@")

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The address in canonical form, then with its domain in Unicode where that is another."""
        return tuple(dict.fromkeys(f"{self._local}@{name}" for name in (self._domain, _in_unicode(self._domain))))

    def places(self, text: str) -> list[Span]:
        """Where the address stands in a text, as slices of it, in order; encoded for a link or a web page, too."""
        found = self._found(text)
        if _ENCODED.search(text) and (encoded := self._found(_decoded(text))):
            slices = _slices(text)
            found += ((slices[start][0], slices[end - 1][1]) for start, end in encoded)
        return _joined(found)

    def is_in(self, text: str) -> bool:
        """Whether a text has the address."""
        return bool(self.places(text))

    def is_within(self, text: str) -> bool:
        """Whether a text has the characters of the address, even as part of another or of a file's name."""
        readings = (text, unquote(text), html.unescape(text))
        return any(form in words for words in map(folded, readings) for form in self.forms)

    def without(self, text: str, own: str = "") -> str:
        """The text without the address. `own` is a longer one, as it is written, that is left whole."""
        kept: list[str] = []
        at = 0
        for start, end in self.places(text):
            if not _is_part(text, start, end, own):
                kept.append(text[at:start])
                at = end
        return "".join((*kept, text[at:])) if kept else text

    def _found(self, text: str) -> list[Span]:
        """Where it stands in a text as it is, not encoded."""
        needed = self.canonical if text.isascii() else f"{self._local}@"
        if needed not in folded(text):  # spares most texts the rest
            return []
        spans = (self._around(text, sign.start()) for sign in re.finditer("@", text))
        return [span for span in spans if span]

    def _around(self, text: str, sign: int) -> Span | None:
        """The address of which the @ stands there."""
        end = self._end(text, sign + 1)
        start = self._start(text, sign) if end else None
        return (start, end) if end and start is not None else None

    def _start(self, text: str, sign: int) -> int | None:
        begins = (at for at in range(sign, max(-1, sign - _LONGEST), -1) if folded(text[at:sign]) == self._local)
        return next((at for at in begins if not _goes_on_before(text, at)), None)

    def _end(self, text: str, domain: int) -> int | None:
        longest = _DOMAIN.match(text, domain, domain + _LONGEST)
        ends = range(longest.end() if longest else domain, domain, -1)
        return next((at for at in ends if not _goes_on_after(text, at) and self._is_domain(text[domain:at])), None)

    def _is_domain(self, name: str) -> bool:
        return canonical(f"@{name}") == f"@{self._domain}"


def _in_unicode(domain: str) -> str:
    if "xn--" not in domain:
        return domain
    import idna  # only few addresses need it

    try:
        return idna.decode(domain)
    except (ValueError, IndexError):  # odd Unicode reaches what its own exceptions do not cover
        return domain


_DOMAIN = re.compile(r"""[^\s<>()\[\],;:"@]+""")
_DOTS = ".。．｡"  # those of a domain (UTS 46)
_SIGNS = "._+-'"  # those that common addresses have before the @


def _goes_on_before(text: str, start: int) -> bool:
    """Whether what stands before is of the same address: a letter or digit, with signs of addresses between or not."""
    at = start - 1
    while at >= 0 and text[at] in _SIGNS:
        if text[at - 1 : at + 1] == "..":  # no address has two dots running
            return False
        at -= 1
    return at >= 0 and _is_letter(text[at])


def _goes_on_after(text: str, end: int) -> bool:
    """Whether what stands after is of the same domain: a letter or digit, after a dot or hyphens or not."""
    at = end
    if text[at : at + 1] in _DOTS:  # of no text, too
        at += 1
    else:
        while text[at : at + 1] == "-":
            at += 1
    return _is_letter(text[at : at + 1])


def _is_letter(sign: str) -> bool:
    """Whether it is a letter or digit, or a mark that belongs to one."""
    return sign.isalnum() or (sign != "" and not sign.isascii() and unicodedata.category(sign).startswith("M"))


_ENCODED = re.compile(r"(?:%[0-9a-f]{2})+|&(?:#[0-9]+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)


def _decoded(text: str) -> str:
    """What a text says that is encoded for a link or a web page."""
    return _ENCODED.sub(lambda found: "".join(said for said, _ in _said(found[0], 0)), text)


def _slices(text: str) -> list[Span]:
    """The slice of a text of which each character that `_decoded` makes of it was made."""
    slices: list[Span] = []
    at = 0
    for found in _ENCODED.finditer(text):
        slices += ((one, one + 1) for one in range(at, found.start()))
        slices += (span for said, span in _said(found[0], found.start()) for _ in said)
        at = found.end()
    return [*slices, *((one, one + 1) for one in range(at, len(text)))]


def _said(encoded: str, at: int) -> Iterator[tuple[str, Span]]:
    """What an encoded piece says that stands at this place, and of which slice."""
    if encoded.startswith("%"):
        return _said_in_link(encoded, at)
    return iter([(html.unescape(encoded), (at, at + len(encoded)))])


def _said_in_link(run: str, at: int) -> Iterator[tuple[str, Span]]:
    """The characters of %41%C3%A9: each of as many bytes as it has in UTF-8, which are three signs each."""
    try:
        said = unquote(run, errors="strict")
    except UnicodeDecodeError:
        yield "\N{REPLACEMENT CHARACTER}", (at, at + len(run))
        return
    for character in said:
        end = at + 3 * len(character.encode())
        yield character, (at, end)
        at = end


def _joined(spans: list[Span]) -> list[Span]:
    """The same places in order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _is_part(text: str, start: int, end: int, longer: str) -> bool:
    """Whether what stands there is within a longer text that stands there."""
    return bool(longer) and text.find(longer, max(0, end - len(longer)), start + len(longer)) >= 0
