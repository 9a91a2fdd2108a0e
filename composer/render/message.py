"""The MIME message of a variant, cut where the values of a person go.

Rule: 7-bit ASCII, CRLF, encoded lines of at most 76 characters, the same bytes for the same edition.
"""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from lxml import etree

from composer.model import Edition, Part, Slot
from composer.model.letter import SOFT_BREAK, quoted_printable
from composer.problems import UsageError
from composer.render import headers
from composer.render.headers import FOLD
from composer.render.pictures import Inline
from composer.settings import Settings


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What templates print where a value goes: words without meaning, which nothing on the way changes."""

    reason: str
    unsubscribe_url: str
    unsubscribe_subject: str
    web_url: str

    @property
    def names(self) -> Mapping[str, str]:
        """The name of the value behind each word."""
        return MappingProxyType({getattr(self, field.name): field.name for field in fields(self)})


def placeholders() -> Placeholders:
    """New ones; they are random, so that no author can write one."""
    return Placeholders(*(f"slot{secrets.token_hex(12)}" for _ in fields(Placeholders)))


PLACEHOLDER = "slot[0-9a-f]{24}"  # what they look like: an expression


@dataclass(frozen=True, slots=True)
class Bodies:
    """What a variant says: twice, and with its pictures."""

    text: str
    html: str
    pictures: Sequence[Inline]
    placeholders: Placeholders


def message(edition: Edition, settings: Settings, bodies: Bodies) -> tuple[Part, ...]:
    """The whole message of an edition: headers in their order, then text, then HTML with its pictures.

    Raises:
        UsageError: somebody could not unsubscribe.
    """
    _check_way_out(bodies)
    names = bodies.placeholders.names
    text = tuple(_cut(bodies.text, names, Slot.TEXT))
    html = tuple(_cut(bodies.html, names, Slot.HTML))
    boundary = _boundary(text, html, bodies.pictures)
    alternative = f"=_alternative_{boundary}"
    return tuple(
        _joined(
            [
                *_headers(edition, settings),
                _lines("MIME-Version: 1.0", f'Content-Type: multipart/alternative;{FOLD}boundary="{alternative}"', ""),
                _lines(f"--{alternative}", *_QUOTED["plain"], ""),
                *text,
                _lines("", f"--{alternative}"),
                *_related(html, bodies.pictures, f"=_related_{boundary}"),
                _lines("", f"--{alternative}--"),
            ]
        )
    )


def _check_way_out(bodies: Bodies) -> None:
    """The law and every large provider ask for a link to unsubscribe that is seen, in either part."""
    slots = bodies.placeholders
    faults = []
    if not _leads_to(slots.unsubscribe_url, bodies.html):
        link = '<a href="{{ page.reader.unsubscribe_url }}">Unsubscribe</a>'
        faults.append(f"edition.mjml.j2: nobody can unsubscribe from this page. Put {link} into it.")
    if slots.unsubscribe_url not in bodies.text and slots.unsubscribe_subject not in bodies.text:
        link = "{{ page.reader.unsubscribe_url }}"
        faults.append(f"edition.txt.j2: nobody can unsubscribe from this text. Put {link} into it.")
    if faults:
        raise UsageError("\n".join(faults))


def _leads_to(address: str, html: str) -> bool:
    """Whether the page has a link to this address that can be seen."""
    if address not in html:
        return False
    # A word of many thousand letters has as many places to break it, which nest deeper than a parser takes by itself.
    links = etree.fromstring(html, etree.HTMLParser(huge_tree=True)).iter("a")
    return any(link.get("href") == address and not _hidden(link) for link in links)


def _hidden(link: etree._Element) -> bool:
    """Whether a link holds nothing to see, or it or something around it is not displayed."""
    around = (element.get("style") or "" for element in (link, *link.iterancestors()))
    seen = "".join(map(str, link.itertext())).strip() or link.find(".//img[@alt]") is not None
    return not seen or any(_NOT_DISPLAYED.search(style) for style in around)


_NOT_DISPLAYED = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


_registry = HeaderRegistry()
_of_parts = lru_cache(maxsize=256)(_registry)


def _header(name: str, value: str) -> Any:
    """A header, read. Those of parts are the same in letter after letter, and asked for again and again."""
    return (_of_parts if name.lower().startswith("content-") else _registry)(name, value)


_POLICY = email.policy.default.clone(header_factory=_header)


def read(letter: bytes) -> EmailMessage:
    """A finished letter, taken apart."""
    return email.message_from_bytes(letter, policy=_POLICY)


def text_of(letter: bytes | EmailMessage) -> str:
    """The text part of a finished letter."""
    return _body(letter, "plain")


def html_of(letter: bytes | EmailMessage) -> str:
    """The HTML part of a finished letter."""
    return _body(letter, "html")


def _body(letter: bytes | EmailMessage, kind: str) -> str:
    body = (read(letter) if isinstance(letter, bytes) else letter).get_body((kind,))
    if body is None:
        raise ValueError(f"no text/{kind} in this letter")
    return str(body.get_content()).replace("\r\n", "\n")


def _headers(edition: Edition, settings: Settings) -> Iterator[Part]:
    """Everything above MIME-Version."""
    sender = settings.sender
    yield Part(f"From: {headers.mailbox(sender.name, sender.address, 'From')}\r\nTo: ".encode())
    yield Part(name="to", slot=Slot.HEADER)
    yield Part(b"\r\nSubject: ")
    yield Part(name="mark", slot=Slot.HEADER)
    yield Part(f"{headers.subject(edition.subject)}\r\nDate: ".encode())
    yield Part(name="date", slot=Slot.HEADER)
    yield Part(b"\r\nMessage-ID: ")
    yield Part(name="message_id", slot=Slot.HEADER)
    yield _lines(
        "",
        f"Reply-To: {headers.ascii_address(settings.answers_to)}",
        f"List-Id: {headers.list_id(settings)}",
        "List-Unsubscribe: ",
        end="",
    )
    yield Part(name="list_unsubscribe", slot=Slot.HEADER)
    # RFC 8058 section 3.1: one-click needs an HTTPS address in List-Unsubscribe
    one_click = (settings.public_url or "").lower().startswith("https://")
    post = ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"] if one_click else []
    feedback = f"Feedback-ID: {headers.feedback_id(edition.issue.number, settings)}"
    yield _lines("", *post, feedback, "Precedence: bulk", "Auto-Submitted: auto-generated")


_QUOTED: Mapping[str, tuple[str, str]] = {
    kind: (f"Content-Type: text/{kind}; charset=utf-8", "Content-Transfer-Encoding: quoted-printable")
    for kind in ("plain", "html")
}


def _related(html: Sequence[Part], pictures: Sequence[Inline], boundary: str) -> Iterator[Part]:
    """The HTML part, together with its pictures where it has some."""
    if not pictures:
        yield _lines(*_QUOTED["html"], "")
        yield from html
        return
    yield _lines(
        f'Content-Type: multipart/related; type="text/html";{FOLD}boundary="{boundary}"',
        "",
        f"--{boundary}",
        *_QUOTED["html"],
        "",
    )
    yield from html
    for picture in pictures:
        yield _lines(
            "",
            f"--{boundary}",
            f'Content-Type: {picture.content_type};{FOLD}name="{picture.name}"',
            "Content-Transfer-Encoding: base64",
            f"Content-ID: <{picture.content_id}>",
            f'Content-Disposition: inline;{FOLD}filename="{picture.name}"',
            "",
        )
        yield Part(base64.encodebytes(picture.content).replace(b"\n", b"\r\n"))
    yield _lines(f"--{boundary}--")


def _lines(*lines: str, end: str = "\r\n") -> Part:
    return Part(("\r\n".join(lines) + end).encode())


def _boundary(text: Sequence[Part], html: Sequence[Part], pictures: Sequence[Inline]) -> str:
    """What follows "=_" in a boundary. "=_" itself stands in no quoted-printable and no base64."""
    digest = hashlib.sha256()
    for part in (*text, *html):
        digest.update(part.fixed)
    for picture in pictures:
        digest.update(picture.content_id.encode())
    return digest.hexdigest()[:24]


def _cut(body: str, names: Mapping[str, str], slot: Slot) -> Iterator[Part]:
    """A body encoded, and cut at its placeholders."""
    after_value = False
    for piece in re.split(f"({'|'.join(names)})", body):
        if piece in names:
            if after_value:
                yield Part(SOFT_BREAK)
            yield Part(name=names[piece], slot=slot)
            after_value = True
        elif piece:
            encoded = quoted_printable(piece)
            before = SOFT_BREAK if after_value else b""
            after = b"" if encoded.endswith(b"\r\n") else SOFT_BREAK
            yield Part(before + encoded + after)
            after_value = False
    if after_value:
        yield Part(SOFT_BREAK)


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with neighbouring fixed bytes made one."""
    fixed = b""
    for part in parts:
        if not part.name:
            fixed += part.fixed
            continue
        if fixed:
            yield Part(fixed)
        yield part
        fixed = b""
    if fixed:
        yield Part(fixed)
