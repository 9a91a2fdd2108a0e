"""Colours people can read: WCAG 2.2 contrast, at least 4.5 to 1 for text.

Rule: a colour of the brand is used for words only after it went through here.
"""

from __future__ import annotations

_ENOUGH = 4.5
_WHITE, _BLACK = "#ffffff", "#000000"
_STEP = 0.9  # each try is a tenth darker


def on(background: str) -> str:
    """White or black, whichever is easier to read on `background` (#rrggbb)."""
    return max((_WHITE, _BLACK), key=lambda ink: contrast(ink, background))


def readable(colour: str, background: str = _WHITE) -> str:
    """`colour`, darkened until words in it can be read on a light background."""
    while contrast(colour, background) < _ENOUGH and colour != _BLACK:
        colour = "#" + "".join(f"{int(channel * _STEP):02x}" for channel in _channels(colour))
    return colour


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
