"""DKIM: what says of a letter that its domain sent it, and that nobody changed it since (RFC 6376).

Rule: a letter signed again has the same signature, so it names no time. To no field that it covers can a second one
be added.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from composer.deliver.relaxed import fields_of, read_message
from composer.deliver.signing_key import read_signing_key
from composer.model import Letter
from composer.settings import Dkim

# What readers see and programs act on. Each is named once more than it occurs, which signs that there is no other
# (RFC 6376 section 8.15). Both unsubscribe fields must be among them (RFC 8058 section 4).
COVERED = (
    *("From", "Sender", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition"),
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Auto-Submitted"),
)
_COVERED = {name.lower().encode(): name for name in COVERED}

_LINE = 76
_PADDING, _HASH = PKCS1v15(), SHA256()


class Signer:
    """What signs letters as a domain. Threads may share it, and others run while it does its arithmetic."""

    __slots__ = ("_key", "domain", "selector")

    def __init__(self, key: RSAPrivateKey, domain: str, selector: str) -> None:
        self._key = key
        self.domain = domain
        self.selector = selector

    @property
    def public_key(self) -> RSAPublicKey:
        """What receivers verify with; DNS publishes it."""
        return self._key.public_key()

    def signed(self, letter: Letter) -> Letter:
        """The letter with its signature before it."""
        return Letter(letter.key, (self.signature(letter.pieces), *letter.pieces), letter.envelope)

    def signature(self, pieces: Sequence[bytes]) -> bytes:
        """The field DKIM-Signature of a message in pieces, cut anywhere: folded lines of ASCII, each with CRLF."""
        fields, digest = read_message(pieces, _COVERED)
        tags = _tags(self.domain, self.selector, tuple(fields.names))
        body_hash = b2a_base64(digest, newline=False)
        hashed = b"\r\n".join([*fields.hashed, b"%b bh=%b; b=" % (tags.hashed, body_hash)])
        signature = b2a_base64(self._key.sign(hashed, _PADDING, _HASH), newline=False)
        return b"%b\r\n bh=%b;\r\n b=%b\r\n" % (tags.written, body_hash, _folded(signature))


class _Tags(NamedTuple):
    """The tags of a signature that many letters share, as they are written and as they are hashed."""

    written: bytes
    hashed: bytes


@lru_cache(64)
def _tags(domain: str, selector: str, occurring: tuple[bytes, ...]) -> _Tags:
    """All tags but bh= and b=, where these covered fields occur.

    They are named last to first, as of fields of one name the last is signed first (RFC 6376 section 5.4.2).
    """
    named = [*[_COVERED[name] for name in occurring], *COVERED]
    first = ["DKIM-Signature:", " v=1;", " a=rsa-sha256;", " c=relaxed/relaxed;", f" d={domain};", f" s={selector};"]
    written = _on_lines([*first, " h=", *[f"{name}:" for name in named[:-1]], f"{named[-1]};"])
    return _Tags(written, fields_of(written, [b"dkim-signature"]).hashed[0])


def _on_lines(words: Iterable[str]) -> bytes:
    """Words of a field on lines of at most 76 characters, as far as no word is longer."""
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > _LINE:
            lines.append(" ")
        lines[-1] += word if lines[-1].strip() else word.lstrip()
    return "\r\n".join(lines).encode("ascii")


def _folded(signature: bytes) -> bytes:
    room = _LINE - len(" b=")
    return b"\r\n ".join([signature[at : at + room] for at in range(0, len(signature), room)])


def load_signer(dkim: Dkim, domain: str, root: Path) -> Signer:
    """What signs as `domain`, which is that of From in ASCII; a relative path to the key begins at `root`.

    Raises:
        KeyFault: there is no sound key.
    """
    return Signer(read_signing_key(root / dkim.key), domain, dkim.selector)
