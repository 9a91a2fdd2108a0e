"""The rules about rendered letters: the default templates with any brand, and pages of any kind."""

from __future__ import annotations

import datetime
import inspect
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from composer.check import Subject
from composer.check.inbox import (
    alt_missing,
    client_support,
    contrast,
    heading_order,
    image_heavy,
    parts_differ,
    size,
    template_wrong,
)
from composer.check.inbox.colours import Colour, legible
from composer.check.inbox.colours import contrast as ratio
from composer.load import load_client_support
from composer.model import Edition, Enclosed, Issue, Page, Programme
from composer.settings import Brand, Sender, Settings
from composer.text import Place

RULES = [
    module.RULE
    for module in (
        alt_missing,
        client_support,
        contrast,
        heading_order,
        image_heavy,
        parts_differ,
        size,
        template_wrong,
    )
]
ISSUE = Issue(2, datetime.date(2020, 2, 21), Place("issues/2.yaml", 2, 7))


def subject(html: str, text: str = "", *, brand: str = "#00517d", readers: tuple[str, ...] = ("",)) -> Subject:
    """An empty edition whose letters have this page; with several readers, each the longer the later."""
    settings = Settings("Weekly Update", Sender("Weekly", "updates@example.org"), brand=Brand(brand))
    edition = Edition(ISSUE, "Update", None, (), (), (), (), (), MappingProxyType({}))
    pages = tuple(
        Page(html + "." * count, text, len(html), MappingProxyType({"a@b": Enclosed("image/png", 1)}), readers=who)
        for count, who in enumerate(readers)
    )
    return Subject(edition, {2: ISSUE}, Programme(settings, {}, {}), pages=pages, support=load_client_support())


def told(rule, html: str, text: str = "", **more) -> list[str]:
    return [found.message for found in rule.RULE.find(subject(html, text, **more))]


def test_nothing_is_told_of_letters_where_none_was_rendered():
    nothing = subject("", readers=())

    assert [found for rule in RULES for found in rule.find(nothing)] == []


PIECES = st.sampled_from(
    [
        *"<>!-[]{}()\"'#.:;@*,/\\&= \n\0\ufeff",
        *[
            "<style>",
            "</style>",
            "<p style='color:",
            "#999",
            "<!--[if mso",
            "<![endif]-->",
            "<table>",
            "<td bgcolor='red'>",
        ],
        *["@media (prefers-color-scheme: dark) {", ".a > .b{color:", "background:", "url(", "/*", "*/", "!important"],
        *[
            "<img alt=x width=400>",
            "<a href='https://example.org'>",
            "<h1>a",
            "<h6>b",
            "font-size:1em",
            "</div>",
            "<br>",
        ],
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join), st.text(max_size=40))
@example("<div>" * 5000 + "x", "")
@example("<style>" + "@media all{" * 5000, "")
@example("<style>" + "a " * 5000 + "{color:red}</style><a>x", "")
@example("<p style='" + "color:(" * 5000 + "'>x", "")
@example("<p>" + "a. " * 5000, "b. " * 5000)
@example("<p>" + ">" * 20000, "> " * 20000)
def test_no_page_whatever_it_holds_makes_a_rule_fail(html, text):
    for rule in RULES:
        for found in rule.find(subject(html, text)):
            assert found.place == ISSUE.place
            assert not found.message.endswith(".")


@pytest.mark.parametrize(
    ("html", "pale"),
    [
        ("<p>words", ""),
        ("<p style='color:#777'>words", "#777777 on #ffffff"),
        ("<p style='color:#767676'>words", ""),
        ("<h2 style='color:#777'>words", ""),
        ("<p style='color:#777; font-size:19px; font-weight:bold'>words", ""),
        ("<p style='color:#777; font-size:18px; font-weight:bold'>words", "#777777 on #ffffff"),
        ("<body bgcolor=black><p>words", "#000000 on #000000"),
        ("<body bgcolor=black><table><tr><td style='background:#fff'><p>words", ""),
        ("<table bgcolor=#eee><tr><td bgcolor=white><span style='color:#777'>words", "#777777 on #ffffff"),
        ("<p style='color:white'>·", ""),
        ("<p style='color:rgba(0,0,0,.2)'>words", "#cccccc on #ffffff"),
        ("<p style='color:white; background:url(x)'>words", ""),
        ("<p style='color:white; background-image:url(x)'>words", "#ffffff on #ffffff"),
        ("<style>p{color:#eee}</style><p style='color:#111'>words", ""),
        ("<style>p{color:#eee!important}</style><p style='color:#111'>words", "#eeeeee on #ffffff"),
        ("<style>p{color:#111}#x{color:#eee}</style><p id=x>words", "#eeeeee on #ffffff"),
        ("<style>.a p{color:#eee}</style><div class='b a'><div><p>words", "#eeeeee on #ffffff"),
        ("<style>.a > p{color:#eee}</style><div class='b a'><div><p>words", ""),
        ("<style>.a > div p{color:#eee}</style><div class=a><div><div><p>words", "#eeeeee on #ffffff"),
        ("<style>[data-ogsc] p{color:#eee}</style><p>words", ""),
        ("<style>@media (max-width:480px){p{color:#eee}}</style><p>words", ""),
        ("<style>@media print{p{color:#eee}}</style><p>words", ""),
        ("<style media=print>p{color:#eee}</style><p>words", ""),
        ("<style>@media screen{p{color:#eee}}</style><p>words", "#eeeeee on #ffffff"),
        ("<style>.a{display:none}</style><p class=a style='color:#eee'>words", ""),
        ("<a href='https://example.org' style='background:#000'>words", "#0000ee on #000000"),
        ("<p style='color:#eee'>words<!-- a --> more", "#eeeeee on #ffffff"),
        ("<font color=#eee>words", "#eeeeee on #ffffff"),
        ("<p style='color:#eee; font-size:1px'>words", ""),
    ],
)
def test_words_are_judged_by_the_colours_they_have(html, pale):
    messages = told(contrast, html)

    assert bool(messages) is bool(pale)
    assert all(pale in message for message in messages)


def test_colours_by_night_are_judged_where_both_are_known():
    night = "<style>@media (prefers-color-scheme: dark) {{ {} }}</style><p style='color:#111;background:#fff'>words"

    assert told(contrast, night.format("p{background:#222!important}")) == [
        "words is #111111 on #222222 in dark mode, a contrast of 1.1 to 1"
    ]
    assert told(contrast, night.format("p{background:#222!important;color:#eee!important}")) == []
    assert told(contrast, "<style>@media (prefers-color-scheme: dark) {p{color:#222}}</style><p>words") == []


def test_a_pale_colour_of_the_brand_is_told_in_the_settings():
    (found,) = contrast.find(subject("<p style='color:#ffcc00'>words", brand="#ffcc00"))

    assert found.place.file == "newsletter.yaml"
    assert "colour of the brand" in found.fix


COLOURS = st.tuples(*[st.integers(0, 255).map(lambda value: value / 255)] * 3).map(lambda channels: Colour(*channels))


@given(COLOURS, COLOURS, st.sampled_from([3.0, 4.5]))
def test_the_colour_that_a_fix_names_can_be_read(ink, paper, least):
    assert ratio(legible(ink, paper, least), paper) >= least


@pytest.mark.parametrize(
    ("html", "text", "differs"),
    [
        ("<p>One two three four.", "One two\nthree   four.", False),
        (
            "<p>One <b>two</b> th<wbr>ree <a href='https://example.org'>four</a>.",
            "One *two* three four:\nhttps://example.org",
            False,
        ),
        ("<p>One two three four.", "One two three five.", False),
        ("<p>One two three four. Five six seven eight.", "One two three four.", True),
        ("<p>One two three four.", "One two three four.\n\nFive six seven eight.", True),
        ("<p>One two three four.<p style='display:none'>Five six seven eight.", "One two three four.", False),
        ("<p><img alt='Five six seven eight'>", "Five six seven eight", False),
        (
            "<p><a href='mailto:a@example.org?subject=x'>Leave</a>",
            "To leave, write to a@example.org with the subject: x",
            False,
        ),
        ("<p><a href='https://example.org/%C3%A9'>a</a>", "a: https://example.org/é", False),
        ("<p><a href='https://example.org/b'>a</a>", "a: https://example.org/a", True),
        ("<p><a href='#top'>a</a>", "a", False),
        ("<p>View in a browser", "", True),
        ("<p>Unsubscribe here", "", False),
    ],
)
def test_the_parts_differ_where_one_says_what_the_other_does_not(html, text, differs):
    assert bool(told(parts_differ, html, text)) is differs


def test_of_several_letters_the_largest_is_the_one_that_is_told():
    messages = told(size, "<p>" + "x" * 80_000, readers=("2 people", "3 people", "1 person"))

    assert messages == ["the letter to 1 person is 80,005 bytes of HTML; from 100,000 on, Gmail hides its end"]
    assert told(size, "<p>" + "x" * 79_997) == []


@pytest.mark.parametrize(
    ("words", "width", "heavy"), [(119, 300, True), (120, 300, False), (119, 299, False), (119, 600, True)]
)
def test_few_words_beside_a_wide_picture_are_told(words, width, heavy):
    html = f"<p>{'word ' * words}<img alt='A hall, with people in it' width={width}>"

    assert bool(told(image_heavy, html)) is heavy


@pytest.mark.parametrize("rule", RULES)
def test_each_section_says_what_is_minded_and_how_bad_it_is(rule):
    words = str(inspect.getmodule(rule.find).__doc__)

    assert "wrong" in words.partition("```")[2]
    assert rule.level.value in words.partition("```")[0] or rule.code == "size"
