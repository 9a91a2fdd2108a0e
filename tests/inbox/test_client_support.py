"""Which mail programs support what the real letters use, by the data of Can I email over fifteen of them."""

import collections
import email
import email.policy
import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from composer import packaged
from composer.check.client_support import BEYOND, RECOGNISED, features_used, judge_client_support
from composer.check.client_support.dispensable import DISPENSABLE, can_do_without
from composer.load import load_client_support
from composer.model import ClientSupport, Degree, Feature, Support
from composer.render import html_of
from tests.inbox.letters import REAL, letters

HERE = Path(__file__).parent
EXAMPLES: dict[str, dict[str, str]] = yaml.safe_load((HERE / "client_support_examples.yaml").read_text("utf-8"))
PICTURES = {"logo@example.org": "image/png"}
KNOWN = load_client_support()


def used(html: str) -> frozenset[str]:
    return features_used(html, PICTURES)


@functools.cache
def unsupported_in_the_real_letters() -> frozenset[tuple[str, str]]:
    """Each feature that a variant of a real update uses, with each mail program that does not support it."""
    found = [finding for number in REAL for letter in letters(number) for finding in judged(letter)]
    return frozenset((finding.slug, client) for finding in found for client in finding.unsupported)


def judged(letter: bytes):
    parts = email.message_from_bytes(letter, policy=email.policy.default).walk()
    pictures = {part["Content-ID"].strip("<>"): part.get_content_type() for part in parts if part["Content-ID"]}
    return judge_client_support(html_of(letter), pictures, KNOWN)


ALLOWED = frozenset[tuple[str, str]]().union(*(entry.pairs for entry in DISPENSABLE))


def as_entries(pairs: frozenset[tuple[str, str]]) -> str:
    """The pairs as entries of `DISPENSABLE`, the reasons left to write."""
    clients = collections.defaultdict(list)
    for slug, client in sorted(pairs):
        clients[slug].append(client)
    return "\n".join(
        f'Dispensable("{slug}", "{" ".join(those)}", ""),  # {KNOWN.features[slug].title}'
        for slug, those in clients.items()
    )


def test_the_real_letters_use_nothing_that_a_mail_program_lacks_but_what_they_can_do_without():
    new = unsupported_in_the_real_letters() - ALLOWED

    assert not new, f"judge these, then add them to client_support/dispensable.py:\n{as_entries(new)}"


def test_nothing_is_allowed_that_no_real_letter_needs():
    stale = ALLOWED - unsupported_in_the_real_letters()

    assert not stale, f"no longer needed, take out of client_support/dispensable.py:\n{as_entries(stale)}"


def test_every_allowed_feature_stands_once_and_has_its_reason():
    assert all(len(entry.reason.split()) >= 5 for entry in DISPENSABLE)
    assert sum(len(entry.pairs) for entry in DISPENSABLE) == len(ALLOWED)
    assert all(can_do_without(*pair) for pair in ALLOWED)
    assert not can_do_without("html-table", "gmail.ios")


def test_every_letter_is_judged_by_fifteen_mail_programs_that_the_data_know():
    assert len(set(KNOWN.clients)) == 15
    tried = collections.Counter(client for feature in KNOWN.features.values() for client in feature.support)
    assert min(tried[client] for client in KNOWN.clients) > 280


def test_every_feature_of_the_data_is_recognised_or_named_as_beyond_with_the_reason():
    assert RECOGNISED | BEYOND.keys() == KNOWN.features.keys()
    assert not RECOGNISED & BEYOND.keys()
    assert all(BEYOND.values())


def test_every_feature_that_is_recognised_has_an_example():
    assert {slug for examples in EXAMPLES.values() for slug in examples} == RECOGNISED


@pytest.mark.parametrize(("slug", "css"), EXAMPLES["declarations"].items())
def test_a_declaration_is_recognised_in_an_attribute_and_in_a_sheet(slug, css):
    assert slug in used(f'<p style="{css}">')
    assert slug in used(f"<style>p {{ {css} }}</style>")
    assert slug in used(f"<style>@media screen {{ p {{ {css} }} }}</style>")
    assert slug not in used('<p style="color:red"><style>p { color: red }</style>')


@pytest.mark.parametrize(("slug", "css"), EXAMPLES["sheets"].items())
def test_a_rule_is_recognised_in_a_sheet(slug, css):
    assert slug in used(f"<style>{css}</style>")
    assert slug not in used("<style>:root { color: red }</style>")


@pytest.mark.parametrize(("slug", "html"), EXAMPLES["pages"].items())
def test_an_element_attribute_link_or_picture_is_recognised_in_a_page(slug, html):
    assert slug in used(html)
    assert slug not in used('<u id="x" src="y" href="z">')


@pytest.mark.parametrize(
    ("html", "slugs"),
    [
        ("", ""),
        ("plain words", ""),
        ("<p>x", "html-p"),
        ('<img src="cid:logo@example.org">', "html-img image-png"),
        ('<img src="cid:somebody-elses@example.org">', "html-img"),
        ('<a href="#">x</a>', ""),
        ('<a href="https://www.example.org/#top">x</a>', ""),
        ('<p style="margin:0 -4px">', "html-p css-margin css-unit-px"),
        ('<p style="border-radius:0">', "html-p css-border-radius"),
        ("<p style=\"font-family:'system-ui'\">", "html-p"),
        ('<p style="--gap: 2px">', "html-p css-variables css-unit-px"),
        ("<style>a:hover{color:red}</style>", "html-style css-selector-type css-pseudo-class-hover"),
        ("<style>.a,.b{color:red}</style>", "html-style css-selector-class css-selector-grouping"),
        ("<style>.a.b{color:red}</style>", "html-style css-selector-class css-selector-chaining"),
        (".a > .b", ""),
        (
            "<style>.a:not( .b , #c ){color:red}</style>",
            "html-style css-selector-class css-selector-id css-selector-grouping css-pseudo-class-not",
        ),
        (
            "<style>.a > .b{color:red}</style>",
            "html-style css-selector-class css-selector-child",
        ),
        (
            "<style>@media (max-width:480px){.a .b{width:100%}}</style>",
            "html-style css-at-media css-selector-class css-selector-descendant css-width css-unit-percent",
        ),
        ("<style>.a{@media print{float:left}}</style>", "html-style css-selector-class css-at-media css-float"),
        (
            "<style>@media (max-device-pixel-ratio:1.5){a{float:left}}</style>",
            "html-style css-selector-type css-at-media css-at-media-device-pixel-ratio css-float",
        ),
        ('<style media="screen"></style>', "html-style"),
        ('<style media="screen and (min-width:480px)"></style>', "html-style css-at-media"),
        ("<style>@font-face{font-display:swap}</style>", "html-style css-at-font-face"),
        (
            "<style>@keyframes x{from{top:0}50%{top:1px}}</style>",
            "html-style css-at-keyframes css-left-right-top-bottom css-unit-px",
        ),
        ("<p><!--[if mso]><table><tr><td></table><![endif]-->", "html-p html-comments"),
    ],
)
def test_a_page_uses_just_these(html, slugs):
    assert used(html) == set(slugs.split())


def known(slug: str, **support: str) -> ClientSupport:
    """Data on one feature; a mail program is written with an underscore for its dot."""
    told = {client.replace("_", "."): Support(Degree(degree), ("a note",)) for client, degree in support.items()}
    return ClientSupport((*told, "untried.client"), MappingProxyType({slug: Feature(slug, slug, told)}))


def unsupported(html: str, table: ClientSupport) -> tuple[str, ...]:
    return tuple(client for finding in judge_client_support(html, {}, table) for client in finding.unsupported)


def test_a_finding_names_who_lacks_a_feature_and_who_has_it_in_part_with_the_note():
    table = known("css-float", gmail_ios="n", yahoo_ios="a", outlook_ios="y", samsung_android="u")

    (finding,) = judge_client_support('<p style="float:left">', {}, table)

    assert finding.slug == finding.title == "css-float"
    assert finding.unsupported == ("gmail.ios",)
    assert finding.partly == {"yahoo.ios": ("a note",)}
    assert judge_client_support('<p style="clear:both">', {}, table) == []


FLEX = '<p style="display:flex">x</p>'


@pytest.mark.parametrize(
    ("html", "who"),
    [
        (FLEX, "outlook.windows gmail.ios"),
        (f"<!--[if mso | IE]>{FLEX}<![endif]-->", "outlook.windows"),
        (f"<!--[if (gte mso 9)&(lte mso 16)]>{FLEX}<![endif]-->", "outlook.windows"),
        (f"<!--[if lte mso 11]>{FLEX}<![endif]-->", ""),
        (f"<!--[if lt mso 16]>{FLEX}<![endif]-->", ""),
        (f"<!--[if gt mso 16]>{FLEX}<![endif]-->", ""),
        (f"<!--[if gt mso 15]>{FLEX}<![endif]-->", "outlook.windows"),
        (f"<!--[if gte mso 16]>{FLEX}<![endif]-->", "outlook.windows"),
        (f"<!--[if mso 12]>{FLEX}<![endif]-->", ""),
        (f"<!--[if IE]>{FLEX}<![endif]-->", ""),
        (f"<!--[if mso & !IE]>{FLEX}<![endif]-->", "outlook.windows"),
        (f"<!--[if mso & IE]>{FLEX}<![endif]-->", ""),
        (f"<![if !mso]>{FLEX}<![endif]>", "gmail.ios"),
        (f"<!--[if !mso]><!-->{FLEX}<!--<![endif]-->", "gmail.ios"),
        (f"<!--[if !mso]><!-- -->{FLEX}<!-- <![endif]-->", "gmail.ios"),
        (f"<!--[if mso]><p><![endif]--><!--[if !mso]><!-->{FLEX}<!--<![endif]-->", "gmail.ios"),
        (f"<!--[if !mso]><!--><p><!--<![endif]-->{FLEX}<!--[if mso]></p><![endif]-->", "outlook.windows gmail.ios"),
        (f"<!-- {FLEX} -->", ""),
    ],
)
def test_conditional_comments_are_obeyed_for_outlook_on_windows_and_for_nobody_else(html, who):
    table = known("css-display-flex", outlook_windows="n", gmail_ios="n")

    assert unsupported(html, table) == tuple(who.split())


def test_the_data_say_of_known_features_what_the_project_s_site_says():
    def degrees(slug: str) -> Mapping[str, str]:
        return {client: support.degree.value for client, support in KNOWN.features[slug].support.items()}

    assert degrees("html-table") == dict.fromkeys(KNOWN.clients, "y")
    assert degrees("css-display-flex")["outlook.windows"] == "n"
    assert degrees("css-animation")["outlook.macos"] == "n"  # not what its version of 2016 did
    assert "Only works on `<table>` elements." in KNOWN.features["css-max-width"].support["outlook.windows"].notes[0]


def test_the_data_travel_with_their_licence():
    folder = packaged.CANIEMAIL.parent

    assert "Copyright (c) 2019 HTeuMeuLeu" in (folder / "LICENSE").read_text("utf-8")
    assert "hteumeuleu/caniemail" in (folder / "README.md").read_text("utf-8")


PIECES = st.sampled_from(
    [
        *"<>!-[]{}()\"'#.:;@*,/\\&= \n\0\ufeff",
        *["<style>", "</style>", "<p style='", "<!--[if mso", "<![endif]-->", "<![CDATA[", "<?xml encoding='x'?>"],
        *["@media", "@import", "url(", "/*", "*/", "--x", "!important", "cid:", "data:", "<svg", "<img src="],
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
@example("<?xml version='1.0' encoding='utf-16'?><p style='float:left'>")
@example("<p>" * 5000)
@example("<style>" + "@media{" * 5000)
@example("<style>" + ".a{" * 5000)
@example("<style>" + ":not(" * 5000)
@example("<p style='width:" + "calc(" * 5000)
def test_no_page_whatever_it_holds_makes_the_check_fail(page):
    for finding in judge_client_support(page, {}, KNOWN):
        assert finding.slug in RECOGNISED


@given(st.text(), st.sampled_from(sorted(EXAMPLES["declarations"].items())))
def test_words_of_the_letter_hide_no_feature(words, feature):
    slug, css = feature
    shown = words.replace("<", "&lt;")

    assert slug in used(f'<p>{shown}</p><p style="{css}">{shown}</p>')
