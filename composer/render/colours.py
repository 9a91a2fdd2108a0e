"""Colours people can read: WCAG 2.2 contrast, at least 4.5 to 1 for text.

Rule: a colour of the brand is used for words only after it went through here.
"""

from __future__ import annotations

ENOUGH = 4.5

_WHITE, _BLACK = "#ffffff", "#000000"
_STEPS = 20


def on(background: str) -> str:
    """White or black, whichever is easier to read on `background` (#rrggbb)."""
    return max((_WHITE, _BLACK), key=lambda ink: contrast(ink, background))


def readable(colour: str, *backgrounds: str) -> str:
    """`colour`, or the nearest to it in the direction of black or white that can be read on each background."""
    ink = on(backgrounds[0])
    shades = (mixed(colour, ink, step / _STEPS) for step in range(_STEPS + 1))
    return next((shade for shade in shades if _legible(shade, backgrounds)), ink)


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with a share, from 0 to 1, of another."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _legible(colour: str, backgrounds: tuple[str, ...]) -> bool:
    return all(contrast(colour, background) >= ENOUGH for background in backgrounds)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
