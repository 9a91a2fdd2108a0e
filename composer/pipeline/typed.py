"""An address as somebody typed it: refused where it is none, and whose may be meant where nobody has it."""

from __future__ import annotations

from collections.abc import Iterable

from composer.mailbox import address_fault, canonical
from composer.problems import UsageError, nearest


def person_of(address: str) -> str:
    """The canonical address of whoever is meant.

    Raises:
        UsageError: it is no address.
    """
    if why := address_fault(address):
        raise UsageError(f"this is not an e-mail address. {why}")
    return canonical(address)


def is_same(typed: str, address: str) -> bool:
    """Whether two spellings are one person's."""
    return canonical(typed) == canonical(address)


def likely_meant_of(address: str, known: Iterable[str]) -> str | None:
    """The known address that is likely meant: of those with the part before the @ or the one behind it in common.

    It is not for everybody's eyes.
    """
    wanted = canonical(address)
    local, _, domain = wanted.rpartition("@")
    alike = (
        one
        for one in known
        if (who := canonical(one)) != wanted and (who.startswith(f"{local}@") or who.endswith(f"@{domain}"))
    )
    return nearest(wanted, dict.fromkeys(alike))
