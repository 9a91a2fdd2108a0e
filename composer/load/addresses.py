"""Where links lead and where mail goes: web and e-mail addresses."""

from __future__ import annotations

import re
from typing import Any

from composer.load.scalars import LONGEST_GUESSED, fault, word
from composer.mailbox import address_fault
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
