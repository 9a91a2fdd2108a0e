"""A passage has the words a reader reads, each with its place in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.markdown import Kind, passages
from composer.text import Text
from tests.load.reading import sound


def text_of(written: str) -> Text:
    return Text(written, "issues/1.yaml", ((0, 1, 1),))


def told(written: str) -> list[tuple[str, Kind, int, int, bool]]:
    return [(p.words, p.kind, p.depth, p.entries, p.followed) for p in passages(text_of(written))]


def test_marks_and_addresses_are_not_among_the_words():
    [passage] = passages(text_of("The **plan** is *in* the [report](https://x.example.net/r 'now'), `page` 2.\\*"))

    assert passage.words == "The plan is in the report, page 2.*"
    [anchor] = passage.anchors
    assert passage.words[anchor.start : anchor.end] == "report"
    assert anchor.href == "https://x.example.net/r"


def test_a_passage_knows_what_follows_it():
    assert told("One:\n\n- two:\n  - three\n- four:\n\nFive:\n\n# Six\n") == [
        ("One:", Kind.PARAGRAPH, 0, 2, True),
        ("two:", Kind.ENTRY, 1, 1, True),
        ("three", Kind.ENTRY, 2, 0, False),
        ("four:", Kind.ENTRY, 1, 0, False),
        ("Five:", Kind.PARAGRAPH, 0, 0, False),
        ("Six", Kind.HEADING, 0, 0, False),
    ]


@pytest.mark.parametrize("after", ["> quoted", "```\ncode\n```", "![map](m.png)", "| a |\n|---|\n| b |"])
def test_a_quote_code_a_picture_and_a_table_follow_too(after):
    first = passages(text_of(f"See:\n\n{after}\n"))[0]

    assert (first.words, first.followed, first.entries) == ("See:", True, 0)


def test_a_picture_in_the_same_paragraph_follows_its_words():
    assert told("The map: ![map](m.png)") == [("The map: ", Kind.PARAGRAPH, 0, 0, True)]


WORDS = st.text("abcé ’", min_size=1, max_size=8).map(lambda words: f"x{words.strip()}")
MARKED = st.one_of(
    WORDS,
    WORDS.map(lambda words: f"**{words}**"),
    WORDS.map(lambda words: f"*{words}*"),
    WORDS.map(lambda words: f"[{words}](https://example.net/x_y 'title')"),
    st.sampled_from(["\\*", "x\n y", "<https://example.net/a>", "![alt](a.png)", "`code`"]),
)
BLOCKS = st.lists(MARKED, min_size=1, max_size=6).map(" ".join)
PREFIXED = st.tuples(st.sampled_from(["", "- ", "• ", "> ", "1. ", "## "]), BLOCKS).map("".join)


@given(st.lists(PREFIXED, min_size=1, max_size=5).map("\n\n".join))
def test_every_character_stands_where_it_says(written):
    lines = written.split("\n")
    for passage in passages(text_of(written)):
        for offset, character in enumerate(passage.words):
            place = passage.at(offset)
            here = (lines[place.line - 1] + "\n")[place.column - 1]
            assert here == character or (character == " " and here == "\n")


@pytest.mark.parametrize("style", ["|", ">"])
def test_places_hold_in_blocks_of_yaml(style):
    issue = f"""number: 1
date: 2020-02-21
items:
  - title: News
    update: {style}
      First line with **bold** and
      a second, wrongg line.

      - An entry
        that goes on wrongg here.
"""
    [item] = sound("issue", issue).items
    found = [(p.at(p.words.index("wrongg"))) for p in passages(item.update) if "wrongg" in p.words]

    lines = issue.split("\n")
    assert found
    assert {lines[place.line - 1][place.column - 1 :][:6] for place in found} == {"wrongg"}
