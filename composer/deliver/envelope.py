"""The envelope of a letter: where it goes to, and where a bounce of it comes back to.

Rule: a return path tells by its tag alone whose bounce it is; nobody's address is in it.
"""

from __future__ import annotations

import re

from composer.model import Envelope
from composer.problems import UsageError

LONGEST_LOCAL_PART = 64  # octets, RFC 5321 section 4.5.3.1.1

_TAG = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")


def envelope_of(recipient: str, sender: str, return_path: str | None = None, tag: str = "") -> Envelope:
    """A letter's envelope; with a return path its sender is `bounces+TAG@example.org` (VERP).

    Args:
        recipient: the person's address in ASCII.
        sender: our own address in ASCII, to which bounces go where there is no return path.
        return_path: the address that takes bounces, in ASCII.
        tag: what tells a bounce's letter, opaque, of letters a-z, digits, dots, hyphens and underscores.

    Raises:
        UsageError: with the tag, the return path is longer than relays take.
        ValueError: there is a return path and no tag, or a tag that cannot stand in an address.
    """
    return Envelope(_with_tag(return_path, tag) if return_path else sender, recipient)


def _with_tag(return_path: str, tag: str) -> str:
    if not _TAG.fullmatch(tag):
        raise ValueError("a return path has a tag of letters, digits, dots, hyphens and underscores")
    local, _, domain = return_path.rpartition("@")
    tagged = f"{local}+{tag}"
    if len(tagged) > LONGEST_LOCAL_PART:
        most = LONGEST_LOCAL_PART - len(tag) - 1
        raise UsageError(
            f"the return_path has {len(local)} characters before the @, and with the mark of each letter relays take "
            f"{most} at most. Shorten it in newsletter.yaml, like bounces@{domain}."
        )
    return f"{tagged}@{domain}"
