"""The ten points of the accessibility list, which 99.88 % of mails fail, asked of every letter's source.

Rule: a point is a function that yields what is wrong; it is asked of the page as it is and as Outlook for Windows opens
it, and each of them is shown pages with its fault.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from composer.check.client_support.conditional import word_view
from composer.model import Edition, Rendered
from composer.packaged import TEMPLATES
from composer.render import html_of, render
from composer.settings import Brand, Settings
from tests.inbox.letters import REAL, letters
from tests.render.conftest import DATA_GROUP, EDUCATION, GUIDE, IMAGES, PLACE, Values, text
from tests.render.conftest import edition as edition
from tests.render.conftest import reader as reader
from tests.render.conftest import settings as settings

Entry = TypeVar("Entry")
Point = Callable[[HtmlElement], Iterator[str]]

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VAGUE = {"here", "click here", "read more", "more", "link", "this", "this link", "learn more", "details"}
NAMES_NOTHING = {"image", "picture", "photo", "logo", "icon", "graphic"}
LANGUAGE = re.compile(r"(?!und\b)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|svg|webp)", re.IGNORECASE)
CAPITALS = re.compile(r"(?:\b[A-Z]{2,}\b[^\w\n]*){5,}")


def words_of(element: HtmlElement) -> str:
    """What a screen reader says of an element: its text, and the alternative texts of its pictures, in order."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "img":
            pieces.append(child.get("alt", ""))
        elif isinstance(child.tag, str):
            pieces.append(words_of(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def style_of(element: HtmlElement) -> Mapping[str, str]:
    """The inline style of an element: what every mail program goes by."""
    return _declarations(element.get("style", ""))


@functools.cache
def _declarations(style: str) -> Mapping[str, str]:
    declarations = (declaration.partition(":") for declaration in style.split(";"))
    return {name.strip().lower(): value.replace("!important", "").strip().lower() for name, _, value in declarations}


def _line(element: HtmlElement) -> list[HtmlElement]:
    """The element and what it is in, inmost first."""
    return [element, *element.iterancestors()]


def inherited(element: HtmlElement, *names: str) -> str:
    """The value nearest to an element, its own or of what it is in, of a property or of an attribute so named."""
    for box in _line(element):
        style = style_of(box)
        for name in names:
            value = style.get(name) or box.get(name) or ""
            if value and value not in ("inherit", "transparent", "none"):
                return value
    return ""


def hidden(element: HtmlElement) -> bool:
    return any(style_of(box).get("display") == "none" for box in _line(element))


def texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Every piece of text to be seen, with the element that it stands in."""
    for element in tree.find("body").iter("*"):
        if element.tag in ("style", "script", "xml") or hidden(element):
            continue
        for piece in (element.text, *(child.tail for child in element)):
            if piece and piece.strip():
                yield element, " ".join(piece.split())


def wrapper_of(tree: HtmlElement) -> HtmlElement:
    """What mail programs leave of the page: the element around everything within the body."""
    wrappers = tree.xpath('//body//*[@role="article"]')
    return wrappers[0] if wrappers else tree.find("body")


def language_and_direction(tree: HtmlElement) -> Iterator[str]:
    """1: both are said on the page and again on its wrapper, as mail programs drop <html>."""
    for element in (tree, wrapper_of(tree)):
        if not LANGUAGE.fullmatch(element.get("lang", "")):
            yield f"<{element.tag}> has lang={element.get('lang')}"
        if element.get("dir") not in ("ltr", "rtl"):
            yield f"<{element.tag}> has dir={element.get('dir')}"


def wrapper(tree: HtmlElement) -> Iterator[str]:
    """2: the wrapper is an article, described as an email, and has the page's title for a name."""
    title = (tree.findtext("head/title") or "").strip()
    found = wrapper_of(tree)
    if not title:
        yield "there is no title"
    if len(tree.xpath('//*[@role="article"]')) != 1 or found.get("aria-roledescription") != "email":
        yield "there is no article that is an email"
    if found.get("aria-label") != title:
        yield f"the article's name is {found.get('aria-label')}"
    yield from (f"{words!r} is outside the article" for element, words in texts(tree) if found not in _line(element))


def tables(tree: HtmlElement) -> Iterator[str]:
    """3: a table is for layout and says so, or it has headings of columns or rows."""
    for table in tree.iter("table"):
        headings = [cell for cell in table.iter("th") if next(cell.iterancestors("table")) is table]
        if table.get("role") in ("presentation", "none"):
            yield from (f"heading {words_of(cell)!r} in a table for layout" for cell in headings)
        elif not headings or any(cell.get("scope") not in ("col", "row") for cell in headings):
            yield f"a table without role, and without <th scope>: {words_of(table)[:60]!r}"


def pictures(tree: HtmlElement) -> Iterator[str]:
    """4: every picture has an alternative text that says something, or an empty one if it is an ornament."""
    for picture in tree.iter("img"):
        alt = picture.get("alt")
        link = next(picture.iterancestors("a"), None)
        if alt is None:
            yield f"no alt: {picture.get('src')}"
        elif FILE_NAME.fullmatch(alt) or alt.strip().lower() in NAMES_NOTHING:
            yield f"alt={alt}"
        elif link is not None and not words_of(link):
            yield f"a linked picture without a name: {picture.get('src')}"


def headings(tree: HtmlElement) -> Iterator[str]:
    """5: one h1, no level left out, and no paragraph that only looks like a heading."""
    levels = [int(heading.tag[1]) for heading in tree.iter(*HEADINGS)]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield f"levels are {levels}"
    for one, next_one in itertools.pairwise(levels):
        if next_one > one + 1:
            yield f"h{next_one} follows h{one}"
    for paragraph in tree.iter("p", "div"):
        children = list(paragraph)
        if len(children) == 1 and children[0].tag in ("b", "strong") and words_of(paragraph) == words_of(children[0]):
            yield f"a paragraph that looks like a heading: {words_of(paragraph)!r}"


def links(tree: HtmlElement) -> Iterator[str]:
    """6: the words of a link say where it leads, the same words to the same place, and it is underlined."""
    places: dict[str, set[str]] = {}
    for link in tree.xpath("//a[@href]"):
        words, href = words_of(link), link.get("href")
        places.setdefault(words.casefold(), set()).add(href)
        if not words or words.casefold().strip(" .") in VAGUE or re.match(r"(https?:|www\.|mailto:)", words):
            yield f"the words of the link to {href} are {words!r}"
        decoration = style_of(link).get("text-decoration", "underline")
        if "underline" not in decoration and "background" not in style_of(link):  # a button has its own box
            yield f"not underlined: {words!r}"
    yield from (f"{words!r} leads to {sorted(hrefs)}" for words, hrefs in places.items() if len(hrefs) > 1)


def contrast(tree: HtmlElement) -> Iterator[str]:
    """7: words stand out from what is behind them, 4.5 to 1; large ones 3 to 1."""
    for element, words in texts(tree):
        ink = inherited(element, "color") or "#000000"
        paper = inherited(element, "background-color", "background", "bgcolor") or "#ffffff"
        size = float((inherited(element, "font-size") or "16px").removesuffix("px"))
        bold = element.tag in ("b", "strong", "th", *HEADINGS) or inherited(element, "font-weight") in ("bold", "700")
        needed = 3.0 if size >= 24 or (bold and size >= 18.66) else 4.5
        found = _ratio(ink, paper)
        if found < needed:
            yield f"{found:.2f} ({ink} on {paper}): {words[:60]!r}"


def _ratio(one: str, other: str) -> float:
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.split()[0].removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    assert re.fullmatch(r"[0-9a-f]{6}", digits), f"{colour} is not written as #rrggbb, which every mail program knows"
    shares = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def setting(tree: HtmlElement) -> Iterator[str]:
    """8: words are at least 14 pixels, sentences stand to the left, and nobody shouts."""
    start = {"left", "start", ""} if tree.get("dir") != "rtl" else {"right", "start", ""}
    for element, words in texts(tree):
        size = inherited(element, "font-size") or "16px"
        if not size.endswith("px") or float(size.removesuffix("px")) < 14:
            yield f"{size}: {words[:60]!r}"
        if CAPITALS.search(words):
            yield f"in capitals: {words[:60]!r}"
        align = inherited(element, "text-align", "align")
        if align not in start and any(box.tag in ("p", "li") for box in _line(element)):
            yield f"{align}: {words[:60]!r}"


def names_and_roles(tree: HtmlElement) -> Iterator[str]:
    """9: no link or heading in VML, no name in a title alone, nothing that can be followed is hidden."""
    for element in tree.xpath("//a[@href]") + list(tree.iter(*HEADINGS)):
        line = _line(element)
        if any(box.tag.startswith("v:") for box in line):
            yield f"in VML: {words_of(element)!r}"
        if element.get("title") and not words_of(element):
            yield f"only a title: {element.get('title')!r}"
        if element.tag == "a" and any(box.get("aria-hidden") == "true" for box in line):
            yield f"hidden from screen readers, but it can be followed: {words_of(element)!r}"
    for picture in tree.xpath('//img[@alt=""][@role]'):
        if picture.get("role") not in ("presentation", "none"):
            yield f"an ornament with the role {picture.get('role')}"


def order(tree: HtmlElement) -> Iterator[str]:
    """10: what is read first stands first, and nothing is empty or moved by hard spaces."""
    for element in tree.find("body").iter("*"):
        style = style_of(element)
        moved = {"position", "float", "order", "flex-direction"} & style.keys()
        if moved and not {style[name] for name in moved} <= {"none", "static"}:
            yield f"<{element.tag}> is moved by {sorted(moved)}"
        if element.tag in ("p", "li", *HEADINGS) and not words_of(element).strip("\xa0 ") and not _has_picture(element):
            yield f"an empty <{element.tag}>"
        if "\xa0\xa0" in "".join((element.text or "", element.tail or "")).replace(" ", ""):
            yield f"hard spaces in or after <{element.tag}>"


def _has_picture(element: HtmlElement) -> bool:
    return next(element.iter("img"), None) is not None


POINTS = {
    point.__name__: point
    for point in (
        *(language_and_direction, wrapper, tables, pictures, headings),
        *(links, contrast, setting, names_and_roles, order),
    )
}
VIEWS: Mapping[str, Callable[[str], str]] = {"everywhere": lambda html: html, "in Outlook": word_view}


def faults(point: str, html: str) -> list[str]:
    return list(POINTS[point](document_fromstring(html)))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("number", REAL)
@pytest.mark.parametrize("point", POINTS)
def test_a_real_letter_passes(point: str, number: int, view: str) -> None:
    for variant, letter in enumerate(letters(number), start=1):
        assert faults(point, VIEWS[view](html_of(letter))) == [], f"variant {variant}"


SOUND = """<!DOCTYPE html><html lang="en-GB" dir="ltr"><head><title>Update</title></head><body>
<div lang="en-GB" dir="ltr" role="article" aria-roledescription="email" aria-label="Update"><h1>Update</h1>
%s</div></body></html>"""


@pytest.mark.parametrize("point", POINTS)
def test_a_sound_page_passes(point: str) -> None:
    page = SOUND % (
        '<h2>One</h2><p><a href="https://a.example"><img src="a.png" alt="All of A"></a> and SEND, DCS.</p><table '
        'role="none"><tr><td>x<table><tr><th scope="col">LA</th></tr></table></td></tr></table><img src="b" alt="">'
    )

    assert faults(point, page) == []


@pytest.mark.parametrize(
    ("point", "spoil"),
    [
        ("language_and_direction", ('lang="en-GB"\n', "")),
        ("language_and_direction", ('<div lang="en-GB"', '<div lang="und"')),
        ("language_and_direction", ('<div lang="en-GB" dir="ltr"', '<div lang="en-GB"')),
        ("language_and_direction", ('<html lang="en-GB" dir="ltr"', '<html lang="en-GB" dir="auto"')),
        ("wrapper", ('role="article"', "")),
        ("wrapper", ('aria-roledescription="email"', "")),
        ("wrapper", ('aria-label="Update"', 'aria-label="Other"')),
        ("wrapper", ("<title>Update</title>", "")),
        ("wrapper", ("</body>", "<p>Outside</p></body>")),
        ("tables", ("%s", "<table><tr><td>x</td></tr></table>")),
        ("tables", ("%s", "<table><tr><th>LA</th></tr></table>")),
        ("tables", ("%s", '<table role="none"><tr><th scope="col">LA</th></tr></table>')),
        ("pictures", ("%s", '<img src="a">')),
        ("pictures", ("%s", '<img src="a" alt="IMG_2031.jpg">')),
        ("pictures", ("%s", '<img src="a" alt="Logo">')),
        ("pictures", ("%s", '<a href="b"><img src="a" alt=""></a>')),
        ("headings", ("%s", "<h3>Three</h3>")),
        ("headings", ("%s", "<h1>Again</h1>")),
        ("headings", ("<h1>Update</h1>", "<h2>Update</h2>")),
        ("headings", ("%s", "<p><strong>Bold</strong></p>")),
        ("links", ("%s", '<a href="a"></a>')),
        ("links", ("%s", 'Read <a href="a">this link</a>')),
        ("links", ("%s", '<a href="https://a.example">https://a.example</a>')),
        ("links", ("%s", '<a href="a">Guide</a> <a href="b">guide</a>')),
        ("links", ("%s", '<a href="a" style="text-decoration: none">Guide</a>')),
        ("contrast", ("%s", '<p style="color: #777777">Words</p>')),
        ("contrast", ("%s", '<table role="none" bgcolor="#00517d"><tr><td>Words</td></tr></table>')),
        ("contrast", ("%s", '<p style="color: #949494; font-size: 20px">Words</p>')),
        ("setting", ("%s", '<p style="font-size: 13px">Words</p>')),
        ("setting", ("%s", '<p style="text-align: justify">Words</p>')),
        ("setting", ("%s", '<table role="none"><tr><td align="center"><p>Words</p></td></tr></table>')),
        ("setting", ("%s", "<p>PLEASE READ ALL OF THIS NOW</p>")),
        ("names_and_roles", ("%s", "<v:rect><h2>Two</h2></v:rect>")),
        ("names_and_roles", ("%s", '<a href="a" title="Guide"></a>')),
        ("names_and_roles", ("%s", '<p aria-hidden="true"><a href="a">Guide</a></p>')),
        ("names_and_roles", ("%s", '<img src="a" alt="" role="img">')),
        ("order", ("%s", '<p style="float: right">Words</p>')),
        ("order", ("%s", '<p style="position:absolute">Words</p>')),
        ("order", ("%s", "<p>\xa0</p>")),
        ("order", ("%s", "<p>One\xa0 \xa0two</p>")),
    ],
)
def test_a_page_with_the_fault_fails(point: str, spoil: tuple[str, str]) -> None:
    old, new = spoil
    page = SOUND.replace('lang="en-GB" dir="ltr">', 'lang="en-GB"\n dir="ltr">') if "\n" in old else SOUND
    assert old in page

    assert faults(point, page.replace(old, new, 1).replace("%s", "")) != []


TITLES = st.text("abcxyz åé–“”<>&\"'%{}\\", min_size=3, max_size=60).filter(lambda words: len(words.split()) > 0)
MARKDOWN = st.lists(
    st.sampled_from(
        [
            "A paragraph with a [link of its own](https://www.example.org/own).",
            "- one\n- two, **bold**",
            "1. first\n2. second",
            "| LA | Nominated |\n|---|---|\n| Kent | no |",
            "## A heading\n\nand what is under it",
            "![Map of the region](images/small.png)",
            'a & b < c > d "e" – é',
        ]
    ),
    min_size=1,
    max_size=4,
).map("\n\n".join)


@st.composite
def editions(draw: st.DrawFn, whole: Edition) -> Edition:
    """Some of an edition's parts, and one item of which anything is."""
    item = dataclasses.replace(draw(st.sampled_from([EDUCATION, GUIDE, DATA_GROUP])), id="any", place=PLACE)
    item = dataclasses.replace(
        item, title=text(draw(TITLES)), update=text(draw(MARKDOWN)), action=draw(st.none() | MARKDOWN.map(text))
    )
    news = dataclasses.replace(whole.news[0], item=item)

    def some(parts: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(part for part in parts if draw(st.booleans()))

    return dataclasses.replace(
        whole,
        news=(*some(whole.news), news),
        reminders=some(whole.reminders),
        tools=some(whole.tools),
        dates=some(whole.dates),
        intro=draw(st.none() | st.just(whole.intro)),
    )


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@st.composite
def programmes(draw: st.DrawFn, settings: Settings) -> Settings:
    """A programme of any colour, with and without what may be left out."""
    logo = draw(st.booleans())
    return dataclasses.replace(
        settings,
        brand=Brand(colour=draw(COLOURS), logo=settings.brand.logo if logo else None, logo_alt="South East"),
        public_url=draw(st.sampled_from([None, settings.public_url])),
        website=draw(st.sampled_from([None, settings.website])),
        postal_address=draw(st.sampled_from([None, settings.postal_address])),
    )


@hypothesis_settings(max_examples=25)
@given(data=st.data())
def test_any_letter_passes(edition: Edition, settings: Settings, reader: Values, data: st.DataObject) -> None:
    edition, settings = data.draw(editions(edition)), data.draw(programmes(settings))
    rendered: Rendered = render(edition, settings, IMAGES, (TEMPLATES,))
    html = html_of(rendered.letter(reader(settings)))

    found = {}
    for view, seen in VIEWS.items():
        tree = document_fromstring(seen(html))
        found.update({(name, view): list(point(tree)) for name, point in POINTS.items()})
    assert {where: what for where, what in found.items() if what} == {}
