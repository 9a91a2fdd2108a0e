"""The words of a link say nothing: *here*, *click here*, *this link*, *more information*, *website*, *PDF*, a number,
or the address itself. People who have pages read to them go from link to link and hear only those words; those who read
see only the links at first. So it is a warning: the link works, for those who find out where it leads. Link the words
that say what is behind it. An address that stands in the text without being a link, or is cut short by “…”, is told
too. Words such as *consultation* or *book a place* are fine, and so is an e-mail address whose link writes to it.

```yaml
# wrong
update: The full report can be found [here](https://www.example.org/report).
# right
update: The [full report](https://www.example.org/report) is out.
```
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from composer.check.links.addressed import SCHEMES, scheme_of
from composer.check.links.better_words import remedy
from composer.check.links.empty_words import says_nothing
from composer.check.rule import Found, Rule
from composer.check.sentences import Sentences
from composer.check.subject import Subject
from composer.markdown import Anchor, Kind, Passage
from composer.problems import Level, shown

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)
_WITH_A_PATH = re.compile(r"[\w-]+(?:\.[\w-]+)+/\S+")  # example.org/page: the words of links only
_CUT = ("…", "...")
_BEHIND = ".,;:!?)]’'\"…*_"  # ends a sentence, not an address
_LINKED = "Link words that say what is behind it: [words](https://…)."
_OF_A_LINE = "Write words that say what it is, and the address as the `url`."
_WHOLE = "Copy the whole address from the page itself, and link words that say what is behind it."


def find(subject: Subject) -> Iterator[Found]:
    """Links whose words say nothing, and addresses that are words."""
    for story in subject.stories:
        for passage in story.passages:
            yield from _of_links(passage, story.id)
            yield from _in_the_text(passage, story.id)


def _of_links(passage: Passage, item: str | None) -> Iterator[Found]:
    sentences = Sentences(passage.words) if passage.anchors else None
    for anchor in passage.anchors:
        scheme = scheme_of(anchor.href)
        if sentences and (scheme is None or scheme in SCHEMES):  # another scheme is mended first
            told = _wrong_words(passage, anchor, sentences)
            if told:
                yield Found(passage.at(anchor.start), *told, item)


def _wrong_words(passage: Passage, anchor: Anchor, sentences: Sentences) -> tuple[str, str] | None:
    """What is wrong with the words of a link, and what to do."""
    label = passage.words[anchor.start : anchor.end].strip()
    if label.endswith(_CUT) and _is_address(label.rstrip(".…")):
        return f"an address cut short is no words for a link: “{shown(label)}”", _WHOLE
    if _is_address(label):
        return f"the words of this link are only its address: {shown(label)}", _LINKED
    if says_nothing(label):
        fix = remedy(*_around(passage, anchor, sentences), label)
        return f"the words of this link say nothing by themselves: “{shown(label)}”", fix
    return None


def _is_address(label: str) -> bool:
    return bool(_ADDRESS.fullmatch(label) or _WITH_A_PATH.fullmatch(label))


def _around(passage: Passage, anchor: Anchor, sentences: Sentences) -> tuple[str, str]:
    """The sentence of a link, before it and behind it."""
    start, end = sentences.around(anchor.start)
    return passage.words[start : anchor.start], passage.words[anchor.end : max(end, anchor.end)]


def _in_the_text(passage: Passage, item: str | None) -> Iterator[Found]:
    """Addresses that are not links, each once."""
    for written in _ADDRESS.finditer(passage.words):
        if _within_link(passage.anchors, written.start()):
            continue
        address = written[0]
        fix = _OF_A_LINE if passage.kind is Kind.LINE else _LINKED
        if address.rstrip(")].,").endswith(_CUT):
            yield Found(passage.at(written.start()), f"this address is cut short: “{shown(address)}”", _WHOLE, item)
        else:
            message = f"this address is no link: {shown(address.rstrip(_BEHIND))}"
            yield Found(passage.at(written.start()), message, fix, item)


def _within_link(anchors: Sequence[Anchor], offset: int) -> bool:
    """Whether a character belongs to the words of one of the links, which are in order."""
    number = bisect_right(anchors, offset, key=lambda anchor: anchor.start) - 1
    return number >= 0 and offset < anchors[number].end


RULE = Rule("link-text", Level.WARNING, find, english=True)
