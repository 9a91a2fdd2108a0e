"""A letter that is mostly a picture says nothing to those whose mail program does not load pictures, to screen readers
and to search, and spam filters take it for advertising. A warning where a picture as wide as half the page or more
stands in a letter with fewer than 120 words: write in words what the picture says. Logos, icons and pictures beside
enough text are no matter; how many bytes pictures may have is [images-large](#images-large).

```html
<!-- wrong: all of the letter -->
<img src="cid:poster@example.org" width="552" alt="Conference on 8 June, book now">
<!-- right: the picture, and 120 words or more that say who speaks, where it is and how to book -->
<img src="cid:poster@example.org" width="552" alt="The hall, with people in it">
<p>The spring conference is on 8 June in the town hall. …</p>
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.inbox.places import place_of_page
from composer.check.inbox.seen import blocks_of
from composer.check.parsed import page_of
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Page
from composer.problems import Level
from composer.text import Place

FEWEST_WORDS = 120
WIDE = 300  # pixels, of the 600 of a page


def find(subject: Subject) -> Iterator[Found]:
    """Letters of few words with wide pictures."""
    for page in subject.pages[:1]:
        wide = _wide(page)
        if wide:
            words = sum(len(re.findall(r"\w+", block.words)) for block in blocks_of(page.html)) - _in_alts(page)
            if words < FEWEST_WORDS:
                place, item = _first(subject, page)
                pictures = "a large picture" if wide == 1 else f"{wide} large pictures"
                message = f"the letter is {pictures} and {words} words: who does not load pictures sees next to nothing"
                yield Found(place, message, "Write in words, as text, what the picture says.", item)


def _wide(page: Page) -> int:
    """How many pictures are wide."""
    root = page_of(page.html)
    widths = () if root is None else (image.get("width") or "" for image in root.iter("img"))
    return sum(width.isdecimal() and int(width[:5]) >= WIDE for width in widths)


def _in_alts(page: Page) -> int:
    """The words that stand for pictures; they are none of the text's."""
    root = page_of(page.html)
    alts = () if root is None else (image.get("alt") or "" for image in root.iter("img"))
    return sum(len(re.findall(r"\w+", alt)) for alt in alts)


def _first(subject: Subject, page: Page) -> tuple[Place, str | None]:
    """The first item with a picture of its own; where none has one, where the page can be mended."""
    for item in subject.edition.items:
        if item.image:
            return item.image.file.place, item.id
        if "![" in item.update:
            return item.update.at(item.update.index("![")), item.id
    return place_of_page(subject, page), None


RULE = Rule("image-heavy", Level.WARNING, find)
