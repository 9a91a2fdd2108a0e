"""The traps that ship broken mail with this very stack (reference: inbox, section 0), each shown shut."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import lxml.html
import pytest
from mjml import mjml2html

from composer.model import Edition, Rendered
from composer.render import html_of
from composer.render.mjml import html_from
from composer.settings import Settings

from .conftest import EDUCATION, TOKEN, Values, text


@pytest.fixture(scope="module")
def html(letter: bytes) -> str:
    return html_of(letter)


@pytest.fixture(scope="module")
def tree(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def test_1_every_picture_has_a_width_in_pixels(tree: lxml.html.HtmlElement) -> None:
    widths = {image.get("alt"): image.get("width") for image in tree.iter("img")}

    expected = {"South East": "200", "Three children playing happily together": "552", "Map of the region": "90"}
    assert expected == widths


def test_1_a_style_of_its_own_does_not_change_a_pictures_width() -> None:
    image = '<mj-image src="cid:a" alt="a" width="276px" />'
    style = "<mj-head><mj-style>img { max-width: 100%; width: 100%; }</mj-style></mj-head>"
    page = f"<mjml>{style}<mj-body><mj-section><mj-column>{image}</mj-column></mj-section></mj-body></mjml>"

    assert re.findall(r'<img [^>]*\bwidth="([^"]*)"', html_from(page, "test")) == ["276"]


def test_2_the_doctype_stays(html: str) -> None:
    assert html.startswith("<!DOCTYPE html>\n<html ")


def test_3_important_stays_where_dark_mode_needs_it(html: str) -> None:
    dark = html[html.index("prefers-color-scheme") :]

    assert dark[: dark.index("</style>")].count("!important") == 5


def test_4_rules_for_one_mail_program_stay(html: str) -> None:
    assert "[data-ogsc] .words" in html
    assert "#outlook a" in html


def test_3_and_4_hold_for_a_style_that_is_put_on_elements_too() -> None:
    rules = ".x p { color: #123456 !important; }\n.nothing { color: #654321 !important; }"
    words = '<mj-text css-class="x"><p>a</p></mj-text>'
    page = (
        f"<mjml><mj-head><mj-style>{rules}</mj-style></mj-head><mj-body><mj-section><mj-column>{words}"
        "</mj-column></mj-section></mj-body></mjml>"
    )
    html = html_from(page, "test")

    assert rules in html
    assert 'class="x"' in html
    assert 'style="color:#123456 !important"' in html


def test_5_outlooks_comments_come_through_unchanged() -> None:
    columns = '<mj-column><mj-button href="https://www.example.org">Go</mj-button></mj-column>' * 2
    mjml = f"<mjml><mj-body><mj-section>{columns}</mj-section></mj-body></mjml>"
    before, after = (
        re.findall(r"<!--\[if.*?<!\[endif\]-->", page, re.DOTALL)
        for page in (mjml2html(mjml, fonts={}), html_from(mjml, "test"))
    )

    assert len(before) > 8
    assert after == before


def test_6_links_made_for_a_reader_come_through_unchanged(tree: lxml.html.HtmlElement) -> None:
    links = {link.text: link.get("href") for link in tree.iter("a")}

    assert f"https://updates.example.org/u/{TOKEN}" == links["Unsubscribe"]


def test_7_styles_are_on_the_elements(tree: lxml.html.HtmlElement) -> None:
    for tag in ("h1", "h2", "h3", "h4", "p", "ul"):
        assert all("margin" in (element.get("style") or "") for element in tree.iter(tag)), tag
    assert all("color" in link.get("style") for link in tree.iter("a") if link.get("href"))


def test_7_mjmls_own_styles_stay_in_the_head(html: str) -> None:
    assert html.count("mso-table-lspace") == 1


def test_8_no_font_is_asked_for_even_where_a_template_names_none() -> None:
    page = "<mjml><mj-body><mj-section><mj-column><mj-text>a</mj-text></mj-column></mj-section></mj-body></mjml>"

    assert "googleapis" not in html_from(page, "test")


def test_8_nobody_elses_server_is_asked_for_anything(html: str, tree: lxml.html.HtmlElement) -> None:
    assert list(tree.iter("link", "script", "iframe", "video")) == []
    assert not re.search(r"@import|url\(|googleapis|mailjet", html)
    assert all(image.get("src").startswith("cid:") for image in tree.iter("img"))


def test_10_every_picture_has_words(tree: lxml.html.HtmlElement) -> None:
    assert all(image.get("alt") for image in tree.iter("img"))


def test_11_what_an_author_writes_stays_words(edition: Edition, shown: Callable[[Edition], tuple[str, str]]) -> None:
    attack = "</mj-text><mj-raw><script>alert(1)</script></mj-raw>{{ page }} & co"
    update = f"{attack} [click](javascript:alert%281%29) [x](vbscript:x) ![p](https://evil.example/p.png)"
    item = dataclasses.replace(EDUCATION, title=text(attack), update=text(update))
    _, html = shown(dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),)))
    tree = lxml.html.document_fromstring(html)

    assert list(tree.iter("script")) == []
    assert attack == next(tree.iter("h3")).text
    assert not [link for link in tree.iter("a") if (link.get("href") or "").startswith(("java", "vb"))]
    assert "evil.example" not in html


def test_12_quotes_in_a_subject_stay_inside_their_attribute(
    edition: Edition, shown: Callable[[Edition], tuple[str, str]]
) -> None:
    words = 'The "big" one & <more>'
    _, html = shown(dataclasses.replace(edition, subject=words))
    tree = lxml.html.document_fromstring(html)

    assert words == tree.findtext(".//title")
    assert [words] == tree.xpath("//div[@role='article']/@aria-label")


def test_13_list_unsubscribe_is_never_an_encoded_word(rendered: Rendered, settings: Settings, reader: Values) -> None:
    token = "t" * 400
    letter = rendered.letter(reader(settings, unsubscribe_token=token)).decode("ascii")

    assert (
        f"\r\nList-Unsubscribe: <https://updates.example.org/u/{token}>,\r\n"
        f" <mailto:programme.manager@example.org?subject=unsubscribe%20{token}>\r\n" in letter
    )


@pytest.mark.parametrize("html", ["<h1>x</h1>", "<p>a<br />b &amp; c</p>"])
def test_mjml_is_given_back_with_what_was_in_it(html: str) -> None:
    page = f"<mjml><mj-body><mj-section><mj-column><mj-text>{html}</mj-text></mj-column></mj-section></mj-body></mjml>"

    assert html.replace(" />", ">") in html_from(page, "test")
