"""The page and the text as they were last looked at and found good.

What changes them on purpose: COMPOSER_GOLDEN=write, then read the difference in git.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html

from composer.render import html_of, text_of

GOLDEN = Path(__file__).parent / "golden"
MEANT = "If this is meant, run with COMPOSER_GOLDEN=write and read the difference in git."


def nodes(html: str) -> Iterator[str]:
    """Each element, comment and text of a page on a line; the order of attributes and styles does not count."""
    for element in lxml.html.document_fromstring(html).iter():
        attributes = sorted((str(key), str(value)) for key, value in element.items())
        said = (f"{key}={_declarations(value) if key == 'style' else value}" for key, value in attributes)
        yield " ".join([str(element.tag), *said])
        for words in (element.text, element.tail):
            if words and words.strip():
                yield "  " + " ".join(words.split())


def _declarations(style: str) -> str:
    return "; ".join(sorted(re.sub(r"\s*([:,])\s*", r"\1", each.strip()) for each in style.split(";") if each.strip()))


def kept(name: str, now: str) -> str:
    """What was kept under a name, after writing it if that was asked for."""
    path = GOLDEN / name
    if os.environ.get("COMPOSER_GOLDEN") == "write":
        path.write_text(now, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_the_page_is_the_one_that_was_looked_at(letter: bytes) -> None:
    now = html_of(letter)

    assert list(nodes(now)) == list(nodes(kept("edition.html", now))), MEANT


def test_the_text_is_the_one_that_was_looked_at(letter: bytes) -> None:
    now = text_of(letter)

    assert now == kept("edition.txt", now), MEANT
