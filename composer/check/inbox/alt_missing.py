"""Who cannot see a picture, or whose mail program does not load it, reads its words (`alt`) instead. A picture without
any, or with the name of a file for words, tells them nothing: an error. Write what the picture shows or says. A picture
that only adorns may have none (`![](images/line.png)`), unless it is all there is of a link: then nobody knows where
that leads. Words such as *image* or *photo* count as none.

```yaml
# wrong
update: "![tiny.png](images/tiny.png)"
# right
update: "![The first page of the tool](images/tiny.png)"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from composer.check.inbox.places import place_of_page
from composer.check.parsed import page_of
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.markdown import pictures
from composer.problems import Level, shown
from composer.text import Text

if TYPE_CHECKING:
    from lxml import etree

_NO_WORDS = "alt attachment graphic icon image images img logo photo photograph pic picture screenshot untitled"
_SAY_NOTHING = frozenset(_NO_WORDS.split())
_FILE = re.compile(r"[^\s/]+\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|heic)", re.IGNORECASE)
_UNNAMED = re.compile(r"(?:(?:img|dsc[fn]?|image|photo|screenshot|picture)[ _-]?)?\(?\d+\)?", re.IGNORECASE)
_BARE_LINK = re.compile(r"\[!\[\s*\]\(")
_FIX = "Write what the picture shows or says, for those who do not see it."


def find(subject: Subject) -> Iterator[Found]:
    """Pictures whose words tell nothing, where they are written; then those that a template makes so."""
    told = False
    for found in _written(subject):
        told = True
        yield found
    if not told:
        yield from _of_templates(subject)


def _written(subject: Subject) -> Iterator[Found]:
    for item in subject.edition.items:
        if item.image and _says_nothing(item.image.alt, item.image.file):
            yield _found(item.image.alt, item.id)
    for text, item_id in subject.edition.markdown:
        if "![" in text:
            yield from _in_text(text, item_id)


def _in_text(text: Text, item: str | None) -> Iterator[Found]:
    for picture in pictures(text):
        if picture.alt and _says_nothing(picture.alt, picture.file):
            yield Found(picture.place, f"the words of this picture tell nothing: {shown(picture.alt)}", _FIX, item)
    for link in _BARE_LINK.finditer(text):
        message = "this link is a picture without words, so that nobody who does not see it knows where it leads"
        yield Found(text.at(link.start() + 1), message, "Write between the brackets where the link leads.", item)


def _found(alt: Text, item: str) -> Found:
    return Found(alt.place, f"the words of this picture tell nothing: {shown(alt)}", _FIX, item)


def _says_nothing(alt: str, file: str) -> bool:
    """Whether words for a picture are none: a file's name, a number, a word for pictures."""
    words = " ".join(alt.split()).strip(".,:;!-_ ").casefold()
    name = file.rpartition("/")[2].casefold()
    stem = name.rpartition(".")[0] or name
    return (
        words in _SAY_NOTHING
        or words == name
        or (words == stem and ("-" in words or "_" in words or _UNNAMED.fullmatch(words) is not None))
        or _FILE.fullmatch(alt.strip()) is not None
        or _UNNAMED.fullmatch(words) is not None
    )


def _of_templates(subject: Subject) -> Iterator[Found]:
    """Pictures that a template prints without words for them."""
    for page in subject.pages[:1]:
        root = page_of(page.html)
        place = place_of_page(subject, page)
        for image in () if root is None else root.iter("img"):
            alt = image.get("alt")
            if alt is None:
                message = f"a picture of the page has no words for those who do not see it: {_name(image.get('src'))}"
                yield Found(place, message, 'Give the <img> of the template an alt; alt="" if it only adorns.')
            elif _FILE.fullmatch(alt.strip()):
                yield Found(place, f"the words of a picture of the page are a file's name: {shown(alt)}", _FIX)
        for link in () if root is None else root.iter("a"):
            if link.get("href") and link.find(".//img") is not None and not _says(link):
                message = f"a link of the page is a picture without words: {shown(link.get('href') or '')}"
                yield Found(place, message, "Give its picture an alt that says where the link leads.")


def _name(source: str | None) -> str:
    return shown((source or "").removeprefix("cid:"))


def _says(link: etree._Element) -> bool:
    words = "".join(map(str, link.itertext())).strip()
    return bool(words) or any((image.get("alt") or "").strip() for image in link.iter("img"))


RULE = Rule("alt-missing", Level.ERROR, find)
