"""Words of a link that say nothing without the sentence around them."""

from __future__ import annotations

import re

# Closed classes: where, what a link is, what one does with it, and the little words between.
_NOTHING = re.compile(
    "here|there|this|that|these|those|it|its|the|a|an|our|their|your|my|his|her"
    "|links?|hyperlink|url|web|webpages?|websites?|sites?|pages?|weblink|address|online|internet"
    "|documents?|files?|attachments?|versions?|format|pdf|word|excel|powerpoint|html"
    "|docx?|xlsx?|pptx?|csv|zip|rtf|odt|txt"
    "|click|clicking|press|tap|follow|go|visit|visiting|see|view|read|reading|find|out|open|download|downloading"
    "|access|get|look|learn|know|continue|check|try|use|please|just|simply|now|also"
    "|more|further|full|additional|info|information|details?|about|available|found|located|viewed|accessed|downloaded"
    "|to|for|from|at|on|in|via|by|of|and|or|below|above|following|next|can|may|be|is|are|you|i|we"
)
# What one does on a page, said with "here".
_DOING = re.compile(
    "apply|register|book|respond|reply|join|watch|listen|order|subscribe|donate|vote|complete|submit|sign|up|enroll?"
    "|nominate|comment|share|print|start|begin|enter|buy"
)
_CLICK = ("click", "clicking")
_MOST_CLICKED = 3  # words: "click for report"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONGEST = 80
_NUMBER = re.compile(r"\W*\d{1,6}\W*")


def says_nothing(label: str) -> bool:
    """Whether the words of a link could be those of any link."""
    if len(label) > _LONGEST:
        return False
    words = [word.lower() for word in _WORD.findall(label)]
    if not words or _NUMBER.fullmatch(label):
        return bool(label.strip())
    if words[0] in _CLICK and len(words) <= _MOST_CLICKED:
        return True
    here = words[-1] == "here"
    return all(word.isdigit() or _NOTHING.fullmatch(word) or (here and _DOING.fullmatch(word)) for word in words)
