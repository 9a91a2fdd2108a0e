"""Markdown: safe HTML, honest plain text, and the place of everything in it."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import time
from collections.abc import Callable

import lxml.html
import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.markdown import links, losses, pictures, raw_html, to_html, to_plain
from composer.text import Text


def text(value: str, line: int = 10, indent: int = 6) -> Text:
    """As it stands in a block of an issue, indented."""
    return Text(value, "issues/391.yaml", ((0, line, indent + 1),), indent)


def html(value: str, heading: int = 4) -> str:
    return to_html(value, picture=lambda file: f"cid:{file}", heading=heading)


def marked(source: str) -> tuple[Text, list[tuple[int, int]]]:
    """A text with its ^ taken out, and the lines and columns where they were."""
    places = []
    plain = ""
    for piece in source.split("^")[:-1]:
        plain += piece
        places.append((10 + plain.count("\n"), 7 + len(plain) - (plain.rfind("\n") + 1)))
    return text(plain + source.split("^")[-1]), places


# HTML


def test_raw_html_is_printed_as_typed() -> None:
    assert html("<b>a</b> <script>") == "<p>&lt;b&gt;a&lt;/b&gt; &lt;script&gt;</p>\n"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "file.pdf", "//x.example", "#x"],
)
def test_only_web_and_mail_addresses_become_links(address: str) -> None:
    assert html(f"[words]({address})") == "<p>words</p>\n"
    assert to_plain(f"[words]({address})") == "words"
    assert [link.href for link in links(text(f"[words]({address})"))] == [address]


def test_web_and_mail_addresses_become_links() -> None:
    expected = '<a href="https://x.example/?a=1&amp;b=2">a</a> <a href="mailto:b@x.example">b@x.example</a>'

    assert html("[a](https://x.example/?a=1&b=2) <b@x.example>") == f"<p>{expected}</p>\n"


def test_a_picture_is_shown_with_its_words_and_its_width() -> None:
    shown = to_html("![A map](images/map.png)", picture=lambda file: f"cid:{file}", width=lambda _: 90)

    assert shown == '<p><img src="cid:images/map.png" alt="A map" width="90" /></p>\n'


def test_a_picture_that_cannot_be_shown_is_its_words() -> None:
    assert to_html("![A <map>](x.svg)", picture=lambda _: "") == "<p>A &lt;map&gt;</p>\n"


def test_headings_get_the_level_they_are_given() -> None:
    assert re.findall("<h.>", html("# a\n\n### b\n\nc\n===", heading=5)) == ["<h5>"] * 3


def test_a_tables_headers_say_what_they_head() -> None:
    assert html("|a|b|\n|---|---|\n|c|d|").count('<th scope="col">') == 2


@pytest.mark.parametrize("bullet", "•▪·◦●○■‣\uf0b7\uf0a7")
@pytest.mark.parametrize("gap", ["", " ", "\t", "\u00a0", "  \u00a0 "])
def test_bullets_pasted_from_word_are_a_list(bullet: str, gap: str) -> None:
    pasted = f"Key points:\n{bullet}{gap}one\n    {bullet}{gap}two\n{bullet}{gap}three"

    assert html(pasted) == html("Key points:\n- one\n    - two\n- three")
    assert html(pasted).count("<li>") == 3


def test_words_second_level_of_bullets_an_o_and_a_tab_is_a_list() -> None:
    assert html("•\tone\no\ttwo\n•\tthree").count("<li>") == 3
    assert html("Shaw House o Newbury").count("<li>") == 0


@pytest.mark.parametrize("before", ["", "Agenda:\n", "• one\n"])
def test_a_dash_begins_an_entry_where_a_list_can_begin_or_goes_on(before: str) -> None:
    assert html(f"{before}– two\n– three").count("<li>") == 2 + before.count("•")


def test_a_dash_at_the_start_of_a_line_of_a_sentence_is_a_dash() -> None:
    assert html("The next meeting\n– a joint one\n– is in May.").count("<li>") == 0


def test_a_pasted_list_that_is_indented_as_a_whole_is_still_a_list() -> None:
    assert html("Key points:\n\n      • one\n      • two") == html("Key points:\n\n- one\n- two")


def test_a_pasted_bullet_inside_a_list_stays_inside() -> None:
    assert html("1. one\n   • inner\n2. two") == html("1. one\n   - inner\n2. two")


def test_a_bullet_in_a_sentence_is_a_bullet() -> None:
    assert html("one • two") == "<p>one • two</p>\n"


# Plain text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("See [it](https://x.example/a) now.", "See it now.\n  it:\n  https://x.example/a"),
        ("[The plan](https://x.example/a).", "The plan:\nhttps://x.example/a"),
        (
            "[a](https://x.example/a) [b](https://x.example/b)",
            "a b\n  a:\n  https://x.example/a\n  b:\n  https://x.example/b",
        ),
        ("[a](https://x.example/a) or [a](https://x.example/a)", "a or a\n  a:\n  https://x.example/a"),
        ("- [a](https://x.example/a)\n- b", "- a:\n  https://x.example/a\n- b"),
        (
            "|LA|Said|\n|---|---|\n|Kent|[no](https://x.example)|",
            "LA    Said\n----  --------------------\nKent  no https://x.example",
        ),
        ("<https://x.example>", "https://x.example"),
        ("[https://x.example](https://x.example)", "https://x.example"),
        ("Ask [Ann](mailto:ann@x.example)", "Ask Ann\n  Ann:\n  ann@x.example"),
        ("[ann@x.example](mailto:ann@x.example)", "ann@x.example"),
        ("[](https://x.example)", "https://x.example"),
        ("**bold** and *soft*", "*bold* and *soft*"),
        ("- a\n- b\n  1. c\n  2. d", "- a\n- b\n  1. c\n  2. d"),
        ("- a\n\n- b", "- a\n\n- b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("![A map](m.png)", "A map"),
        ("> said\n> so", "> said so"),
        ("a  \nb\nc", "a\nb c"),
        ("# Head\n\nwords", "Head\n\nwords"),
        ("```\ncode\n  more\n```", "    code\n      more"),
        ("a `b` &amp; \\*", "a b & *"),
        ("a\n\n---\n\nb", "a\n\n----------\n\nb"),
        ("|LA|Said|\n|---|---|\n|Kent|no|", "LA    Said\n----  ----\nKent  no"),
        ("", ""),
    ],
)
def test_plain_text_says_the_same(markdown: str, expected: str) -> None:
    assert to_plain(markdown) == expected


def test_a_wide_table_becomes_labels_and_values() -> None:
    wide = "|LA|What it said|\n|---|---|\n|Kent|" + "word " * 20 + "|\n|Surrey||"

    assert to_plain(wide).startswith("LA: Kent\nWhat it said: word word")
    assert to_plain(wide).endswith("\n\nLA: Surrey")


ADDRESS = "https://www.example.org/" + "long-part/" * 12


@given(st.integers(1, 90), st.integers(30, 90))
def test_lines_are_short_but_addresses_stay_whole(words: int, width: int) -> None:
    plain = to_plain(f"{'word ' * words}[here]({ADDRESS}) and {'more ' * words}", width)

    assert ADDRESS in plain
    assert all(len(line) <= width or line.strip() == ADDRESS for line in plain.splitlines())


def test_only_what_is_said_differs_between_the_two() -> None:
    markdown = "A *b* **c** [d](https://x.example)\n\n- e\n- f\n\n|g|h|\n|-|-|\n|i|j|\n\n> k"
    page = lxml.html.fragment_fromstring(html(markdown), create_parent=True).text_content()

    assert re.findall(r"\w+", page) == re.findall(r"\w+", to_plain(markdown).replace("\n  d:\n  https://x.example", ""))


SHAPES = [
    "W",
    "- W",
    "  - W *W*",
    "      - W",
    "1. W",
    "> W",
    "> - W",
    "| W | W |",
    "|W|W|W|",
    "|-|-|",
    "# W",
    "[W]: W",
    "[W]: https://x.example/W W W",
    "[W][W]",
    "``` W",
    "```",
    "~~~ W",
    "    W",
    "---",
    "",
]


@given(st.lists(st.sampled_from(SHAPES), max_size=12))
def test_every_word_is_printed_twice_or_told_to_be_lost(shapes: list[str]) -> None:
    numbers = itertools.count(100)
    markdown = "\n".join(re.sub("W", lambda _: f"word{next(numbers)}", shape) for shape in shapes)
    written = set(re.findall(r"word\d+", markdown))
    page = lxml.html.fragment_fromstring(html(markdown), create_parent=True).text_content()
    lost = [place.line - 10 for _, place in losses(text(markdown))]
    told = {word for line in lost for word in re.findall(r"word\d+", markdown.split("\n")[line])}

    for printed in (page, to_plain(markdown)):
        assert written - set(re.findall(r"word\d+", printed)) <= told


# Places


@pytest.mark.parametrize(
    "source",
    [
        "See [here](^https://x.example) and\nthen [there]( <^javascript:x> 'title').",
        "• one [a](^https://x.example)\n  ▪ two\n    three [b](^https://y.example)",
        "> quote\n> more [a](^https://x.example)",
        "|[q](^https://x.example)|[q](^https://x.example)|\n|---|---|\n|\\| [q](^https://x.example)|<^https://y.example>|",
        "# Head [a](^https://x.example) ##\n\n**[b](^mailto:a@x.example)**",
        "[![alt](picture.png)](^https://x.example)",
        "Text\twith [tabs](^https://x.example)  \nand <^ann@x.example>",
        "1. one\n\n   two [a](^https://x.example)\n2. <^https://y.example>",
        "[a[b]c](^https://x.example)",
        "[one][r]\n\n[r]: ^data:text/html,x",
    ],
)
def test_the_place_of_a_link_is_that_of_its_address(source: str) -> None:
    plain, places = marked(source)

    assert [(link.place.line, link.place.column) for link in links(plain)] == places


def test_a_link_used_by_reference_is_told_where_its_address_is_written() -> None:
    source, places = marked("[one][r] and [r]\n\n[r]: ^https://x.example")

    assert [(link.place.line, link.place.column) for link in links(source)] == places * 2


def test_an_address_is_told_as_it_was_typed() -> None:
    typed = "https://exämple.org/a b".replace(" ", "%20") + "?x=ä"

    assert [link.href for link in links(text(f"[words **here**]({typed})"))] == [typed]
    assert [link.label for link in links(text(f"[words **here**]({typed})"))] == ["words here"]


def test_a_text_with_windows_line_ends_has_the_same_places() -> None:
    source = Text("a\r\nb [c](https://x.example)", "f.yaml", ((0, 1, 1), (3, 2, 1)))

    assert [str(link.place) for link in links(source)] == ["f.yaml:2:7"]


def test_pictures_are_told_with_their_words_and_place() -> None:
    source, places = marked("A ![map of *Kent*](^images/kent.png)\n[![in a link](^b.png)](https://x.example)")
    found = pictures(source)

    assert [(each.file, each.alt) for each in found] == [("images/kent.png", "map of Kent"), ("b.png", "in a link")]
    assert [(each.place.line, each.place.column) for each in found] == places


def test_raw_html_is_told_once_for_each_paragraph() -> None:
    source, places = marked(
        "ok\n\nsome ^<b>bold</b> <i>x</i>\n\n^<div>\nx\n</div>\n\n- item ^<br>\n\n1 < 2 & 3 > 2 <a@b.example>"
    )

    assert [(place.line, place.column) for place in raw_html(source)] == places


# Whatever comes

FRAGMENTS = [
    *"[]()!*_`<>|-\n \\&#:a1.~=+",
    "](",
    "![",
    "\n- ",
    "\n> ",
    "[a]: ",
    "http://x",
    "**",
    "\n\n",
    "<!--",
    "•",
    "|-",
    "```",
]


@runs(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=60).map("".join))
def test_no_text_whatever_stops_it_or_gets_html_through(source: str) -> None:
    page = html(source)
    body = lxml.html.fragment_fromstring(page, create_parent=True) if page.isprintable() else None
    place = text(source)

    to_plain(source)
    assert {link.place.file for link in links(place)} <= {"issues/391.yaml"}
    assert all(1 <= each.line - 9 <= source.count("\n") + source.count("\r") + 1 for each in raw_html(place))
    assert len(pictures(place)) == page.count("<img ")
    for link in body.iter("a") if body is not None else ():
        assert link.get("href").lower().startswith(("http://", "https://", "mailto:"))


@runs(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["[a](https://x.example/1)", "<https://x.example/2>", "\n", "- ", "> ", "• ", "w ", "|", "**"])
    )
)
def test_where_a_link_is_said_to_be_there_is_its_address(pieces: list[str]) -> None:
    source = "".join(pieces)
    lines = re.split("\n", source)

    for link in links(text(source)):
        assert lines[link.place.line - 10][link.place.column - 7 :].startswith(link.href)


LENGTH = 20_000
NASTY = {
    "brackets": "[",
    "pictures": "![",
    "emphasis": "*a ",
    "underscores": "_a ",
    "quotes": "> ",
    "ticks": "`",
    "empty": "![[]()",
    "opened": "[a](b",
    "links": "[a](b)",
    "lazy": "> >  \na\n",
    "fences": "\n> ```\na",
    "half": "</.)\n> >  \n",
    "lists": "- a\n",
    "bullets": "• a\n",
    "items": "\n*  \n![",
    "pipes": "|a",
    "definitions": "[a]: x\n",
    "mixed": "*[a`_",
    "entities": "&#1",
    "comments": "<!--",
    "tags": "<a ",
    "escapes": "\\",
    "lines": "\n",
    "spaces": " ",
    "nbsp": "\u00a0",
}


@pytest.mark.parametrize("fragment", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("reading", [html, raw_html])
def test_twenty_thousand_characters_of_anything_take_a_second_or_twice_what_half_of_them_do(
    reading: Callable[[Text], object], fragment: str
) -> None:
    half, whole = (_seconds(reading, fragment, length) for length in (LENGTH // 2, LENGTH))

    assert whole < max(1, 3 * half)


def _seconds(reading: Callable[[Text], object], fragment: str, length: int) -> float:
    source = text((fragment * length)[:length])
    start = time.process_time()
    reading(source)
    return time.process_time() - start


@pytest.mark.parametrize(
    "deep", ["*" * 9000 + "a" + "*" * 9000, "> " * 9000 + "a", "- " * 9000 + "a", "![" * 4000 + "a" + "](b)" * 3000]
)
def test_nothing_is_nested_so_deep_that_others_fall_off(deep: str) -> None:
    depth = deepest = 0
    for close, void in re.findall(r"<(/?)[a-z][^>]*?(/?)>", html(deep)):
        depth += 0 if void else -1 if close else 1
        deepest = max(deepest, depth)

    assert deepest < 100
    assert to_plain(deep) is not None


def test_markdown_does_not_pull_in_what_makes_pages() -> None:
    code = (
        "import sys, composer.markdown; print([m for m in ('jinja2', 'lxml', 'premailer', 'mjml') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "[]\n"
