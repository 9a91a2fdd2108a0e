"""Where links lead and where mail goes: web and e-mail addresses."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from composer.load.scalars import LONGEST_GUESSED, fault, word
from composer.problems import shown
from composer.text import Text

_URL = re.compile(r"https?://[^\s/?#.]+(\.[^\s/?#.]+)*\.?(:[0-9]+)?([/?#]\S*)?|mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)


def url(value: Any) -> Text:
    """A link people can follow: http, https or mailto."""
    text = word(value)
    if not _URL.fullmatch(text):
        scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", text)
        if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
            fault("link-scheme", f"a link cannot begin with {scheme[1]}:", "Use a link that begins with https://.")
        better = f"https://{text}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text) else None
        fix = f"Write {shown(better)}." if better else "Write it in full, like https://www.example.org/page."
        fault("link-wrong", f"this is not a link: {shown(text) or 'nothing'}", fix, meant=better)
    return text


def https(value: Any) -> str:
    """An address of our own web app, without a slash at its end."""
    text = url(value)
    if text.lower().startswith("mailto:"):
        fault("link-wrong", "a web address belongs here", "Write it in full, like https://updates.example.org.")
    if not _OURS.fullmatch(text):  # it goes into the headers and links of every letter
        fix = "Write letters a to z, digits, dots, hyphens and slashes only, at most 200, like https://updates.example.org."
        fault("link-wrong", f"this web address cannot stand in a letter: {shown(text)}", fix)
    return text.rstrip("/")


_OURS = re.compile(r"(?=.{1,200}$)https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9/._~-]*)?", re.IGNORECASE)


def address(value: Any) -> Text:
    """One e-mail address."""
    text = word(value)
    if why := address_fault(text):
        inside = _IN_BRACKETS.fullmatch(text[:LONGEST_GUESSED])
        meant = inside[1] if inside and not address_fault(inside[1]) else None
        fix = f"Write {meant} alone." if meant else why
        fault("address-wrong", f"this is not an e-mail address: {shown(text)}", fix, meant=meant)
    return text


def sender_address(value: Any) -> Text:
    """An e-mail address that every letter carries, and so one that every relay takes (RFC 6531 section 3.1)."""
    text = address(value)
    if not text.rpartition("@")[0].isascii():
        fix = "Use an address with plain letters before the @."
        fault("address-wrong", f"not every mail server takes this address: {shown(text)}", fix)
    return text


_IN_BRACKETS = re.compile(r"[^<>]*<([^<>\s]+)>")
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
