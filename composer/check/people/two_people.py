"""Whether two names beside one address are two people's, rather than one person's written in two ways."""

from __future__ import annotations

import difflib
import re
import unicodedata

from composer.check.people.mailboxes import OFFICE
from composer.mailbox import folded


def are_two_people(one: str, other: str) -> bool:
    """Whether both are names in full, and nothing in them is alike; what names an office is nobody's."""
    ones, others = _parts(one), _parts(other)
    if min(len(ones), len(others)) < 2 or not OFFICE.isdisjoint([*ones, *others]):
        return False
    return not any(_alike(a, b) for a in ones for b in others)


_WORD = re.compile(r"[^\W\d_]+")
_TITLES_WRITTEN = "mr mrs ms miss mx dr prof professor cllr councillor sir dame rev revd lord lady jnr snr"
_TITLES = frozenset(_TITLES_WRITTEN.split())
_MOST = 6  # words of a name that are looked at


def _parts(name: str) -> list[str]:
    plain = "".join(mark for mark in unicodedata.normalize("NFD", name) if not unicodedata.combining(mark))
    joined = plain.replace("’", "").replace("'", "")
    return [word for word in _WORD.findall(folded(joined[:_LONGEST])) if word not in _TITLES][:_MOST]


_LONGEST = 200  # characters


def _alike(one: str, other: str) -> bool:
    """The same, short for it, an initial of it, or a slip away."""
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter[:3]):
        return True
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _CLOSE


_CLOSE = 0.8
