"""Every character of a loaded text leads back to the line and column of the file where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.load.document import interpret
from composer.load.source import Source, decode
from composer.load.tree import Mapping, Scalar, parse
from composer.model import Item
from composer.problems import Problem
from composer.text import Text

FILE = "issues/391.yaml"
LETTERS = "abcXYZ019é–’ß😀𝔘.;()"
MARKS = ":#'\"\\|>{}[]&*!%@`-?"

plain_words = st.text(LETTERS, min_size=1, max_size=6)
quoted_words = st.text(LETTERS + MARKS, min_size=1, max_size=6)
gaps = st.integers(1, 3)
indents = st.integers(1, 7)


@dataclass
class Page:
    """A file being written, which notes where each character of the text comes to stand."""

    written: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)

    def put(self, words: str) -> None:
        self.written += words

    def put_text(self, source: str) -> None:
        line, column = self.written.count("\n") + 1, len(self.written) - self.written.rfind("\n")
        self.places.append((line, column))
        self.put(source)


def loaded(page: Page) -> Text:
    source, problems = decode(page.written.encode(), FILE)
    assert source is not None
    assert not problems
    root = parse(source).root
    assert isinstance(root, Mapping)
    value = root.entries["text"]
    assert isinstance(value, Scalar)
    return value.text


def places_of(text: Text) -> list[tuple[int, int]]:
    offsets = (offset for offset, character in enumerate(text) if not character.isspace())
    return [(text.at(offset).line, text.at(offset).column) for offset in offsets]


def assert_every_piece_leads_back(text: Text, start: int, end: int) -> None:
    piece = text.cut(start, end)

    assert piece == text[start:end]
    for offset, character in enumerate(piece):
        if not character.isspace():
            assert piece.at(offset) == text.at(start + offset)


@st.composite
def pages(draw, style: str) -> Page:
    """A key with a text of several words and lines in a style of YAML."""
    page = Page(draw(st.sampled_from(["", "# a comment\n", "before: x\n\n"])))
    page.put("text:" + " " * draw(gaps) + style)
    words = plain_words if not style else quoted_words
    for number, word in enumerate(draw(st.lists(words, min_size=1, max_size=9))):
        if number and draw(st.booleans()):
            _break(draw, page, style)
        elif number:
            page.put(" " * draw(gaps))
        for character in word:
            page.put_text(_written(draw, style, character))
    page.put(style + draw(st.sampled_from(["", "\n", "  # a comment\n", "\nafter: x\n"])))
    return page


def _break(draw, page: Page, style: str) -> None:
    """The text goes on in another line."""
    if style == '"' and draw(st.booleans()):
        page.put("\\")
    page.put("\n" * draw(st.integers(1, 2)) + " " * draw(indents))


def _written(draw, style: str, character: str) -> str:
    if style == "'" and character == "'":
        return "''"
    if style != '"':
        return character
    forms = [f"\\U{ord(character):08x}"]
    if character in '"\\':
        forms.append(f"\\{character}")
    else:
        forms += [character] * 6
    if ord(character) < 0x10000:
        forms.append(f"\\u{ord(character):04X}")
    if ord(character) < 0x100:
        forms.append(f"\\x{ord(character):02x}")
    return str(draw(st.sampled_from(forms)))


@pytest.mark.parametrize("style", ["", "'", '"'], ids=["plain", "single quotes", "double quotes"])
@given(data=st.data())
def test_a_character_of_a_flowing_text_leads_to_where_it_or_its_escape_stands(style, data):
    page = data.draw(pages(style))
    text = loaded(page)

    assert places_of(text) == page.places
    start = data.draw(st.integers(0, len(text)))
    assert_every_piece_leads_back(text, start, data.draw(st.integers(start, len(text))))


@st.composite
def blocks(draw, style: str) -> Page:
    """A key with a block of text, its indentation found or given."""
    page = Page(draw(st.sampled_from(["", "before: x\n"])))
    indent = draw(st.integers(1, 6))
    explicit = draw(st.booleans())
    page.put(f"text: {style}{indent if explicit else ''}{draw(st.sampled_from(['', '-', '+']))}\n")
    first = True
    for words in draw(st.lists(st.lists(quoted_words, max_size=4), min_size=1, max_size=6)):
        deeper = 0 if first and not explicit else draw(st.sampled_from([0, 0, 2, 5]))
        if words:
            page.put(" " * (indent + deeper))
            first = False
        for word in words:
            for character in word:
                page.put_text(character)
            page.put(" " * draw(gaps))
        page.put("\n")
    return page


@pytest.mark.parametrize("style", ["|", ">"], ids=["literal", "folded"])
@given(data=st.data())
def test_a_character_of_a_block_of_text_leads_to_where_it_stands(style, data):
    page = data.draw(blocks(style))
    text = loaded(page)

    assert places_of(text) == page.places
    start = data.draw(st.integers(0, len(text)))
    assert_every_piece_leads_back(text, start, data.draw(st.integers(start, len(text))))


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
@given(data=st.data())
def test_other_line_ends_change_no_place(ends, data):
    page = data.draw(blocks("|"))
    text = loaded(Page(page.written.replace("\n", ends)))

    assert places_of(text) == page.places


def read(written: str) -> tuple[list[Problem], tuple[Item, ...]]:
    found = interpret("issue", Source(FILE, written))
    assert found.value is not None
    return found.problems, found.value.items


MENDED = {
    "a colon": "items:\n  - title: {words}: and {words}\n    update: x\n",
    "a colon in a line with quotes": 'items:\n  - title: {words}\'s "{words}": {words}\n    update: x\n',
    "a leading character": "items:\n  - title: @{words} and {words}\n    update: x\n",
    "no space after the colon": "items:\n  - title:{words} and {words}\n    update: x\n",
    "no space after the hyphen": "items:\n  -title: {words} and {words}\n    update: x\n",
    "neither space": "items:\n  -title:{words} and {words}\n    update: x\n",
    "a dash for a hyphen": "items:\n  – title: {words} and {words}\n    update: x\n",
    "a bullet before a key": "items:\n  - update: x\n    • title: {words} and {words}\n",
    "a tab": "items:\n  - update: x\n\ttitle: {words} and {words}\n",
    "too far in": "items:\n  - update: x\n     title: {words} and {words}\n",
    "not far enough in": "items:\n  - update: x\n   title: {words} and {words}\n",
    "a bracket left open above": "items:\n  - update: x\n    contacts: [a\n    title: {words} and {words}\n",
}


@pytest.mark.parametrize("habit", MENDED)
@given(words=plain_words.filter(lambda words: words[0].isalpha()))
def test_a_character_leads_back_after_a_mistake_on_its_line_was_mended(habit, words):
    written = "number: 391\ndate: 2020-02-21\n" + MENDED[habit].format(words=words)
    problems, items = read(written)
    title = items[0].title
    lines = written.split("\n")

    assert problems
    assert words in title
    assert [lines[line - 1][column - 1] for line, column in places_of(title)] == [c for c in title if not c.isspace()]
    assert places_of(title) == sorted(set(places_of(title)))


def test_a_character_leads_back_in_text_that_had_lost_its_indentation():
    written = (
        "number: 391\ndate: 2020-02-21\nitems:\n  - title: T\n    update: |\n      One\n  two\n\tthree\nfour five\n"
    )
    _, items = read(written)
    update = items[0].update

    assert update == "One\ntwo\nthree\nfour five\n"
    assert [update.at(update.index(word)) for word in update.split()] == [
        update.place.__class__(FILE, line, column) for line, column in [(6, 7), (7, 3), (8, 2), (9, 1), (9, 6)]
    ]


def test_masked_characters_come_back_as_they_were():
    written = (
        "number: 391\ndate: 2020-02-21\nitems:\n  - title: '#1: \"It''s\" [here]: no\n    update: a\n      b: c #d\n"
    )
    _, items = read(written)

    assert items[0].title == "'#1: \"It''s\" [here]: no"
    assert items[0].update == "a b: c #d"
