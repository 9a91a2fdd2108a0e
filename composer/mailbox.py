"""What an e-mail address is (RFC 5321's Mailbox), and when two spellings are one person's.

Rule: nothing is guessed about dots, plus signs or letters that look alike: only what a standard calls the same is so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def canonical(spelling: str) -> str:
    """The form by which two spellings of an address are known to be one person's; its own canonical form is itself.

    Case does not count, nor the way an accent is written; a domain is the name that is looked up (RFC 5891).
    """
    known = spelling.lower() if spelling.isascii() else _beyond_ascii(spelling)
    return spelling if known == spelling else known  # one string for both, as most are written so


def _beyond_ascii(spelling: str) -> str:
    local, at, domain = spelling.rpartition("@")
    return f"{folded(local)}{at}{_looked_up(domain)}"


@lru_cache(maxsize=10_000)  # the domains of a list are few
def _looked_up(domain: str) -> str:
    """A domain as DNS is asked for it (UTS 46, non-transitional); one that no registry takes is only folded."""
    plain = folded(domain)
    # Folding may know letters that idna does not yet: what it makes of them is looked up, too.
    return _a_labels(domain) or _a_labels(plain) or plain


def _a_labels(domain: str) -> str | None:
    import idna  # only few lists need it

    try:
        return idna.encode(domain, uts46=True).decode()
    except (ValueError, IndexError):  # odd Unicode reaches what its own exceptions do not cover
        return None


def folded(words: str) -> str:
    """Words for canonical caseless matching (The Unicode Standard, D145), and composed, as they are mostly written."""
    if words.isascii():
        return words.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", words).casefold())


_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_PLAIN_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_ENDINGS_NOBODY_HAS = ("test", "invalid", "local", "localhost", "onion", "arpa")


def address_fault(text: str) -> str | None:
    """What is wrong with an e-mail address, or None (RFC 5321 section 4.1.2, RFC 6531)."""
    return None if plainly_sound(text) else fault_by_rules(text)


def plainly_sound(text: str) -> bool:
    """Whether the address has the form of nearly all there are: if so, it keeps every rule."""
    local, _, domain = text.partition("@")
    plain = _PLAIN_LOCAL.fullmatch(local) and len(local) <= 64 and len(text) <= 254
    return bool(plain) and _is_plain_domain(domain)


@lru_cache(maxsize=10_000)  # the domains of a list are few
def _is_plain_domain(domain: str) -> bool:
    return (
        _PLAIN_DOMAIN.fullmatch(domain) is not None
        and "--" not in domain
        and not domain.lower().endswith(_ENDINGS_NOBODY_HAS)
        and max(map(len, domain.split("."))) <= 63
    )


def fault_by_rules(text: str) -> str | None:
    """What `address_fault` says of an address that is not plainly sound."""
    if re.search("[\\x00-\\x20\\x7f<>%!]", text):
        return "Write the address alone, like name@example.org, without spaces, < > % or !."
    if text.startswith("'"):  # allowed, and never meant: spreadsheets and mail programs put it there
        return "Write it without the apostrophe before it."
    local, _, domain = text.rpartition("@")
    if not local or not domain or "@" in local:
        return "Write it like name@example.org, with one @."
    if len(text.encode(errors="replace")) > 254:
        return "An address has at most 254 characters."
    if why := _rules_broken(f"name@{domain}"):
        return why
    common = _COMMON_NAME.fullmatch(local) and len(local.encode()) <= 64
    return None if common and unicodedata.is_normalized("NFC", local) else _rules_broken(f"{local}@example.org")


_COMMON_NAME = re.compile(r"[^\W_][\w+-]*(?:\.[\w+-]+)*")


@lru_cache(maxsize=10_000)  # the domains of a list are few, and their full rules a tenth of a second for a thousand
def _rules_broken(text: str) -> str | None:
    # Only what the common form does not settle pays for the import and the full rules.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        said = str(error).split(" (")[0].rstrip(".") + "."
        return "Write it like name@example.org." if "characters" in said or "invalid" in said else said
    except (ValueError, IndexError, UnicodeError):  # odd Unicode reaches idna's own exceptions
        return "Write it like name@example.org."
    return None
