"""The header lines of a letter, folded by hand.

Rule: nothing here comes from the email package's generator, which breaks long List-Unsubscribe
addresses and loses spaces in subjects (cpython issues 85725 and 144156). Values are ASCII, without
control characters, and read back as what went in.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from email.header import Header
from functools import lru_cache
from urllib.parse import quote

import idna

from composer.problems import ComposerError, UsageError
from composer.settings import Settings

FOLD = "\r\n "
MARK = "[TEST] "  # before the subject of a test copy

_LINE = 76
_LONGEST_NAME = 60  # a longer one fits no list of letters, and takes several encoded words
_LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3, less its angle brackets
_LONGEST_LINK = 900  # with the header's name before it: RFC 5322 allows 998 characters to a line

# White space in ASCII, C0 and C1 controls, line and paragraph separators, halves of characters.
_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# What is not seen and makes words look like other words: orders to write the other way round
# (U+202A-E, U+2066-9), deprecated orders (U+206A-F), marks of no width, annotations, tags. Joiners
# (U+200C-D) and the marks of a script's direction (U+200E-F, U+061C) belong to scripts and emoji; tags
# spell the flags of nations after a black flag.
_DECEIVING = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINER = "\u200d"
_CLINGING = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]")
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOMS}(?:\.{_ATOMS})*")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_ENCODED = "=?"  # what looks like an encoded word would be read as one


class Unmailable(ComposerError, ValueError):
    """This address cannot stand in a letter. The reason never names it, as it goes into logs."""


def one_line(words: str) -> str:
    """Words for a header, as they are seen.

    White space and control characters, which could begin another header, become one space; characters
    that only deceive go.
    """
    seen = words if words.isascii() else _DECEIVING.sub(lambda found: found[1] or "", words)
    return _CONTROLS.sub(" ", seen).strip(" ")


def display_name(name: str) -> str:
    """A name for a header: one line of at most 60 characters, a longer one cut at a word."""
    name = one_line(name)
    if len(name) <= _LONGEST_NAME:
        return name
    most = _LONGEST_NAME - 1
    word = name.rfind(" ", most // 2, most + 1)
    return name[: word if word > 0 else _between_characters(name, most)].rstrip(" ,;:(–-") + "…"


def _between_characters(words: str, at: int) -> int:
    """The last place up to `at` that is not inside what is seen as one character."""
    for place in range(at, 0, -1):
        inside = unicodedata.combining(words[place]) or _CLINGING.match(words[place]) or words[place - 1] == _JOINER
        if not inside:
            return place
    return at


@lru_cache(maxsize=256)  # a letter asks for each of its few addresses more than once, and shares most with the next
def ascii_address(address: str) -> str:
    """The address as any relay takes it, its domain in ASCII.

    Raises:
        Unmailable: it needs SMTPUTF8, or it is no address.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise Unmailable("the part of the address before @ has letters other relays do not take")
    if len(address) > _LONGEST_ADDRESS:
        raise Unmailable("the address is longer than any relay takes")
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
    plain, name = ascii_address(address), display_name(name)
    if not name:
        return plain
    phrase = _phrase(name, header)
    room = _LINE - len(phrase.rpartition("\r\n")[2]) - len(f"{header}: ")
    return f"{phrase}{' ' if len(plain) + 3 <= room else FOLD}<{plain}>"


def unsubscribe(*links: str) -> str:
    """The value of List-Unsubscribe, of links as `plain_link` writes them: each whole on a line of its own.

    Raises:
        UsageError: a link does not fit a line.
    """
    for link in links:
        if len(link) > _LONGEST_LINK:
            raise UsageError(f"the link to unsubscribe is longer than {_LONGEST_LINK} characters: shorten public_url.")
    return f"<{_NEXT_LINK.join(links)}>"


_NEXT_LINK = f">,{FOLD}<"


def plain_link(link: str) -> str:
    """A link, or the beginning of one, as it may stand in a header: ASCII, and never an encoded word."""
    return quote(link, safe=_LINK_CHARACTERS, errors="replace")


_LINK_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"  # RFC 3986 section 2.2; letters, digits and -._ are always safe


def list_id(settings: Settings) -> str:
    """The one List-Id of the programme: made of its address, which outlives its name."""
    local, _, domain = ascii_address(settings.sender.address).lower().rpartition("@")
    label = re.sub(r"[^a-z0-9]+", "-", local).strip("-") or "newsletter"
    return f"<{label}.{domain}>"


def message_id(run: str, key: str, sender: str) -> str:
    """The Message-ID of a person's letter in a run, at the sender's domain: the same however often it is made."""
    left, right = _sides_of_key(run, sender)
    return f"<{left}.{key}@{right}>"


@lru_cache(maxsize=16)
def _sides_of_key(run: str, sender: str) -> tuple[str, str]:
    return re.sub("[^A-Za-z0-9-]+", "-", run), domain_of(sender)


def feedback_id(issue: int, settings: Settings) -> str:
    """What complaints are counted by: the issue, and last what is the same for every letter of the programme."""
    sender = hashlib.sha256(list_id(settings).encode()).hexdigest()[:12]  # 5 to 15 characters, asks Gmail
    return f"{issue}:edition:newsletter:{sender}"


def _phrase(name: str, header: str) -> str:
    """A display name: as it is, in quotes, or in encoded words."""
    if name.isascii() and _ENCODED not in name:
        if _PHRASE.fullmatch(name):
            return name
        quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if len(f"{header}: {quoted}") <= _LINE:
            return quoted
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
