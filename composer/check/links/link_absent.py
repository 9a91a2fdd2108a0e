"""The text says *can be found here*, *click here*, *register here*, *follow this link*, *see the link below* or *please
find attached*, and there is no link. That is what is left when a text is copied out of Word, a PDF or a mail program:
the word stays and its address is lost. It is an error, as readers click in vain and then write to you. Find the address
and link the words that say what is behind it; a letter has no attachments. For *the link below*, any link that comes
later in the same text will do, and a tool that has a `url` may say *here* without a link, as its title is one. *Here*
as a place or a moment is no matter: *we are here to help*, *here are the dates*, *held here in Newbury*.

```yaml
# wrong
update: The full report can be found here.
# right
update: The [full report](https://www.example.org/report) is out.
```
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from composer.check.links.better_words import remedy
from composer.check.links.promises import SIGN, Promise, promises
from composer.check.rule import Found, Rule
from composer.check.sentences import Sentences
from composer.check.story import Story
from composer.check.subject import Subject
from composer.markdown import Anchor, Kind, Passage
from composer.problems import Level, shown

_ADDRESS = re.compile(r"https?://|www\.|[^\s@]@[^\s@]", re.IGNORECASE)
_NEAR = 60  # characters behind a sentence in which its link may still begin
_QUOTED = 45  # characters of what is said before the telling word


def find(subject: Subject) -> Iterator[Found]:
    """Sentences that promise a link where there is none."""
    for story in subject.stories:
        if story.tool and story.tool.url:
            continue
        if story.tool and story.title:
            yield from _of_text(story, (story.title,))
        yield from _of_text(story, story.update)
        yield from _of_text(story, story.action)


def _of_text(story: Story, text: Sequence[Passage]) -> Iterator[Found]:
    last = max((number for number, passage in enumerate(text) if _has_link(passage)), default=-1)
    for number, passage in enumerate(text):
        if passage.kind is not Kind.HEADING and SIGN.search(passage.words):
            following = Following(number + 1 < len(text) and _has_link(text[number + 1]), later=number < last)
            yield from _of_passage(story, passage, following)


@dataclass(frozen=True, slots=True)
class Following:
    """Whether there is a link in the passage after one, and in any later one of the same text."""

    next: bool
    later: bool


def _has_link(passage: Passage) -> bool:
    return bool(passage.anchors or _ADDRESS.search(passage.words))


def _of_passage(story: Story, passage: Passage, following: Following) -> Iterator[Found]:
    words = passage.words
    for start, end in Sentences(words).with_any(SIGN):
        for promise in islice(promises(words, start, end, plainly=story.tool is not None), _MOST_PROMISED):
            if not _kept(promise, passage, following, start, end):
                yield _found(passage, promise, start, end, story.id)
                break


_MOST_PROMISED = 20  # in a sentence: what is longer is none


def _kept(promise: Promise, passage: Passage, following: Following, start: int, end: int) -> bool:
    """Whether there is a link where a reader looks for it; an address that is no link is told by link-text."""
    until = len(passage.words) if promise.below else end + _NEAR
    if _linked(passage.anchors, start, until) or _ADDRESS.search(passage.words, start, until):
        return True
    if promise.below and following.later:
        return True
    leads_on = end == len(passage.words) and passage.words.rstrip().endswith(":")
    return leads_on and following.next


def _linked(anchors: Sequence[Anchor], start: int, until: int) -> bool:
    """Whether any of the links, which are in order, stands there."""
    first = bisect_right(anchors, start, key=lambda anchor: anchor.end)
    return first < len(anchors) and anchors[first].start < until


def _found(passage: Passage, promise: Promise, start: int, end: int, item: str | None) -> Found:
    words = passage.words
    begin = max(start, promise.start - _QUOTED)
    begin = words.find(" ", begin, promise.start) + 1 if begin > start else begin
    said = words[begin : promise.end].strip()
    place = passage.at(promise.start)
    if promise.enclosed:
        return Found(place, f"nothing is attached to the letter: “{shown(said)}”", _ENCLOSED, item)
    fix = remedy(words[start : promise.start], words[promise.end : end])
    message = f"there is no link where one is promised: “{shown(said)}”"
    return Found(place, message, fix.replace("Link the", "Find the address and link the", 1), item)


_ENCLOSED = "Put it where it can be read on the web, and link the words that say what it is."


RULE = Rule("link-absent", Level.ERROR, find, english=True)
