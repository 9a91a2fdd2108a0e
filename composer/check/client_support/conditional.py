"""A page as Outlook on Windows reads it: with what its conditional comments let in, without what they keep out."""

from __future__ import annotations

import re

_VERSION = 16
_HIDDEN = re.compile(r"<!--\[if\b([^\]]*)\]>(?!<!)(?!\s*-->)(.*?)<!\[endif\]-->", re.DOTALL | re.IGNORECASE)
_REVEALED = re.compile(
    r"<!--\[if\b([^\]]*)\]>\s*(?:<!--\s*-->|<!-->|-->)(.*?)<!--\s*<!\[endif\]-->|<!\[if\b([^\]]*)\]>(.*?)<!\[endif\]>",
    re.DOTALL | re.IGNORECASE,
)
_TERM = re.compile(r"(!?)\(?(?:(lt|lte|gt|gte) )?mso(?: ([0-9]+))?\)?", re.IGNORECASE)


def word_view(html: str) -> str:
    """The page with its conditional comments obeyed, as by Outlook 2016 and later."""
    return _REVEALED.sub(_kept, _HIDDEN.sub(_kept, html))


def _kept(found: re.Match[str]) -> str:
    condition, content = (group for group in found.groups() if group is not None)
    return content if _holds(condition) else ""


def _holds(condition: str) -> bool:
    """Whether `mso | IE`, `!mso`, `(gte mso 9)&(lt mso 16)` holds. Outlook is none of the programs but mso."""
    return any(all(_true(term) for term in either.split("&")) for either in condition.split("|"))


def _true(term: str) -> bool:
    found = _TERM.fullmatch(" ".join(term.split()))
    if not found:
        return term.strip().startswith("!")
    negated, comparison, number = found.groups()
    return bool(negated) is not _compared((comparison or "eq").lower(), int((number or str(_VERSION))[:4]))


def _compared(comparison: str, number: int) -> bool:
    return {
        "eq": number == _VERSION,
        "lt": number > _VERSION,
        "lte": number >= _VERSION,
        "gt": number < _VERSION,
        "gte": number <= _VERSION,
    }[comparison]
