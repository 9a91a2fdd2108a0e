"""One item links to the same address twice, or one paragraph has two links of the same words that lead elsewhere.
Either the wrong address was pasted, or readers follow a link only to find the page they have just come from. It is a
warning: both links work. Give the second one its own address, or link only once, where readers are to do something. A
slash at the end makes no difference, but `#part` does, as it leads to another part of the page. An item's `update` and
`action` count as one text, as readers see them side by side. Links of different items, addresses of mail, and the
address of an item's `resource` or date are not counted.

```yaml
# wrong
update: The [survey](https://example.org/form) and its [privacy notice](https://example.org/form) are out.
# right
update: The [survey](https://example.org/form) and its [privacy notice](https://example.org/privacy) are out.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.links.empty_words import says_nothing
from composer.check.rule import Found, Rule
from composer.check.story import Story
from composer.check.subject import Subject
from composer.markdown import Anchor, Passage
from composer.problems import Level, shown

_PARTS = re.compile(
    r"\s*https?://(?P<host>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?P<part>#.*)?", re.IGNORECASE | re.DOTALL
)
_USUAL_PORT = re.compile(r":(?:80|443)?$")


def find(subject: Subject) -> Iterator[Found]:
    """Links to where a link of the same item has led before."""
    for story in subject.stories:
        yield from _of_story(story)


def _of_story(story: Story) -> Iterator[Found]:
    met: dict[str, tuple[Passage, Anchor]] = {}
    for passage in story.prose:
        said: dict[str, Anchor] = {}
        for anchor in passage.anchors:
            address = _told_apart(anchor.href)
            if address is None:
                continue
            words = _words(passage, anchor)
            if address in met:
                yield _twice(passage, anchor, *met[address], story.id)
            elif words.casefold() in said:
                yield _alike(passage, anchor, said[words.casefold()], story.id)
            met.setdefault(address, (passage, anchor))
            if not says_nothing(words):
                said.setdefault(words.casefold(), anchor)


def _words(passage: Passage, anchor: Anchor) -> str:
    return passage.words[anchor.start : anchor.end].strip()


def _told_apart(href: str) -> str | None:
    """The address without what makes no difference; None: it is none of the web."""
    parts = _PARTS.fullmatch(href)
    if not parts:
        return None
    host = _USUAL_PORT.sub("", parts["host"].lower())
    return f"{host}{parts['path'].rstrip('/')}{parts['query'] or ''}{parts['part'] or ''}".rstrip()


def _twice(passage: Passage, anchor: Anchor, before: Passage, first: Anchor, item: str | None) -> Found:
    words, line = _words(before, first), before.at(first.start).line
    message = f"“{shown(words)}” on line {line} leads to the same address: {shown(anchor.href)}"
    same = words.casefold() == _words(passage, anchor).casefold()
    fix = "Link to it once." if same else "Give one of the two its own address, or link to it once."
    return Found(passage.at(anchor.start), message, fix, item)


def _alike(passage: Passage, anchor: Anchor, first: Anchor, item: str | None) -> Found:
    words, line = _words(passage, anchor), passage.at(first.start).line
    message = f"“{shown(words)}” on line {line} leads to another address: {shown(first.href)}"
    fix = "Give each link words that say how it differs from the other, or both the same address."
    return Found(passage.at(anchor.start), message, fix, item)


RULE = Rule("link-duplicate", Level.WARNING, find)
