"""Pictures as their bytes tell: what they are, how large, and whether they are whole.

Rule: only what every mail program shows, and in no mail program more than it can hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_A_SIDE = 10_000
MOST_PIXELS = 40_000_000  # four bytes each, once unpacked: as much memory as a phone's mail program has


@dataclass(frozen=True, slots=True)
class Format:
    """What a picture is; its size in pixels."""

    content_type: str
    width: int
    height: int


class NotShown(ValueError):
    """No mail program shows this file as a picture, or not every one: what was found, and what to do."""

    def __init__(self, found: str, fix: str) -> None:
        super().__init__(found)
        self.found = found
        self.fix = fix


def format_of(content: bytes) -> Format:
    """What a picture is.

    Raises:
        NotShown: it is something else (SVG and WebP too), is cut short, or is too large to unpack.
    """
    read = next((read for begin, read in _READERS.items() if content.startswith(begin)), None)
    if read is None:
        raise NotShown("is not a PNG, JPEG or GIF picture", "Save it as PNG, JPEG or GIF; mail programs show no other.")
    try:
        found = read(content)
    except IndexError:
        raise NotShown("is cut short or damaged", "Save it again, or copy the whole file.") from None
    if not found.width or not found.height:
        raise NotShown("is a picture without a size", "Save the file again.")
    if max(found.width, found.height) > MOST_A_SIDE or found.width * found.height > MOST_PIXELS:
        most = f"{MOST_A_SIDE:,} to a side and {MOST_PIXELS // 1_000_000} million together are the most"
        raise NotShown(f"is {found.width:,} by {found.height:,} pixels; {most}", "Save it smaller.")
    return found


def _take(content: bytes, at: int, length: int) -> bytes:
    """So many bytes; running off the end is an IndexError, as it is for one byte."""
    if at + length > len(content):
        raise IndexError
    return content[at : at + length]


def _png(content: bytes) -> Format:
    """Walk a PNG's chunks to its last, IEND."""
    header = _take(content, 16, 8)
    at = 8
    while content[at + 4 : at + 8] != b"IEND":
        at += 12 + int.from_bytes(_take(content, at, 4))
    _take(content, at, 12)
    return Format("image/png", int.from_bytes(header[:4]), int.from_bytes(header[4:]))


# Start of frame: the segments that give the size (C4, C8 and CC are other things).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_SCAN, _END = 0xDA, 0xD9
# FF 00 is a byte of the scan and FF D0-D7 are marks in it; a marker may have any number of FF before it.
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")


def _jpeg(content: bytes) -> Format:
    """Walk a JPEG's segments, its scans too, to its end."""
    size = (0, 0)
    at = 2
    while True:
        marker = _MARKER.search(content, at)
        if marker is None:
            raise IndexError
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            return Format("image/jpeg", *size)
        if kind in _FRAMES:
            frame = _take(content, at, 7)
            size = int.from_bytes(frame[5:7]), int.from_bytes(frame[3:5])
        if kind not in _BARE:
            at += int.from_bytes(_take(content, at, 2))


_IMAGE, _EXTENSION, _TRAILER = b",!;"


def _gif(content: bytes) -> Format:
    """Walk a GIF's blocks to its trailer; as large as its screen or the largest picture on it."""
    sizes = [_gif_size(content, 6)]
    at = 13 + _colours(content[10])
    while content[at] != _TRAILER:
        if content[at] == _IMAGE:
            sizes.append(_gif_size(content, at + 5))
            at += 11 + _colours(content[at + 9])
        elif content[at] == _EXTENSION:
            at += 2
        else:
            raise IndexError
        while content[at]:
            at += 1 + content[at]
        at += 1
    widths, heights = zip(*sizes, strict=True)
    return Format("image/gif", max(widths), max(heights))


def _gif_size(content: bytes, at: int) -> tuple[int, int]:
    size = _take(content, at, 4)
    return int.from_bytes(size[:2], "little"), int.from_bytes(size[2:], "little")


def _colours(flags: int) -> int:
    """How long the table of colours is that a screen or a picture says it has."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


_READERS = {b"\x89PNG\r\n\x1a\n": _png, b"\xff\xd8\xff": _jpeg, b"GIF87a": _gif, b"GIF89a": _gif}
