"""The colours of a page, light and dark, made from the one colour of the brand.

Rule: whatever the brand's colour, each ink can be read on each paper of its scheme (WCAG 2.2, 4.5 to 1).
"""

from __future__ import annotations

from dataclasses import dataclass

from composer.render import colours


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of the page by day or by night, each #rrggbb."""

    band: str  # under the name of the programme
    on_band: str
    ground: str  # around the page, and under the footer
    paper: str
    pale: str  # under what is less than news
    tint: str  # under what asks for something: key dates, actions
    rule: str
    ink: str
    soft: str  # for what need not be read first
    link: str

    @property
    def papers(self) -> tuple[str, ...]:
        """Everything words stand on."""
        return self.paper, self.ground, self.pale, self.tint

    @property
    def inks(self) -> tuple[str, ...]:
        """Everything words are written in."""
        return self.ink, self.soft, self.link


@dataclass(frozen=True, slots=True)
class Theme:
    """The page by day and by night."""

    light: Scheme
    dark: Scheme


def theme_of(colour: str) -> Theme:
    """The theme of a brand's colour (#rrggbb)."""
    colour = colour.lower()
    return Theme(_light(colour), _dark(colour))


def _light(colour: str) -> Scheme:
    ground, paper, pale = "#e9edf0", "#ffffff", "#f5f7f8"
    # made of the shade for links: a tint of a very light brand would not be seen
    tint = colours.mixed(paper, colours.readable(colour, paper), 0.08)
    return Scheme(
        band=colour,
        on_band=colours.on(colour),
        ground=ground,
        paper=paper,
        pale=pale,
        tint=tint,
        rule="#cdd5db",
        ink="#1b2126",
        soft="#4a545d",
        link=colours.readable(colour, paper, ground, pale, tint),
    )


def _dark(colour: str) -> Scheme:
    ground, paper, pale = "#0f1418", "#182026", "#1e272e"
    # lighter than need be: by night a brand's colour is soon too dull to tell a link by
    link = colours.readable(colours.mixed(colour, "#ffffff", 0.5), paper)
    tint = colours.mixed(paper, link, 0.12)
    # a light band would glare
    band = colour if colours.on(colour) == "#ffffff" else colours.mixed(paper, colour, 0.25)
    return Scheme(
        band=band,
        on_band=colours.on(band),
        ground=ground,
        paper=paper,
        pale=pale,
        tint=tint,
        rule="#45515b",
        ink="#eef1f3",
        soft="#bcc6ce",
        link=colours.readable(link, paper, ground, pale, tint),
    )
