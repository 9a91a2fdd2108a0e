"""Words must stand out from what is behind them: 4.5 to 1 is what WCAG 2.2 asks for, and 3 to 1 of large ones (24
pixels, or 19 in bold). Under 3 to 1 is an error, as many cannot read that at all; under what is asked for, a warning.
Both the colours by day and those that the page has for dark mode are judged. Composer's templates choose shades of the
brand's colour that can be read, whatever it is; so this is about templates of your own. Words over a picture or a
gradient are not judged, nor are those in colours that a mail program chooses. Where style sheets take more than the
16,384 bytes that mail programs keep, nothing is judged, and it says so.

```yaml
# wrong: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
<p style="color:#999999; background-color:#ffffff">News</p>
</mj-text></mj-column></mj-section>
# right: templates/_contents.mjml.j2
<mj-section><mj-column><mj-text><h2>In this update</h2>
<p style="color:#666666; background-color:#ffffff">News</p>
</mj-text></mj-column></mj-section>
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from composer.check.inbox.cascade import Cascade, Styles
from composer.check.inbox.colours import (
    BLACK,
    ENOUGH,
    ENOUGH_IF_LARGE,
    LINK,
    WHITE,
    Colour,
    contrast,
    legible,
    paint_of,
)
from composer.check.inbox.places import place_of_page
from composer.check.inbox.seen import hidden
from composer.check.inbox.size import MOST_STYLE
from composer.check.parsed import page_of, styles_of
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.model import Page
from composer.problems import Level, shown
from composer.settings import SETTINGS_FILE
from composer.text import Place

if TYPE_CHECKING:
    from lxml import etree

_LARGE, _LARGE_IF_BOLD = 24.0, 18.66
_FAR_TOO_LITTLE = 3.0


@dataclass(frozen=True, slots=True)
class _Look:
    """How words look; a colour that cannot be known is None."""

    ink: Colour | None
    paper: Colour | None
    size: float = 16.0
    bold: bool = False

    @property
    def least(self) -> float:
        """The contrast they need."""
        large = self.size >= _LARGE or (self.bold and self.size >= _LARGE_IF_BOLD)
        return ENOUGH_IF_LARGE if large else ENOUGH


class _Pale(NamedTuple):
    """Words that cannot be read well, and in which scheme."""

    ink: Colour
    paper: Colour
    least: float
    dark: bool


def find(subject: Subject) -> Iterator[Found]:
    """Each two colours that are too near, once, with the first words in them."""
    for page in subject.pages[:1]:
        root = page_of(page.html)
        if root is None:
            continue
        if sum(len(styles.encode("utf-8", "replace")) for styles in styles_of(root)) > MOST_STYLE:
            yield _unjudged(place_of_page(subject, page))
            continue
        words = _pale_words(root)
        for pale, first in words.items():
            if not pale.dark or pale._replace(dark=False) not in words:
                yield _found(subject, page, pale, first)


def _unjudged(place: Place) -> Found:
    message = f"whether words stand out was not judged, as the style sheets are over {MOST_STYLE:,} bytes"
    return Found(place, message, "Take styles out of the template that no letter needs.", level=Level.INFO)


def _pale_words(root: etree._Element) -> dict[_Pale, str]:
    found: dict[_Pale, str] = {}
    for words, looks in _words(root, Cascade(root)):
        for dark, look in enumerate(looks):
            pale = _pale(look, dark=bool(dark)) if look else None
            if pale:
                found.setdefault(pale, words)
    return found


def _pale(look: _Look, *, dark: bool) -> _Pale | None:
    """What is wrong with a look, if anything is."""
    ink, paper = look.ink, look.paper
    if look.size <= _TOO_SMALL_TO_READ or ink is None or paper is None or contrast(ink, paper) >= look.least:
        return None
    return _Pale(ink, paper, look.least, dark)


def _found(subject: Subject, page: Page, pale: _Pale, words: str) -> Found:
    ratio = contrast(pale.ink, pale.paper)
    when = " in dark mode" if pale.dark else ""
    message = f"{shown(words)} is {pale.ink} on {pale.paper}{when}, a contrast of {int(ratio * 10) / 10} to 1"
    fix = f"It takes {pale.least:g} to 1: {legible(pale.ink, pale.paper, pale.least)} could be read there."
    level = Level.ERROR if ratio < _FAR_TOO_LITTLE else Level.WARNING
    brand = str(subject.programme.settings.brand.colour).lower()
    of_brand = brand in (str(pale.ink), str(pale.paper))
    place = Place(SETTINGS_FILE, 1, 1) if of_brand else place_of_page(subject, page)
    return Found(place, message, f"{fix} One of them is the colour of the brand." if of_brand else fix, level=level)


_HEADINGS = {"h1": 32.0, "h2": 24.0, "h3": 18.72, "h4": 16.0, "h5": 13.28, "h6": 10.72}
_BOLD = frozenset({"b", "strong", "th", *_HEADINGS})


class _Looks(NamedTuple):
    """How words look by day and by night; None where they are not seen."""

    light: _Look | None
    dark: _Look | None


def _words(root: etree._Element, cascade: Cascade) -> Iterator[tuple[str, _Looks]]:
    """The words of a page with their looks, each time an element or its end stands between."""
    from lxml import etree

    above = [_Looks(_Look(BLACK, WHITE), _Look(None, None) if cascade.has_dark else None)]
    walk = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in walk:
        words = element.tail
        if event == "start":
            looks = _looks(element, cascade.styles(element), above[-1])
            above.append(looks)
            if looks == _UNSEEN:
                walk.skip_subtree()
                continue
            words = element.text
        elif event == "end":
            above.pop()
        if words and _SAYS.search(words):
            yield " ".join(words.split()), above[-1]


_SAYS = re.compile(r"\w")
_TOO_SMALL_TO_READ = 2  # pixels: a way to hide words


_UNSEEN = _Looks(None, None)


def _looks(element: etree._Element, own: Styles, above: _Looks) -> _Looks:
    """How an element's words look where it is not hidden."""
    if hidden(element):
        return _UNSEEN
    light, dark = above
    return _Looks(
        None if light is None or _is_hidden(own.light) else _look(element, own.light, light, dark=False),
        None if dark is None or _is_hidden(own.dark) else _look(element, own.dark, dark, dark=True),
    )


def _is_hidden(own: Mapping[str, str]) -> bool:
    return own.get("display") == "none" or own.get("visibility") == "hidden"


def _look(element: etree._Element, own: Mapping[str, str], above: _Look, *, dark: bool) -> _Look:
    """How an element's words look, by its own styles and attributes, and what it has from above."""
    tag = str(element.tag)
    if not own and not element.attrib and tag not in _BOLD:
        return above
    paper = _paper(element, own, above.paper)
    ink = _ink(element, own, above, paper, dark=dark)
    size = _size(own.get("font-size", ""), above.size, _HEADINGS.get(tag, above.size))
    weight = own.get("font-weight", "")
    bold = weight in _BOLD_WEIGHTS if weight in _WEIGHTS else above.bold or tag in _BOLD
    return _Look(ink, paper, size, bold)


_BOLD_WEIGHTS = frozenset({"bold", "bolder", "700", "800", "900"})
_WEIGHTS = _BOLD_WEIGHTS | {"normal", "lighter", "100", "200", "300", "400", "500", "600"}


def _paper(element: etree._Element, own: Mapping[str, str], below: Colour | None) -> Colour | None:
    value = own.get("background", element.get("bgcolor") or "")
    if "url(" in value or "gradient" in value or element.get("background"):
        return None
    for word in _VALUE.findall(value):
        paint = paint_of(word)
        if paint is not None:
            return paint.over(below)
    return below


_VALUE = re.compile(r"[\w#-]+(?:\([^()]*\))?")


def _ink(
    element: etree._Element, own: Mapping[str, str], above: _Look, paper: Colour | None, *, dark: bool
) -> Colour | None:
    value = own.get("color") or (element.get("color") if element.tag == "font" else None)
    if value is None:
        if element.tag == "a" and element.get("href"):
            return None if dark else LINK
        return above.ink
    paint = paint_of(value)
    return above.ink if paint is None else paint.over(paper)


def _size(value: str, above: float, usual: float) -> float:
    """Pixels."""
    found = _LENGTH.fullmatch(value)
    if found is None:
        return usual
    number, unit = float(found[1]), found[2]
    return number * {"px": 1.0, "pt": 4 / 3, "em": above, "rem": 16.0, "%": above / 100}[unit]


_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)(px|pt|em|rem|%)")

RULE = Rule("contrast", Level.WARNING, find)
