"""What stands for a person in an address of a page, which proxies and browsers write down."""

from __future__ import annotations

import hashlib
import secrets


class Keys:
    """Keys of people, and of their rows; another server makes others."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, words: str) -> str:
        """The key of a canonical address, or of a row."""
        return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=12).hexdigest()
