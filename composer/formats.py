"""Pictures as their bytes tell: what they are, how large, and whether they are whole.

Rule: only what every mail program shows, and in no mail program more than it can hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_A_SIDE = 10_000
# Four bytes each, once unpacked: as much memory as a phone's mail program has. Of an animation all frames
# count, as programs keep them.
MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """What a picture is; its size in pixels, and how many bytes it has, whatever follows them in its file."""

    content_type: str
    width: int
    height: int
    length: int
    frames: int = 1


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
    if max(found.width, found.height) > MOST_A_SIDE or found.width * found.height * found.frames > MOST_PIXELS:
        most = f"{MOST_A_SIDE:,} to a side and {MOST_PIXELS // 1_000_000} million together are the most"
        frames = f", {found.frames:,} times" if found.frames > 1 else ""
        fix = "Save it smaller, or with fewer frames." if frames else "Save it smaller."
        raise NotShown(f"is {found.width:,} by {found.height:,} pixels{frames}; {most}", fix)
    return found


def _take(content: bytes, at: int, length: int) -> bytes:
    """So many bytes; running off the end is an IndexError, as it is for one byte."""
    if at + length > len(content):
        raise IndexError
    return content[at : at + length]


def _png(content: bytes) -> Format:
    """Walk a PNG's chunks from IHDR, its first, to its last, IEND; of an animated one count the frames."""
    if _take(content, 8, 8) != b"\0\0\0\x0dIHDR":
        raise IndexError
    header = _take(content, 16, 8)
    at, frames = 33, 0
    while (kind := content[at + 4 : at + 8]) != b"IEND":
        if kind == b"IHDR":
            raise IndexError
        frames += kind == b"fcTL"
        at += 12 + int.from_bytes(_take(content, at, 4))
    _take(content, at, 12)
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:])
    return Format("image/png", width, height, at + 12, max(frames, 1))


# Start of frame: the segments that give the size (C4, C8 and CC are other things).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_SCAN, _END = 0xDA, 0xD9
# FF 00 is a byte of the scan and FF D0-D7 are marks in it; a marker may have any number of FF before it.
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")


def _jpeg(content: bytes) -> Format:
    """Walk a JPEG's segments, its scans too, to its end; of several sizes the largest counts."""
    size = (0, 0)
    at = 2
    while True:
        marker = _MARKER.search(content, at)
        if marker is None:
            raise IndexError
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            return Format("image/jpeg", *size, at)
        if kind in _FRAMES:
            frame = _take(content, at, 7)
            size = max(size[0], int.from_bytes(frame[5:7])), max(size[1], int.from_bytes(frame[3:5]))
        if kind not in _BARE:
            at += int.from_bytes(_take(content, at, 2))


_IMAGE, _EXTENSION, _TRAILER = b",!;"


def _gif(content: bytes) -> Format:
    """Walk a GIF's blocks to its trailer; as large as its screen or the largest of its frames."""
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
    return Format("image/gif", max(widths), max(heights), at + 1, max(len(sizes) - 1, 1))


def _gif_size(content: bytes, at: int) -> tuple[int, int]:
    size = _take(content, at, 4)
    return int.from_bytes(size[:2], "little"), int.from_bytes(size[2:], "little")


def _colours(flags: int) -> int:
    """How long the table of colours is that a screen or a picture says it has."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


_READERS = {b"\x89PNG\r\n\x1a\n": _png, b"\xff\xd8\xff": _jpeg, b"GIF87a": _gif, b"GIF89a": _gif}
