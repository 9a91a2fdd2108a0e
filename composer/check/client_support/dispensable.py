"""What a mail program does not support and a letter can do without there, each with what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Dispensable:
    """A feature, the mail programs that lack it, and why that does no harm."""

    slug: str
    clients: str
    reason: str

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The feature with each of the mail programs."""
        return frozenset((self.slug, client) for client in self.clients.split())


def can_do_without(slug: str, client: str) -> bool:
    """Whether a letter may use the feature though this mail program lacks it."""
    return (slug, client) in _all_pairs()


@lru_cache(maxsize=1)
def _all_pairs() -> frozenset[tuple[str, str]]:
    return frozenset[tuple[str, str]]().union(*(entry.pairs for entry in DISPENSABLE))


DISPENSABLE = (
    # Style sheets. Everything a letter needs is in its style attributes; what the sheets add is dark mode, narrow
    # screens and what the attributes say already.
    Dispensable(
        "html-style", "gmail.mobile-webmail", "Drops the sheets; layout, colours and type are in style attributes."
    ),
    Dispensable("css-selector-class", "gmail.mobile-webmail", "Drops the sheets, see html-style."),
    Dispensable("css-selector-type", "gmail.mobile-webmail", "Drops the sheets, see html-style."),
    Dispensable("css-selector-id", "gmail.mobile-webmail", "Drops the sheets, see html-style."),
    Dispensable("css-selector-grouping", "gmail.mobile-webmail", "Drops the sheets, see html-style."),
    Dispensable("css-selector-descendant", "gmail.mobile-webmail", "Drops the sheets, see html-style."),
    Dispensable(
        "css-selector-child",
        "gmail.mobile-webmail outlook.windows",
        "Used for dark mode only, which neither of them gets from a letter.",
    ),
    Dispensable(
        "css-selector-attribute",
        "gmail.mobile-webmail outlook.windows",
        "The rules under [data-ogsc] are for the other Outlooks' dark mode; [href] only keeps underlines that "
        "are there.",
    ),
    Dispensable(
        "css-selector-chaining",
        "gmail.mobile-webmail outlook.outlook-com outlook.windows",
        "a[href] only keeps underlines that are there, and has no second class for outlook.com to miss.",
    ),
    Dispensable(
        "css-at-media",
        "gmail.mobile-webmail outlook.windows thunderbird.macos",
        "Without it the letter has one column, full padding and light colours, which suits a window on a desktop.",
    ),
    # Dark mode
    Dispensable(
        "css-at-media-prefers-color-scheme",
        "gmail.android gmail.desktop-webmail gmail.ios gmail.mobile-webmail outlook.windows thunderbird.macos "
        "yahoo.android yahoo.desktop-webmail",
        "They show the light colours or darken them by themselves.",
    ),
    Dispensable(
        "css-color-scheme",
        "gmail.android gmail.desktop-webmail gmail.ios gmail.mobile-webmail outlook.android outlook.ios "
        "outlook.macos outlook.outlook-com outlook.windows yahoo.android yahoo.desktop-webmail",
        "Tells Apple Mail not to invert; to the others it says nothing.",
    ),
    Dispensable(
        "html-meta-color-scheme",
        "apple-mail.ios gmail.android gmail.desktop-webmail gmail.ios gmail.mobile-webmail outlook.android "
        "outlook.ios outlook.macos outlook.outlook-com outlook.windows samsung-email.android yahoo.android "
        "yahoo.desktop-webmail",
        "Tells Apple Mail on macOS not to invert; to the others it says nothing.",
    ),
    # The hidden line that a list of letters shows after the subject. Each program knows one way to hide it.
    Dispensable("css-display-none", "gmail.mobile-webmail", "The hidden line stays hidden by max-height and overflow."),
    Dispensable(
        "css-max-height", "outlook.windows", "Only on the hidden line, which display:none and mso-hide hide there."
    ),
    Dispensable(
        "css-overflow", "outlook.windows", "Only on the hidden line, which display:none and mso-hide hide there."
    ),
    # Looks
    Dispensable("css-border-radius", "outlook.windows", "The corners are square there, and nothing else changes."),
    Dispensable(
        "css-height",
        "yahoo.android yahoo.desktop-webmail",
        "It is made min-height; on a picture, height:auto is what it has without.",
    ),
    Dispensable("css-outline", "outlook.windows", "MJML takes a frame off pictures that Word never draws."),
    Dispensable(
        "css-word-break",
        "yahoo.android yahoo.desktop-webmail",
        "Only a word longer than a line is broken by it; web addresses stand behind words.",
    ),
    Dispensable("css-word-spacing", "outlook.windows", "MJML sets it to normal, which is what there is without it."),
    # The page
    Dispensable(
        "html-anchor-links",
        "gmail.ios outlook.android outlook.ios samsung-email.android yahoo.android",
        "A tap does nothing; what the link leads to stands further down on the same page under the same words.",
    ),
    Dispensable(
        "html-aria-label",
        "thunderbird.macos yahoo.android yahoo.desktop-webmail",
        "Names the letter to screen readers by its subject, which the mail program reads out too.",
    ),
    Dispensable(
        "html-body",
        "outlook.macos yahoo.android",
        "Colour, language and direction stand again on the element inside of it.",
    ),
    Dispensable(
        "html-doctype",
        "outlook.windows samsung-email.android thunderbird.macos yahoo.android",
        "Widths stand on tables and pictures, where all doctypes agree.",
    ),
    # What lets long words and wide tables fit a phone.
    Dispensable(
        "css-table-layout",
        "outlook.macos outlook.windows",
        "On a phone alone, so that a table of many columns can be moved sideways in its box; these have no phones.",
    ),
    Dispensable(
        "html-wbr",
        "gmail.ios outlook.windows",
        "Within addresses and words of 25 letters or more, which else stay whole and may widen the column.",
    ),
)
"""A pair that the letters of our own templates do not need is not here: a test sees to that."""
