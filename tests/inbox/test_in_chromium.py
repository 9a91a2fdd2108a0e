"""The real letters in a real browser: what it asks for, whether anything sticks out, what can be read and hit."""

from __future__ import annotations

import re

import pytest

from composer.render import html_of
from tests.inbox.chromium import Scheme, Shown
from tests.inbox.conftest import Real, Show
from tests.inbox.letters import REAL, letters

WIDTHS = (320, 360, 600, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SMALLEST = 14  # pixels
TARGET = 24  # pixels: WCAG 2.2, success criterion 2.5.8
READABLE = 4.5  # to 1: WCAG 2.2, success criterion 1.4.3


def beyond(shown: Shown, width: int) -> list[str]:
    """What does not fit into the window at a width."""
    shown.resize(width)
    scroll = shown.page.evaluate("document.documentElement.scrollWidth")
    out = [text["words"] for text in shown.measured("texts()") if text["left"] < -0.5 or text["right"] > width + 0.5]
    return ([f"scrolls to {scroll}"] if scroll > width else []) + out


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two computed colours, like `rgb(0, 81, 125)`; both must be opaque."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    numbers = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    assert numbers, f"{colour} is not a plain opaque colour"
    shares = [int(number) / 255 for number in numbers.groups()]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("number", REAL)
def test_a_letter_asks_nobody_for_anything(real: Real, number: int) -> None:
    for shown in real(number):
        shown.page.wait_for_load_state("networkidle")  # backgrounds are asked for after the page is there

        assert shown.asked == []
        assert shown.page.evaluate("[...document.images].every((image) => image.naturalWidth > 0)")


def test_whatever_a_page_asks_for_is_noticed(show: Show) -> None:
    shown = show(
        '<!DOCTYPE html><link rel="stylesheet" href="https://fonts.example/css"><img src="http://there.example/a.png">'
        '<table background="bar.png"><tr><td style="background:url(//there.example/b.png)">x</td></tr></table>',
        600,
    )
    shown.page.wait_for_load_state("networkidle")

    assert sorted(shown.asked) == [
        "http://letter.invalid/bar.png",
        "http://there.example/a.png",
        "http://there.example/b.png",
        "https://fonts.example/css",
    ]


@pytest.mark.parametrize("number", REAL)
def test_a_letter_is_laid_out_by_the_standards(real: Real, number: int) -> None:
    assert {shown.page.evaluate("document.compatMode") for shown in real(number)} == {"CSS1Compat"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", REAL)
def test_nothing_sticks_out(real: Real, number: int, width: int) -> None:
    for shown in real(number):
        assert beyond(shown, width) == []


def test_what_sticks_out_is_noticed(show: Show) -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 2
    shown = show(f'<!DOCTYPE html><p style="overflow:hidden">{word}</p><table width="400"><tr><td>x</table>', 600)

    assert beyond(shown, 320) == ["scrolls to 408", word]
    assert beyond(shown, 1280) == []


@pytest.mark.parametrize("number", REAL)
def test_every_link_within_the_page_leads_to_an_anchor_that_every_mail_program_follows(real: Real, number: int) -> None:
    for shown in real(number):
        assert shown.measured("lost_links()") == []
        assert shown.page.locator('a[href^="#"]').count() > 3


def test_a_link_to_an_anchor_without_a_name_is_noticed(show: Show) -> None:
    shown = show('<!DOCTYPE html><a href="#one">1</a><a href="#two">2</a><p id="one"><a name="two">2</a>', 600)

    assert shown.measured("lost_links()") == ["one", "two"]


@pytest.mark.parametrize("number", REAL)
def test_with_pictures_off_their_words_can_be_read(show: Show, number: int) -> None:
    for letter in letters(number):
        shown = show(html_of(letter), 600)  # no browser knows cid: addresses
        for scheme in SCHEMES:
            shown.page.emulate_media(color_scheme=scheme)
            alternatives = shown.measured("alternatives()")

            assert [each for each in alternatives if contrast(each["ink"], each["paper"]) < READABLE] == [], scheme
            assert [each for each in alternatives if each["size"] < SMALLEST] == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("number", REAL)
def test_no_text_is_smaller_than_14_pixels_or_justified(real: Real, number: int, width: int) -> None:
    for shown in real(number):
        shown.resize(width)
        texts = shown.measured("texts()")

        assert len(texts) > 100
        assert [text for text in texts if text["size"] < SMALLEST] == []
        assert [text for text in texts if text["align"] == "justify"] == []


@pytest.mark.parametrize("number", REAL)
def test_a_link_that_stands_for_itself_can_be_hit(real: Real, number: int) -> None:
    for shown in real(number):
        shown.resize(320)
        links = shown.measured("standing_links()")

        assert len(links) > 3
        assert [link for link in links if link["height"] < TARGET] == []


def test_a_small_link_is_noticed_unless_it_is_part_of_a_sentence(show: Show) -> None:
    shown = show(
        '<!DOCTYPE html><div style="font-size:14px;line-height:20px"><p>Read <a href="a">this</a>.</p>'
        '<p><a href="b">Unsubscribe</a> · <a href="c">Web</a></p><p style="line-height:24px"><a href="d">On</a></p>',
        320,
    )

    assert shown.measured("standing_links()") == [
        {"words": "Unsubscribe", "height": 20},
        {"words": "Web", "height": 20},
        {"words": "On", "height": 24},
    ]
