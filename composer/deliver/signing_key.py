"""The private key that DKIM signs with: a PEM file, and the record that tells its public part to the world.

Rule: nothing of the key shows itself, neither in an error nor in a log; nobody else on this machine can read it.
"""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from composer.problems import UsageError

_LEAST_BITS, _MOST_BITS = 2_048, 4_096  # what Gmail advises; what every receiver must be able to verify (RFC 8301)
_MOST_BYTES = 20_000  # of a file; a key of 4,096 bits has some 3,300

_ANOTHER = "Make a new one: docs/relays.md says how."


class KeyFault(UsageError):
    """There is no sound key: what was found, and what to do about it."""

    def __init__(self, path: Path, found: str, fix: str) -> None:
        self.found = f"the key for DKIM, {path}, {found}"
        self.fix = fix
        super().__init__(f"{self.found}. {fix}")


def read_signing_key(path: Path) -> RSAPrivateKey:
    """The RSA key in a PEM file (PKCS#1 or PKCS#8, without a password).

    Raises:
        KeyFault: it is not there, others can read it, or it is no such key.
    """
    key = _parsed(path, _bytes_of(path))
    if not isinstance(key, RSAPrivateKey):
        raise KeyFault(path, "is not an RSA key", _ANOTHER)
    if not _LEAST_BITS <= key.key_size <= _MOST_BITS:
        found = f"has {key.key_size:,} bits; it takes {_LEAST_BITS:,} to {_MOST_BITS:,}"
        raise KeyFault(path, found, _ANOTHER)
    return key


def record_of(key: RSAPublicKey) -> str:
    """The text of the TXT record that publishes a key (RFC 6376 section 3.6.1)."""
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def _bytes_of(path: Path) -> bytes:
    try:
        # Looked at once it is open, as something else may stand there by then; a pipe would be waited for.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise _no_file(path)
            if mode & 0o077:
                raise KeyFault(path, "can be read by others, who could then sign as you", f"Run: chmod 600 {path}")
            return os.read(handle, _MOST_BYTES)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise _no_file(path) from None
    except OSError as error:
        raise KeyFault(path, f"cannot be read: {error.strerror}", "Let whoever runs composer read it.") from None


def _no_file(path: Path) -> KeyFault:
    found, put = ("is not a file", "") if path.exists() else ("is not there", " put the key there,")
    return KeyFault(path, found, f"Correct its path in newsletter.yaml,{put} or make one: docs/relays.md says how.")


def _parsed(path: Path, pem: bytes) -> object:
    try:
        return load_pem_private_key(pem, password=None)
    except TypeError:
        fix = f"Take it off with `openssl rsa -in {path} -out NEW-FILE`, and name that file in newsletter.yaml."
        raise KeyFault(path, "has a password", fix) from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFault(path, "holds no private key that can be read", _ANOTHER) from None
