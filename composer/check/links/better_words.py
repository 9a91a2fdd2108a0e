"""Better words for a link than "here", where the sentence has them."""

from __future__ import annotations

import re

from composer.check.links.empty_words import says_nothing
from composer.patterns import late

_NAMED = late(  # The full report can be found …
    r"(?:^|[.,;:!?–—]\s|\b(?:and|but|also|that)\s)\s*(?:(?:the|a|an|our|your|this|their|some)\s)?"
    r"(?P<words>[\w’'&/ -]{3,60}?)"
    r"\s(?:(?:can|may|could)\s(?:also\s)?be\s\w+|(?:is|are)(?:\s(?:also|now))?(?:\s(?:available|found|online))?)\s*$",
    re.IGNORECASE,
)
_DONE = late(  # You can download a flyer for the event …
    r"(?:^|[.,;:!?–—]\s*|\b(?:you can|can|please|to)\s)(?:also\s)?"
    r"(?P<words>(?:download|read|view|see|watch|book|apply|register|respond|reply|sign up|complete|order|browse"
    r"|subscribe|listen|access)\b[\w’'&/ -]{4,60}?),?\s*(?:please\s)?(?:click\s*)?$",
    re.IGNORECASE,
)
_WANTED = late(  # For the latest membership, please click …
    r"(?:^|[.;:!?]\s)\s*(?:for|to)\s(?P<words>[\w’'&/ -]{4,60}?),?\s*(?:please\s)?"
    r"(?:click|press|tap|see|go)\s*(?:on\s*)?$",
    re.IGNORECASE,
)
_AIM = late(  # … to book a place. … for the agenda.
    r"\s*(?:to|for)\s(?P<words>[\w’'&/ -]{4,60}?)\s*(?:[.,;:!?)]|$)", re.IGNORECASE
)
_LEADING = late(r"^(?:(?:and|but|so|also)\s)?(?:(?:the|a|an|our|your|this|that)\s)?", re.IGNORECASE)
_CLICKED = late(r"click\w*\s(?:for|to|on)\s(?P<words>.{4,60})", re.IGNORECASE)
_OPEN = late(r"\b(?:this|these|the|via|through|by|at|on|using|following|below|it)$", re.IGNORECASE)
_MOST_WORDS = 9
_SEEN = 160  # characters of a sentence before and behind the link


def better_words(before: str, behind: str, label: str = "") -> str | None:
    """What the sentence says of the page behind a link, from the words before and behind it, and the link's own."""
    before = before[-_SEEN:]
    for found in (
        _CLICKED.fullmatch(label),
        _WANTED.search(before),
        _NAMED.search(before),
        _AIM.match(behind[:_SEEN]),
        _DONE.search(before),
    ):
        words = _LEADING.sub("", found["words"].strip(), count=1) if found else ""
        if words and len(words.split()) <= _MOST_WORDS and not says_nothing(words) and not _OPEN.search(words):
            return words
    return None


def remedy(before: str, behind: str, label: str = "") -> str:
    """What to write instead of a link whose words, the label, say nothing."""
    words = better_words(before, behind, label)
    if words:
        return f"Link the words that say what is behind it: [{words}](https://…)."
    return "Link the words that say what is behind it, as in [the agenda of the meeting](https://…)."
