"""The real updates: every heading, sentence and link of the files is in both parts of the letter.

What to find is read from the YAML with parsers of its own, not with Composer's.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from composer.pipeline.edition import Workspace, compose_issue
from tests.inbox.letters import REAL, html, text

ROOT = Path(__file__).parents[2]
MARKDOWN = MarkdownIt("commonmark").enable("table")


def written(number: int) -> dict[str, Any]:
    loaded = yaml.load((ROOT / "issues" / f"{number}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 – BaseLoader makes text of everything
    assert isinstance(loaded, dict)
    return loaded


def printed_items(number: int) -> list[dict[str, Any]]:
    """The items the edition prints in full: its own, and those of earlier files that it reminds of."""
    reminders = compose_issue(Workspace.open(ROOT), number).edition.reminders
    earlier = [
        item
        for reminder in reminders
        if reminder.before is None
        for item in written(reminder.issue)["items"]
        if item["title"] == str(reminder.item.title)
    ]
    assert len(earlier) == len([reminder for reminder in reminders if reminder.before is None])
    return [*written(number)["items"], *earlier]


def tokens(markdown: str) -> Iterator[Token]:
    for block in MARKDOWN.parse(markdown):
        yield from block.children or ()


def said(markdown: str) -> Iterator[str]:
    """The sentences of a text, paragraph by paragraph."""
    for block in MARKDOWN.parse(markdown):
        children = block.children or ()
        words = "".join(" " if token.type == "softbreak" else token.content for token in children)
        yield from filter(None, re.split(r"(?<=[.!?]) ", words))


def sentences(item: dict[str, Any]) -> Iterator[str]:
    yield item["title"]
    for key in ("update", "action"):
        yield from said(item.get(key, ""))
    if "resource" in item:
        yield item["resource"]["title"]


def addresses(item: dict[str, Any]) -> Iterator[str]:
    for key in ("update", "action"):
        yield from (str(token.attrs["href"]) for token in tokens(item.get(key, "")) if token.type == "link_open")
    if "resource" in item:
        yield item["resource"]["url"]


def words(text: str) -> str:
    """Letters and figures alone: line ends, marks of emphasis and bullets are each part's own affair."""
    found = re.findall(r"[^\W_]+", entities.unescape(text))
    return f" {' '.join(found)} "


def page(number: int) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html(number))


def links(tree: lxml.html.HtmlElement) -> set[str]:
    return {link.get("href") for link in tree.iter("a") if link.get("href")}


@pytest.mark.parametrize("number", REAL)
def test_every_sentence_of_the_files_is_in_both_parts(number: int) -> None:
    shown = words(" ".join(page(number).find("body").itertext())), words(text(number))
    everything = [sentence for item in printed_items(number) for sentence in sentences(item)]
    everything += [tool["title"] for tool in written(number).get("tools", [])]

    assert len(everything) > 40
    assert [each for each in everything if any(words(each) not in part for part in shown)] == []


@pytest.mark.parametrize("number", REAL)
def test_every_link_of_the_files_is_in_both_parts(number: int) -> None:
    there = links(page(number))
    everything = [address for item in printed_items(number) for address in addresses(item)]
    everything += [tool["url"] for tool in written(number).get("tools", []) if "url" in tool]

    assert len(everything) > 5
    assert [each for each in everything if each not in there] == []
    assert [each for each in everything if each.removeprefix("mailto:") not in text(number)] == []


@pytest.mark.parametrize("number", REAL)
def test_every_heading_and_every_word_of_the_page_is_in_the_text_and_the_other_way_round(number: int) -> None:
    tree = page(number)
    plain = words(text(number))
    headings = [words(each.text_content()) for each in tree.iter("h1", "h2", "h3", "h4", "h5")]
    alts = " ".join(image.get("alt") for image in tree.iter("img"))
    on_page = set(words(" ".join(tree.find("body").itertext()) + f" {alts} ").split())
    in_text = set(words(re.sub(r"https?://\S+|\S+@\S+", "", text(number))).split())

    assert [heading for heading in headings if heading not in plain] == []
    assert in_text - on_page == set()
    # pictures are told by their words, but not the logo: the name stands there already
    assert on_page - set(plain.split()) <= set(words("Logo South East Improvement Programme").split())


@pytest.mark.parametrize("number", REAL)
def test_the_text_has_lines_of_at_most_72_characters_and_each_address_whole_on_a_line_of_its_own(number: int) -> None:
    long = [line for line in text(number).splitlines() if len(line) > 72]

    assert [line for line in long if not re.fullmatch(r" *https?://\S+", line)] == []


@pytest.mark.parametrize("number", REAL)
def test_no_two_links_with_the_same_words_lead_to_different_places(number: int) -> None:
    places: dict[str, set[str]] = {}
    for link in page(number).iter("a"):
        if link.get("href"):
            places.setdefault(" ".join(link.text_content().split()).lower(), set()).add(link.get("href"))

    assert {said: there for said, there in places.items() if len({each.split("#")[0] for each in there}) > 1} == {}
    assert not places.keys() & {"here", "click here", "read more", "more", "link", "this", ""}
