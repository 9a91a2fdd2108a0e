"""Pictures are known by their first bytes, whatever their name."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.formats import Format, format_of
from composer.render.pictures import Pictures

from .conftest import png

GIF = b"GIF89a" + struct.pack("<HH", 300, 20) + b"\0\0\0"
_EXIF = b"\xff\xe1" + struct.pack(">H", 8) + b"Exif\0\0"
_FRAME = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, 70, 640, 1) + b"\0\0\0"
JPEG = b"\xff\xd8" + _EXIF + b"\xff" + _FRAME + b"\xff\xd9"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(400, 120), Format("image/png", 400, 120)),
        (GIF, Format("image/gif", 300, 20)),
        (JPEG, Format("image/jpeg", 640, 70)),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>", None),
        (b"RIFF\0\0\0\0WEBPVP8 ", None),
        (b"", None),
        (png(1, 1)[:20], None),
        (b"GIF89a" + b"\0" * 8, None),
        (b"\xff\xd8\xff\xe1\0\x08", None),
    ],
)
def test_what_a_picture_is_stands_in_its_first_bytes(content: bytes, expected: Format | None) -> None:
    assert expected == format_of(content)


@given(st.binary(max_size=200).map(lambda rest: b"\xff\xd8" + rest) | st.binary(max_size=60))
def test_whatever_the_bytes_a_picture_has_a_size_or_is_none(content: bytes) -> None:
    found = format_of(content)

    assert found is None or (found.width > 0 and found.height > 0)


def test_no_picture_is_wider_than_the_column_or_than_itself() -> None:
    pictures = Pictures({"big": png(1200, 10), "small": png(90, 10)}, "example.org")
    shown = [pictures.show(name, "") for name in ("big", "small")]

    assert [each.width for each in shown if each] == [552, 90]


def test_the_same_content_under_two_names_goes_once() -> None:
    pictures = Pictures({"a.png": png(9, 9), "b/ä \r\n.png": png(9, 9)}, "example.org")
    sources = {pictures.source(name) for name in ("a.png", "b/ä \r\n.png", "missing.png")}

    assert len(sources) == 2
    assert "" in sources
    assert [inline.name for inline in pictures.used] == ["a.png"] or [
        inline.name.isascii() for inline in pictures.used
    ] == [True]
