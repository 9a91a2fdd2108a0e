"""Colours of a page and how well one is read on another, by WCAG 2.2."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

ENOUGH = 4.5
ENOUGH_IF_LARGE = 3.0
_STEPS = 20


class Colour(NamedTuple):
    """Red, green and blue, each from 0 to 1."""

    red: float
    green: float
    blue: float

    def __str__(self) -> str:
        return "#" + "".join(f"{round(channel * 255):02x}" for channel in self)


WHITE, BLACK, LINK = Colour(1, 1, 1), Colour(0, 0, 0), Colour(0, 0, 0xEE / 255)


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour as written, with its opacity from 0 to 1."""

    colour: Colour
    opacity: float

    def over(self, below: Colour | None) -> Colour | None:
        """What is seen where it is laid over another colour; None where that is unknown."""
        if self.opacity >= 1:
            return self.colour
        if below is None:
            return None
        return Colour(
            *(one * self.opacity + two * (1 - self.opacity) for one, two in zip(self.colour, below, strict=True))
        )


@lru_cache(maxsize=512)
def paint_of(written: str) -> Paint | None:
    """The colour that a value of CSS is; None where it is none."""
    from tinycss2 import color3

    found = color3.parse_color(written)
    if found is None or isinstance(found, str):
        return None
    channels = (min(max(float(channel), 0.0), 1.0) for channel in (found.red, found.green, found.blue))
    return Paint(Colour(*channels), min(max(float(found.alpha), 0.0), 1.0))


@lru_cache(maxsize=512)
def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def legible(ink: Colour, paper: Colour, least: float) -> Colour:
    """The colour nearest to `ink`, towards black or white, that has at least this contrast."""
    end = max((BLACK, WHITE), key=lambda colour: contrast(colour, paper))
    shades = (_mixed(ink, end, step / _STEPS) for step in range(_STEPS + 1))
    return next((shade for shade in shades if contrast(shade, paper) >= least), end)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    # rounded as it will be written, or what is written might be a hair too pale
    channels = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return Colour(*(round(channel * 255) / 255 for channel in channels))


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
