"""Whether letters can be signed here as newsletter.yaml wants it: the key in its file, and its other half in DNS."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key

from composer.deliver.dkim import Signer, load_signer
from composer.deliver.signing_key import KeyFault, record_of
from composer.doctor.asking import Asking
from composer.doctor.dkim import Key, keys_at
from composer.doctor.findings import Finding, Group, Level
from composer.problems import shown
from composer.settings import Dkim


def examine_key(dkim: Dkim, domain: str, root: Path) -> tuple[Signer | None, Finding]:
    """What letters from `domain` are signed with, if the key is sound."""
    try:
        signer = load_signer(dkim, domain, root)
    except KeyFault as fault:
        return None, Finding(Group.SETTINGS, "dkim", Level.ERROR, fault.found, fault.fix)
    found = f"letters are signed as {domain}, key {dkim.selector}, RSA of {signer.public_key.key_size:,} bits"
    return signer, Finding(Group.SETTINGS, "dkim", Level.FINE, found)


async def examine_published(asking: Asking, signer: Signer) -> Finding:
    """Whether DNS has the public half of the key.

    Raises:
        Unanswered: nobody could be asked.
    """
    name = shown(f"{signer.selector}._domainkey.{signer.domain}")
    published = await keys_at(asking, signer.domain, signer.selector)
    wrong = _wrong(published, signer)
    check = f"DKIM {signer.domain}"
    if not wrong:
        return Finding(Group.DNS, check, Level.FINE, f"{name} has the key that signs here")
    fix = f"Have this TXT record published there, and no other: {record_of(signer.public_key)}"
    return Finding(Group.DNS, check, Level.ERROR, f"{name} {wrong}, so no signature made here holds", fix)


def _wrong(published: list[Key], signer: Signer) -> str:
    """What is wrong with the keys under a selector, of which receivers use any one; "" if nothing is."""
    if not published:
        return "has no key"
    if len(published) > 1:
        return f"has {len(published)} keys"
    if published[0].revoked:
        return "says that its key is withdrawn"
    if not published[0].fits:
        return "has a key for something else than mail signed by RSA with SHA-256"
    return "" if _is_public_half(published[0].public, signer) else "has another key than the one that signs here"


def _is_public_half(published: bytes, signer: Signer) -> bool:
    try:
        return load_der_public_key(published) == signer.public_key
    except (ValueError, UnsupportedAlgorithm):
        return False
