"""Pictures as their first bytes tell: what they are and how large. Only what every mail program shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """What the first bytes of a file say it is."""

    content_type: str
    width: int
    height: int


def format_of(content: bytes) -> Format | None:
    """What a picture is; None for all that some mail program would not show (SVG, WebP)."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return _format("image/png", content[16:20], content[20:24])
    if content.startswith((b"GIF87a", b"GIF89a")) and len(content) >= 10:
        return _format("image/gif", content[7:5:-1], content[9:7:-1])
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    return None


def _format(content_type: str, width: bytes, height: bytes) -> Format | None:
    size = int.from_bytes(width), int.from_bytes(height)
    return Format(content_type, *size) if all(size) else None


# Start of frame: the segments that give the size (C4, C8 and CC are other things).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


def _jpeg(content: bytes) -> Format | None:
    """Walk a JPEG's segments to the one with its size."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _FRAMES:
            return _format("image/jpeg", content[at + 7 : at + 9], content[at + 5 : at + 7])
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None
