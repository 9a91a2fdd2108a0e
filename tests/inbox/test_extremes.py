"""Letters of what people write now and then: wide tables, long words, a brand without colour."""

from __future__ import annotations

import dataclasses

import pytest

from composer.model import Edition
from composer.packaged import TEMPLATES
from composer.render import html_of, render
from composer.settings import Brand, Settings
from tests.inbox.conftest import Show
from tests.render.conftest import EDUCATION, Values, text
from tests.render.conftest import edition as edition
from tests.render.conftest import reader as reader
from tests.render.conftest import settings as settings

WIDE = """
| Authority | Status | Nominated lead | Return due | Notes |
|---|---|---|---|---|
| Buckinghamshire | Waiting | Priya Nair | 6 March | Second reminder sent |
| Medway | Complete | Howard Tilney | 28 February | https://www.example.org/returns/medway/2020/february |
"""
LONG = "See https://www.example.org/" + "a-long-way/" * 12 + f" and {'Donaudampfschifffahrt' * 6}."


def said(edition: Edition, settings: Settings, reader: Values, words: str) -> str:
    item = dataclasses.replace(EDUCATION, update=text(words))
    only = dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),))
    return html_of(render(only, settings, {}, (TEMPLATES,)).letter(reader(settings)))


@pytest.mark.parametrize("words", [WIDE, LONG], ids=["a wide table", "a long word"])
@pytest.mark.parametrize("width", [320, 600])
def test_nothing_an_author_writes_makes_the_page_wider_than_the_screen(
    words: str, width: int, edition: Edition, settings: Settings, reader: Values, show: Show
) -> None:
    page = show(said(edition, settings, reader, words), width).page

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 600])
def test_no_word_of_a_wide_table_is_broken(
    width: int, edition: Edition, settings: Settings, reader: Values, show: Show
) -> None:
    page = show(said(edition, settings, reader, WIDE), width).page
    heights = page.eval_on_selector_all(".data th", "cells => cells.map(cell => cell.getBoundingClientRect().height)")
    words = page.locator(".data td", has_text="Buckinghamshire").bounding_box()

    assert max(heights) < 80  # two lines
    assert words
    assert words["width"] > 120


def test_a_wide_table_can_be_moved_with_the_keyboard_too(
    edition: Edition, settings: Settings, reader: Values, show: Show
) -> None:
    page = show(said(edition, settings, reader, WIDE), 320).page

    assert page.eval_on_selector(".wide", "box => box.scrollWidth > box.clientWidth && box.tabIndex === 0")


def test_a_white_brand_is_no_glaring_band_by_night(
    edition: Edition, settings: Settings, reader: Values, show: Show
) -> None:
    white = dataclasses.replace(settings, brand=Brand(colour="#ffffff"))
    page = show(said(edition, white, reader, "Words."), 600, "dark").page

    assert page.eval_on_selector(".band", "band => getComputedStyle(band).backgroundColor") == "rgb(82, 88, 92)"
