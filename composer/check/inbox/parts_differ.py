"""A letter says everything twice: as a page, and as plain text for screens, watches and people who want no HTML. What
one of them says and the other does not is an error, as nobody who writes an issue sees it: a sentence, a heading or a
link that is only on the page, or only in the text. Composer's own templates print the same in both; templates of your
own may not. Order, line breaks, marks and the words of links such as "View in a browser" do not matter.

```yaml
# wrong: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
<p>This update replaces the one that you had on Tuesday.</p>
</mj-text></mj-column></mj-section>
# right: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
<p>Something new.</p>
</mj-text></mj-column></mj-section>
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import islice
from urllib.parse import unquote

from composer.check.inbox.places import place_of_page, story_with
from composer.check.inbox.seen import blocks_of
from composer.check.parsed import page_of
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Page
from composer.problems import Level, shown

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
# What stands before an @ is looked at from its beginning alone, as a word may be as long as a letter.
_ADDRESS = re.compile(r"https?://[^\s<>]+|mailto:\S+|(?<![^\s@<>])[^\s@<>]+@[^\s@<>]+", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_FEWEST_WORDS = 3  # of a sentence: what is shorter is a label
_MOST_TOLD = 10


def find(subject: Subject) -> Iterator[Found]:
    """Sentences and links of either part that the other lacks."""
    for page in subject.pages[:1]:
        yield from islice(_differences(subject, page), _MOST_TOLD)


def _differences(subject: Subject, page: Page) -> Iterator[Found]:
    on_page = [block.words for block in blocks_of(page.html)]
    hrefs, addresses = _links(page.html), _addresses(page.text)
    for words in _lacking(on_page, _pieces(page.text)):
        yield _found(subject, page, words, f"the page says {shown(words)}, and the text part does not", "text part")
    for words in _lacking(_pieces(_unexplained(page.text, hrefs)), on_page):
        yield _found(subject, page, words, f"the text part says {shown(words)}, and the page does not", "page")
    for href in hrefs:
        if _bare(href) not in addresses:
            message = f"the page has a link that the text part lacks: {shown(href)}"
            yield Found(place_of_page(subject, page), message, _fix("text part"))
    known = {_bare(href) for href in hrefs} | _addresses("\n".join(on_page))
    for address in addresses:
        if address not in known:
            message = f"the text part has an address that the page lacks: {shown(address)}"
            yield Found(place_of_page(subject, page), message, _fix("page"))


def _found(subject: Subject, page: Page, words: str, message: str, lacks: str) -> Found:
    where = story_with(subject, words)
    if where is None:
        return Found(place_of_page(subject, page), message, _fix(lacks))
    place, story = where
    return Found(place, message, _fix(lacks), story.id)


def _fix(lacks: str) -> str:
    template = "edition.txt.j2" if lacks == "text part" else "edition.mjml.j2"
    return f"Print it in the {lacks} too: that is made by {template}."


def _unexplained(text: str, hrefs: Iterable[str]) -> str:
    """A text without the paragraphs that say in words what a link of the page does: a mail with a subject."""
    mails = [_bare(href) for href in hrefs if "?" in href and _is_mail(href)]
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(each for each in paragraphs if not any(address in each.casefold() for address in mails))


def _pieces(text: str) -> list[str]:
    """What is read in one go in a text, without line breaks: a paragraph, a list's entry, what is before an address."""
    pieces = _BREAK.split(_ADDRESS.sub("\n\n", text))
    return [" ".join(piece.split()) for piece in pieces]


# A paragraph ends, or a line begins with the marks of quotes and lists.
_BREAK = re.compile(r"\n\s*\n|(?:^|\n)(?:[ \t]*(?:[-*•–>]|\d{1,3}[.)])(?=[ \t]))+")


def _lacking(told: Iterable[str], there: Sequence[str]) -> Iterator[str]:
    """The sentences of which the other part has neither all words in a row nor most of them by threes."""
    words = [word for block in there for word in _words(block)]
    whole = "".join(words)  # where two links touch, the page joins what the text tells apart
    threes = set(zip(words, words[1:], words[2:], strict=False))
    for sentence in dict.fromkeys(each for block in told for each in _SENTENCE.split(block)):
        own = _words(_ADDRESS.sub(" ", sentence) if "@" in sentence or ":" in sentence else sentence)
        if len(own) >= _FEWEST_WORDS and "".join(own) not in whole:
            parts = list(zip(own, own[1:], own[2:], strict=False))
            if 2 * sum(part in threes for part in parts) < len(parts):
                yield sentence


def _words(block: str) -> list[str]:
    return _WORD.findall(block.casefold())


def _links(html: str) -> list[str]:
    """Where the links of a page lead, those to a place on it left out."""
    root = page_of(html)
    found = () if root is None else (link.get("href") or "" for link in root.iter("a"))
    return [href for href in dict.fromkeys(found) if href.lower().startswith(("http://", "https://", "mailto:"))]


def _addresses(text: str) -> frozenset[str]:
    """The web and mail addresses of a text."""
    web = (_bare(address) for address in _URL.findall(text))
    return frozenset(web) | frozenset(_bare(address) for address in _MAIL.findall(_URL.sub(" ", text)))


def _is_mail(href: str) -> bool:
    return href.lower().startswith("mailto:")


def _bare(address: str) -> str:
    """An address as it is compared: without `mailto:` and what a mail would begin with, nor the dot of a sentence."""
    if _is_mail(address):
        address = address[len("mailto:") :].partition("?")[0]
    return unquote(unescape(address)).rstrip(".,;:!?)]>").casefold()


RULE = Rule("parts-differ", Level.ERROR, find)
