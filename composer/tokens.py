"""The workspace's secret and what it vouches for: people's keys and the links in their letters.

Rule: a link or a log names a person by key; who that is, only the secret and the lists together tell.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import NamedTuple

from itsdangerous import BadSignature, Signer

from composer.files import sync_folder
from composer.problems import UsageError

_SECRET_BYTES = 32
_KEY_BYTES = 16  # 26 characters of base32; two of a million people share one with a chance of 1 in 10^27
_MAC_BYTES = 5  # 8 characters: a local part holds 64 octets (RFC 5321 section 4.5.3.1.1); guessing is by mail
_KEY = re.compile(r"[a-z2-7]{26}")
_RETURN = re.compile(r"([0-9]{1,6}-[0-9]{1,4})-([a-z2-7]{26})-([a-z2-7]{8})")
_WEB = re.compile(r"([a-z2-7]{26})-([1-9][0-9]{0,7})")


class WebVersion(NamedTuple):
    """What a web token stands for: the edition of an issue as the person with this key got it."""

    key: str
    issue: int


class Secret:
    """What signs; it never shows itself."""

    __slots__ = ("_mac", "_unsubscribe", "_web")

    def __init__(self, secret: bytes) -> None:
        self._mac = _Mac(secret)
        self._unsubscribe = _Link(secret, "unsubscribe")
        self._web = _Link(secret, "web")

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not to be copied into a file")

    def person_key(self, canonical: str) -> str:
        """The key under which the person with this canonical address appears in logs, ids and names."""
        return _base32(self._mac.of(f"person\0{canonical}")[:_KEY_BYTES])

    def unsubscribe_token(self, key: str) -> str:
        """What in an unsubscribe link says who wants to leave."""
        return self._unsubscribe.token(key)

    def read_unsubscribe(self, token: str) -> str | None:
        """The key of the person whose unsubscribe token this is; None if it is nobody's."""
        key = self._unsubscribe.read(token)
        return key if _KEY.fullmatch(key) else None

    def web_token(self, key: str, issue: int) -> str:
        """What in a link to the web version says whose edition of which issue to show."""
        return self._web.token(f"{key}-{issue}")

    def read_web(self, token: str) -> WebVersion | None:
        """What a web token stands for; None if we did not make it."""
        found = _WEB.fullmatch(self._web.read(token))
        return WebVersion(found[1], int(found[2])) if found else None

    def form_token(self, realm: str, key: str) -> str:
        """What the forms of whoever signed in bring along; the same in each of their sessions, so that what was typed
        before one ended can still be sent in the next."""
        return _base32(self._mac.of(f"form\0{realm}\0{key}"))

    def return_tag(self, run: str, key: str) -> str:
        """What in a return path says which letter came back: opaque, and of characters that survive any relay."""
        named = f"{run}-{key}"
        return f"{named}-{self._short('return', named)}"

    def read_return(self, tag: str) -> tuple[str, str] | None:
        """The run and the person's key of a letter that came back; None if we did not make the tag."""
        found = _RETURN.fullmatch(tag.lower())  # relays may change the case
        if found is None or not hmac.compare_digest(self._short("return", f"{found[1]}-{found[2]}"), found[3]):
            return None
        return found[1], found[2]

    @property
    def fingerprint(self) -> str:
        """What tells this secret from others, and nothing of it."""
        return self._short("fingerprint", "")

    def _short(self, purpose: str, words: str) -> str:
        return _base32(self._mac.of(f"{purpose}\0{words}")[:_MAC_BYTES])


class _Mac:
    """HMAC with SHA-256 under one key, begun once for all that is told apart by it: beginning takes longest."""

    __slots__ = ("_begun",)

    def __init__(self, key: bytes) -> None:
        self._begun = hmac.new(key, digestmod=hashlib.sha256)

    def of(self, words: str) -> bytes:
        mac = self._begun.copy()
        mac.update(words.encode())
        return mac.digest()


class _Link:
    """What signs links for one purpose, and reads them: itsdangerous' tokens, made quickly."""

    __slots__ = ("_mac", "_signer")

    def __init__(self, secret: bytes, purpose: str) -> None:
        deriving = Signer(secret, salt=purpose, digest_method=hashlib.sha256, key_derivation="hmac")
        key = deriving.derive_key()
        self._mac = _Mac(key)
        self._signer = Signer(key, digest_method=hashlib.sha256, key_derivation="none")

    def token(self, value: str) -> str:
        return f"{value}.{base64.urlsafe_b64encode(self._mac.of(value)).decode().rstrip('=')}"

    def read(self, token: str) -> str:
        """What we signed, or nothing. A token has one spelling: base64 would let several pass."""
        try:
            value = self._signer.unsign(token)
        except (BadSignature, UnicodeError):
            return ""
        return value.decode() if hmac.compare_digest(self._signer.sign(value), token.encode()) else ""


def _base32(digest: bytes) -> str:
    return base64.b32encode(digest).decode().rstrip("=").lower()


def load_secret(path: Path) -> Secret:
    """The secret kept at `path`, made there if there is none.

    Raises:
        UsageError: others can read it, or it is not a secret of ours.
    """
    if not path.exists():
        _create(path)
    if not path.is_file():
        raise UsageError(f"{path} is not a file. Put the secret back from a backup.")
    if path.stat().st_mode & 0o077:
        raise UsageError(f"{path} can be read by others, who could then unsubscribe anybody. Run: chmod 600 {path}")
    secret = path.read_bytes()
    if len(secret) != _SECRET_BYTES:
        raise UsageError(
            f"{path} holds {len(secret)} bytes, not {_SECRET_BYTES}. Put it back from a backup; without it, "
            "the links in letters already sent no longer work."
        )
    return Secret(secret)


def _create(path: Path) -> None:
    """A new secret at `path`, unless another process was faster; nobody ever sees half of one."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, path)  # like O_EXCL it takes no name that is taken, but the file is whole
    finally:
        Path(name).unlink()
    sync_folder(path.parent)
