"""What readers find on the page, and that both parts of a letter say it."""

from __future__ import annotations

import dataclasses
import datetime
import html as entities
import itertools
import re
from collections.abc import Callable

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from composer.model import Edition, Event
from composer.packaged import TEMPLATES
from composer.render import html_of, render, text_of
from composer.render.colours import contrast
from composer.render.theme import theme_of
from composer.settings import Brand, Settings

from .conftest import CHRIS, CONFERENCE_ITEM, DATE, EDUCATION, GUIDE, IMAGES, PLACE, Values, text

Shown = Callable[[Edition], tuple[str, str]]


@pytest.fixture(scope="module")
def plain(letter: bytes) -> str:
    return text_of(letter)


@pytest.fixture(scope="module")
def tree(letter: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html_of(letter))


def words_of(tree: lxml.html.HtmlElement) -> str:
    """What is to be read on the page, in one line."""
    body = tree.find("body")
    return " ".join(" ".join(body.itertext()).split())


def headings(tree: lxml.html.HtmlElement) -> list[tuple[str, str]]:
    return [(element.tag, element.text_content()) for element in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]


def test_the_outline_has_one_h1_and_no_gap(tree: lxml.html.HtmlElement) -> None:
    levels = [int(tag[1]) for tag, _ in headings(tree)]

    assert [each for each in headings(tree) if each[0] == "h1"] == [("h1", "Update no 391")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_sections_come_in_order(tree: lxml.html.HtmlElement) -> None:
    sections = [
        "Key dates",
        "In this update",
        "This week",
        "Reminders from previous weeks",
        "Tools & templates",
        "Contact details",
    ]

    assert sections == [words for tag, words in headings(tree) if tag == "h2"]


def test_the_text_has_every_heading_of_the_page(tree: lxml.html.HtmlElement, plain: str) -> None:
    flat = " ".join(plain.split())

    assert [words for _, words in headings(tree) if words not in flat] == []


def test_the_text_has_every_link_of_the_page(tree: lxml.html.HtmlElement, plain: str) -> None:
    links = [link.get("href") for link in tree.iter("a") if link.get("href")]
    outside = [link.removeprefix("mailto:") for link in links if not link.startswith(("#", "tel:"))]
    numbers = [link.removeprefix("tel:") for link in links if link.startswith("tel:")]

    assert len(outside) > 12
    assert [link for link in outside if link not in plain] == []
    assert numbers == ["01234567890"]
    assert "01234 567890" in plain


def test_the_page_has_every_sentence_of_the_text(tree: lxml.html.HtmlElement, plain: str) -> None:
    alts = " ".join(image.get("alt") for image in tree.iter("img"))
    page = {*re.findall(r"\w+", f"{words_of(tree)} {alts}")}
    links = r"https?://\S+"
    text = re.findall(r"\w+", re.sub(links, "", plain))

    assert [word for word in text if word not in page] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "A summary of the week.",
        "a role for “LAs” in in-year admissions,",
        "Developing an effective local “SEND” system: a guide <draft> & more",
        "From update no 390, 14 February 2020",
        "Only Milton Keynes is not represented so far.",
        "In full in update no 385, 10 January 2020",
        "Friday 14 February 2020 (past)",
        "By Friday 24 April 2020: Send agenda items",
        "Friday 1 May 2020, 10:30–15:30: AD Education Network, Shaw House, Newbury",
        "Monday 8 June 2020, 10:00 to Tuesday 9 June 2020",
        "Shaw House, Newbury",
        "SEND guide (LGA, 13 February 2020)",
        "01234 567890",
        "Education Network, South East Sector-Led Improvement",
        "You get this because you are on the lists of AD Education Network and Directors of Children’s Services.",
        "County Hall, Newbury RG14 1AA",
    ],
)
def test_both_parts_say_it(sentence: str, tree: lxml.html.HtmlElement, plain: str) -> None:
    assert sentence in " ".join(plain.split())
    assert sentence in words_of(tree).replace(" ,", ",").replace(" .", ".").replace(" :", ":")


def test_a_reminder_that_is_back_for_a_date_is_printed_short(tree: lxml.html.HtmlElement, plain: str) -> None:
    assert "is not said again" not in words_of(tree) + plain
    assert ("h3", "Conference of the region") in headings(tree)
    assert "Hold the date" not in words_of(tree) + plain


def test_key_dates_lead_to_their_item_and_else_to_its_update(tree: lxml.html.HtmlElement) -> None:
    names = {anchor.get("name") for anchor in tree.iter("a") if anchor.get("name")}
    inside = [link.get("href") for link in tree.iter("a") if (link.get("href") or "").startswith("#")]
    outside = [link.get("href") for link in tree.iter("a") if link.text_content() == "update no 388"]

    assert {f"#item-{EDUCATION.id}", f"#item-{CONFERENCE_ITEM.id}"} <= set(inside)
    assert {link.removeprefix("#") for link in inside} <= names
    assert len(outside) == 1
    assert outside[0].endswith("?issue=388")


def test_every_layout_table_says_so_and_a_table_of_data_has_headers(tree: lxml.html.HtmlElement) -> None:
    data = [table for table in tree.iter("table") if table.get("role") != "presentation"]

    dates, typed = data
    assert {cell.get("scope") for cell in dates.iter("th")} == {"row"}
    assert [cell.get("scope") for cell in typed.iter("th")] == ["col", "col"]


def test_the_contents_lead_to_every_item_and_part(tree: lxml.html.HtmlElement) -> None:
    contents = tree.xpath("//h2[.='In this update']/following-sibling::ul[1]//a")
    links = [(link.get("href"), link.text_content()) for link in contents]

    assert links == [
        ("#item-education-may", str(EDUCATION.title)),
        ("#item-send-guide", str(GUIDE.title)),
        ("#reminders", "Reminders from previous weeks"),
        ("#tools", "Tools & templates"),
        ("#contacts", "Contact details"),
    ]
    assert {href.removeprefix("#") for href, _ in links} <= {each.get("name") for each in tree.iter("a")}


def test_who_gets_a_forwarded_copy_is_told_whose_link_it_holds(tree: lxml.html.HtmlElement, plain: str) -> None:
    sentence = "The link to unsubscribe is for the person it was sent to"

    assert sentence in words_of(tree)
    assert sentence in " ".join(plain.split())


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("01632 960001", "tel:01632960001"),
        ("+44 (1632) 960-001", "tel:+441632960001"),
        ("01632 960001 ext. 5", None),
        ("01632 960001 / 960002", None),
    ],
)
def test_a_number_that_can_be_dialled_is_a_link(
    phone: str, expected: str | None, edition: Edition, shown: Shown
) -> None:
    one = dataclasses.replace(CHRIS, phone=text(phone))
    _, html = shown(dataclasses.replace(edition, programme={"chris-owen": one}))
    tree = lxml.html.document_fromstring(html)

    assert tree.xpath("//a[.=$phone]/@href", phone=phone) == [expected] * bool(expected)
    assert phone in words_of(tree)


def test_language_and_direction_are_on_the_page_and_inside_it(tree: lxml.html.HtmlElement) -> None:
    article = tree.xpath("//div[@role='article']")[0]

    assert [(each.get("lang"), each.get("dir")) for each in (tree, article)] == [("en-GB", "ltr")] * 2


def test_the_preheader_is_first_and_made_of_words_of_the_page(tree: lxml.html.HtmlElement) -> None:
    first = tree.xpath("//div[@role='article']/*")[0]

    assert first.text_content().startswith("AD Education Network – next meeting Friday 1 May · ")
    assert "display:none" in first.get("style")


def test_an_event_is_past_when_its_last_day_is_before_the_issue(edition: Edition, shown: Shown) -> None:
    yesterday = DATE - datetime.timedelta(days=1)
    running = Event(yesterday, PLACE, to=DATE, what=text("Two days"))
    over = Event(yesterday, PLACE, what=text("One day"))
    item = dataclasses.replace(EDUCATION, dates=(running, over))
    plain, _ = shown(dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),)))

    assert "Thursday 20 to Friday 21 February 2020: Two days" in plain
    assert "Thursday 20 February 2020 (past): One day" in plain


def test_headings_an_author_writes_fit_the_outline(edition: Edition, shown: Shown) -> None:
    item = dataclasses.replace(EDUCATION, update=text("# Big\n\nwords\n\n### Small\n\nwords"))
    news = (dataclasses.replace(edition.news[0], item=item),)
    _, html = shown(dataclasses.replace(edition, news=news, intro=text("# Welcome\n\nwords")))
    found = headings(lxml.html.document_fromstring(html))

    assert [each for each in found if each[0] == "h5"] == [("h5", "Big"), ("h5", "Small")]
    assert ("h2", "Welcome") in found


def test_an_edition_with_nothing_in_it_is_still_a_letter(edition: Edition, shown: Shown) -> None:
    empty = dataclasses.replace(edition, intro=None, news=(), reminders=(), tools=(), dates=(), programme={})
    plain, html = shown(empty)
    tree = lxml.html.document_fromstring(html)

    assert headings(tree) == [("h1", "Update no 391")]
    assert "Unsubscribe:\nhttps://" in plain


def test_a_page_of_the_worst_text_is_still_a_page(edition: Edition, shown: Shown) -> None:
    worst = "*" * 4000 + "a" + "*" * 4000 + "\x00\x07\x1b\ud800 " + "> " * 500 + "- " * 500 + "b"
    item = dataclasses.replace(EDUCATION, title=text("\x01T\x7f\ud83d" + "x" * 300), update=text(worst))
    plain, html = shown(dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),)))

    assert ("h3", "T" + "x" * 300) in headings(lxml.html.document_fromstring(html))
    assert "Unsubscribe" in html
    assert "x" * 300 in plain


def test_reminders_cost_rows_not_sections(edition: Edition, shown: Shown) -> None:
    many = [
        dataclasses.replace(edition.reminders[0], item=dataclasses.replace(EDUCATION, id=f"item-{number}"))
        for number in range(6)
    ]
    sections = [
        shown(dataclasses.replace(edition, reminders=tuple(many[:count])))[1].count("max-width:600px")
        for count in (1, 6)
    ]

    assert sections[0] == sections[1]


def test_the_brand_colours_the_head_and_a_light_one_is_darkened_for_links(
    edition: Edition, settings: Settings, reader: Values
) -> None:
    yellow = dataclasses.replace(settings, brand=Brand(colour="#ffee00"))
    html = html_of(render(edition, yellow, {}, (TEMPLATES,)).letter(reader(yellow)))

    assert "background:#ffee00" in html
    assert "color:#ffee00" not in html.replace("background-color:#ffee00", "")


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
@example("#ffee00")
@example("#ffffff")
@example("#000000")
@example("#7f7f7f")
def test_whatever_the_brand_all_words_can_be_read_by_day_and_by_night(colour: str) -> None:
    theme = theme_of(colour)
    schemes = theme.light, theme.dark
    pairs = [(ink, paper) for each in schemes for ink in each.inks for paper in each.papers]
    pairs += [(each.on_band, each.band) for each in schemes]

    assert all(contrast(each.tint, each.paper) > 1.05 for each in schemes)
    assert contrast(theme.dark.band, "#ffffff") >= 4.5
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_a_colour_that_can_be_read_stays() -> None:
    assert theme_of("#00517D").light.link == "#00517d"


def test_update_is_said_only_where_an_action_follows(tree: lxml.html.HtmlElement, plain: str) -> None:
    stories = {str(EDUCATION.title): 1, str(GUIDE.title): 0}

    for title, count in stories.items():
        (heading,) = tree.xpath("//h3[.=$title]", title=title)
        assert len(heading.xpath("../h4[.='Update']")) == count
    assert plain.count("Update:\n") == 2


def test_where_nothing_has_a_workstream_nothing_is_labelled(
    edition: Edition, settings: Settings, reader: Values
) -> None:
    without = dataclasses.replace(settings, workstreams={})
    letter = render(edition, without, IMAGES, (TEMPLATES,)).letter(reader(without))

    assert "Programme" not in html_of(letter) + text_of(letter)


def test_whom_to_ask_can_be_written_to_from_the_item(tree: lxml.html.HtmlElement, plain: str) -> None:
    (heading,) = tree.xpath("//h3[.=$title]", title=str(EDUCATION.title))

    assert heading.xpath("..//p[starts-with(., 'Contact:')]//a/@href") == [
        "mailto:chris.owen@example.org",
        "mailto:tracey.maytas@example.org",
    ]
    assert "Contact:\n- Chris Owen, chris.owen@example.org\n" in plain


def test_no_line_breaks_a_date(letter: bytes) -> None:
    assert "Friday 1\u00a0May\u00a02020, 10:30" in html_of(letter)
    assert "Friday 1 May 2020, 10:30" in text_of(letter)


def test_words_from_right_to_left_say_so(edition: Edition, shown: Shown) -> None:
    item = dataclasses.replace(EDUCATION, title=text("مرحبا"), update=text("مرحبا\n\n- שלום\n- words"))
    _, html = shown(dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),)))
    tree = lxml.html.document_fromstring(html)
    directed = [each.tag for each in tree.iter() if each.get("dir") == "auto"]

    assert directed == ["a", "h3", "p", "li"]


def test_a_very_long_word_may_go_on_in_the_next_line(edition: Edition, shown: Shown) -> None:
    address = "https://www.example.org/" + "a" * 60
    item = dataclasses.replace(EDUCATION, update=text(f"See <{address}> and Antidisestablishment."))
    _, html = shown(dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),)))

    assert f'href="{address}"' in html
    assert f">https://<wbr>www.<wbr>example.<wbr>org/<wbr>{'a' * 24}<wbr>" in html
    assert "Antidisestablishment" in html


def test_entities_are_written_once(letter: bytes) -> None:
    assert "&amp;amp;" not in html_of(letter)
    assert "guide &lt;draft&gt; &amp; more" in html_of(letter)
    assert "guide <draft> & more" in entities.unescape(html_of(letter))
