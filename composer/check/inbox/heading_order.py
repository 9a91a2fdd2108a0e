"""Screen readers go through a letter by its headings: one heading of the first level says what the letter is, and no
level is left out below it. A template of your own that has none or several of the first, or goes from the second to the
fourth, is told, as a warning: everything can still be read, but not found. So is a heading without words. Headings that
you write in an item's text are all printed at the level that fits there, so however many # they have is no matter.

```yaml
# wrong
update: |
  Before.

  ##

  After.
# right
update: |
  Before.

  ## What comes next

  After.
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from composer.check.inbox.places import place_of_page
from composer.check.inbox.seen import hidden
from composer.check.parsed import page_of
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, shown

if TYPE_CHECKING:
    from lxml import etree

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_EMPTY = re.compile(r"^ {0,3}#{1,6}[ \t]*#*[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"```|~~~")


def find(subject: Subject) -> Iterator[Found]:
    """Headings without words, where they are written; levels that a template leaves out."""
    for text, item in subject.edition.markdown:
        if "#" in text and not _FENCE.search(text):
            for heading in _EMPTY.finditer(text):
                place = text.at(heading.start() + heading[0].index("#"))
                yield Found(place, "this heading has no words", "Write the heading, or take the # out.", item)
    for page in subject.pages[:1]:
        root = page_of(page.html)
        if root is not None:
            place = place_of_page(subject, page)
            yield from (Found(place, message, fix) for message, fix in _faults(list(_headings(root))))


def _headings(root: etree._Element) -> Iterator[tuple[int, str]]:
    """The level and words of each heading that is seen and has words."""
    for element in root.iter(*_LEVELS):
        words = " ".join("".join(map(str, element.itertext())).split())
        if words and not any(map(hidden, (element, *element.iterancestors()))):
            yield _LEVELS[str(element.tag)], words


def _faults(headings: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    first = [words for level, words in headings if level == 1]
    if not first:
        yield "the page has no heading of the first level", "Make the name of the letter an <h1>."
    elif len(first) > 1:
        message = f"the page has {len(first)} headings of the first level, the second of them {shown(first[1])}"
        yield message, "Keep one <h1> for the name of the letter, and make the others <h2>."
    before = 0 if first else 1
    for level, words in headings:
        if level > before + 1:
            message = f"a level of headings is left out before {shown(words)}: <h{level}> follows <h{before}>"
            message = message if before else f"the first heading, {shown(words)}, is an <h{level}>"
            yield message, f"Make it an <h{before + 1}>."
        before = level


RULE = Rule("heading-order", Level.WARNING, find)
