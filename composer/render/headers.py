"""The header lines of a letter, folded by hand.

Rule: nothing here comes from the email package's generator, which breaks long List-Unsubscribe
addresses and loses spaces in subjects (cpython issues 85725 and 144156). Values are ASCII, without
control characters, and read back as what went in.
"""

from __future__ import annotations

import re
from email.header import Header

import idna

from composer.problems import ComposerError
from composer.settings import Settings

FOLD = "\r\n "
MARK = "[TEST] "  # before the subject of a test copy

_LINE = 76
_QUOTABLE = 60  # a longer name is cheaper as encoded words than folded inside quotes

# White space in ASCII, C0 and C1 controls, line and paragraph separators, halves of characters.
_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOMS}(?:\.{_ATOMS})*")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_ENCODED = "=?"  # what looks like an encoded word would be read as one


class Unmailable(ComposerError, ValueError):
    """This address cannot stand in a letter. The reason never names it, as it goes into logs."""


def one_line(words: str) -> str:
    """Words for a header: white space and control characters, which could begin another, become one space."""
    return _CONTROLS.sub(" ", words).strip(" ")


def ascii_address(address: str) -> str:
    """The address as any relay takes it, its domain in ASCII.

    Raises:
        Unmailable: it needs SMTPUTF8, or it is no address.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise Unmailable("the part of the address before @ has letters other relays do not take")
    if not _LOCAL.fullmatch(local):
        raise Unmailable("the part of the address before @ is not written as one")
    try:
        plain = (domain if domain.isascii() else idna.encode(domain, uts46=True).decode()).lower()
    except idna.IDNAError as error:
        raise Unmailable("the part of the address after @ is not a name a relay can look up") from error
    if not _DOMAIN.fullmatch(plain):
        raise Unmailable("the part of the address after @ is not a name a relay can look up")
    return f"{local}@{plain}"


def domain_of(address: str) -> str:
    """The domain of an address, in ASCII."""
    return ascii_address(address).rpartition("@")[2]


def subject(words: str) -> str:
    """The value of Subject; there is room for `MARK` before it on its first line."""
    return _unstructured(one_line(words), f"Subject: {MARK.strip()}")


def mailbox(name: str, address: str, header: str) -> str:
    """The value of From, To or Reply-To for one person."""
    plain, name = ascii_address(address), one_line(name)
    if not name:
        return plain
    phrase = _phrase(name, header)
    room = _LINE - len(phrase.rpartition("\r\n")[2]) - len(f"{header}: ")
    return f"{phrase}{' ' if len(plain) + 3 <= room else FOLD}<{plain}>"


def list_id(settings: Settings) -> str:
    """The one List-Id of the programme: made of its address, which outlives its name."""
    local, _, domain = ascii_address(settings.sender.address).lower().rpartition("@")
    label = re.sub(r"[^a-z0-9]+", "-", local).strip("-") or "newsletter"
    return f"<{label}.{domain}>"


def message_id(run: str, key: str, settings: Settings) -> str:
    """The Message-ID of a person's letter in a run: the same however often it is made."""
    return f"<{re.sub('[^A-Za-z0-9-]+', '-', run)}.{key}@{domain_of(settings.sender.address)}>"


def _phrase(name: str, header: str) -> str:
    """A display name: as it is, in quotes, or in encoded words."""
    if name.isascii() and len(name) <= _QUOTABLE and _ENCODED not in name:
        if _PHRASE.fullmatch(name):
            return name
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _encoded(name, header)


def _unstructured(words: str, header: str) -> str:
    """Words folded at spaces, or in encoded words where they are not plain ASCII or do not fold."""
    first, *rest = words.split(" ")
    if not words.isascii() or _ENCODED in words:
        return _encoded(words, header)
    lines = [f"{header}: {first}"]
    for word in rest:
        if len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append("")
        lines[-1] += f" {word}"
    if max(map(len, lines)) > _LINE:
        return _encoded(words, header)
    return "\r\n".join(lines).removeprefix(f"{header}: ")


def _encoded(words: str, header: str) -> str:
    return Header(words, "utf-8", header_name=header, maxlinelen=_LINE).encode(linesep="\r\n")
