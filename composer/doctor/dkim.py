"""DKIM keys that a domain publishes (RFC 6376). DNS cannot list selectors, so only the usual ones are asked for."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from composer.doctor.asking import Asking

SELECTORS = ("selector1", "selector2", "google", "default", "mail", "dkim", "s1", "s2", "k1", "k2")
_RSA_2048 = 290  # bytes; a 2,048 bit key is 294 in DER, one of 1,024 bits 162


@dataclass(frozen=True, slots=True)
class Key:
    """A published key. `weak`: RSA of less than 2,048 bits; `fits`: it is for mail that RSA with SHA-256 signs."""

    selector: str
    revoked: bool
    weak: bool
    fits: bool
    public: bytes = field(repr=False)  # DER


async def keys(asking: Asking, domain: str) -> list[Key]:
    """The keys a domain publishes under the usual selectors.

    Raises:
        Unanswered: nobody could be asked.
    """
    answers = await asyncio.gather(
        *(keys_at(asking, domain, selector) for selector in SELECTORS), return_exceptions=True
    )
    found: list[Key] = []
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
        found += answer
    return found


async def keys_at(asking: Asking, domain: str, selector: str) -> list[Key]:
    """The keys a domain publishes under one selector; only one of them counts, and nobody knows which.

    Raises:
        Unanswered: nobody could be asked.
    """
    records = await asking.txt(f"{selector}._domainkey.{domain}")
    return [key for record in records if (key := read_key(selector, record))]


def read_key(selector: str, record: str) -> Key | None:
    """The key in a TXT record; None if the record is no key."""
    tags: dict[str, str] = {}
    for part in filter(None, map(str.strip, record.split(";"))):
        name, equals, value = part.partition("=")
        if not equals:
            return None
        if name.strip() in tags:  # RFC 6376 section 3.2
            return None
        tags[name.strip()] = "".join(value.split())
    if "p" not in tags or tags.get("v", "DKIM1") != "DKIM1":
        return None
    try:
        der = base64.b64decode(tags["p"], validate=True)
    except (binascii.Error, ValueError):
        return None
    is_rsa = tags.get("k", "rsa").lower() == "rsa"
    fits = is_rsa and _among(tags, "h", "sha256") and (_among(tags, "s", "*") or _among(tags, "s", "email"))
    return Key(selector, not der, is_rsa and 0 < len(der) < _RSA_2048, fits, der)


def _among(tags: Mapping[str, str], name: str, value: str) -> bool:
    """Whether a tag that lists what a key is for allows this; one that is not there allows everything."""
    return name not in tags or value in tags[name].lower().split(":")
