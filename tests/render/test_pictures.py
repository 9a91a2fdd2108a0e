"""Pictures are known by their bytes, whatever their name, and are whole and of a sensible size."""

from __future__ import annotations

import struct
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.formats import Format, NotShown, format_of
from composer.render.pictures import Pictures

from .conftest import png

GIF = b"GIF89a" + struct.pack("<HH", 300, 20) + b"\x80\0\0" + b"\0" * 6  # a table of two colours
GIF += b"!\xf9\x04\0\0\0\0\0" + b"," + struct.pack("<HHHH", 0, 0, 300, 20) + b"\0\x02\x02\x4c\x01\0;"


def segment(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + struct.pack(">H", len(data) + 2) + data


def jpeg(width: int, height: int, frame: int = 0xC0, scans: int = 1) -> bytes:
    """A JPEG as cameras and Photoshop write it: a thumbnail, itself a JPEG, in its first segment."""
    thumbnail = b"\xff\xd8" + segment(0xC0, struct.pack(">BHHB", 8, 9, 9, 1) + b"\1\x11\0") + b"\xff\xda\0\2x\xff\xd9"
    begin = b"\xff\xd8" + segment(0xE1, b"Exif\0\0" + thumbnail) + segment(0xED, b"Photoshop 3.0\0" + thumbnail)
    size = b"\xff" + segment(frame, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    scan = segment(0xC4, b"\0" * 17) + segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
    return begin + size + scan * scans + b"\xff\xd9"


def png_with_more(width: int, height: int) -> bytes:
    """A PNG with chunks of some program's own before its picture."""
    plain = png(width, height)
    return plain[:33] + struct.pack(">I", 4) + b"prVtIEND" + b"\0" * 4 + plain[33:]


SOUND = {
    "PNG": (png(400, 120), Format("image/png", 400, 120)),
    "PNG with chunks of its own": (png_with_more(400, 120), Format("image/png", 400, 120)),
    "GIF": (GIF, Format("image/gif", 300, 20)),
    "JPEG": (jpeg(640, 70), Format("image/jpeg", 640, 70)),
    "progressive JPEG": (jpeg(640, 70, frame=0xC2, scans=3), Format("image/jpeg", 640, 70)),
}


@pytest.mark.parametrize("kind", SOUND)
def test_what_a_picture_is_stands_in_its_bytes(kind: str) -> None:
    content, expected = SOUND[kind]

    assert expected == format_of(content)
    assert expected == format_of(content + b"left behind by some program \xff\xd8")


@pytest.mark.parametrize("kind", SOUND)
def test_a_picture_cut_short_anywhere_is_refused(kind: str) -> None:
    content, _ = SOUND[kind]

    for length in range(len(content)):
        with pytest.raises(NotShown, match=r"cut short|not a PNG"):
            format_of(content[:length])


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>", b"RIFF\0\0\0\0WEBPVP8 ", b"", b"GIF"],
)
def test_what_some_mail_program_does_not_show_is_refused(content: bytes) -> None:
    with pytest.raises(NotShown, match="not a PNG, JPEG or GIF"):
        format_of(content)


def sized(width: int, height: int) -> list[bytes]:
    """Small files that say they are so large."""
    size = struct.pack(">II", width, height)
    gifs = [
        GIF[:6] + struct.pack("<HH", width, height) + GIF[10:],
        GIF[:32] + struct.pack("<HH", width, height) + GIF[36:],
    ]
    return [png(9, 9)[:16] + size + png(9, 9)[24:], jpeg(width, height), *gifs]


@pytest.mark.parametrize(("width", "height"), [(10_001, 1), (1, 10_001), (6400, 6400), (65_535, 65_535)])
def test_a_picture_that_unpacks_to_more_than_a_mail_program_holds_is_refused(width: int, height: int) -> None:
    for content in sized(width, height):
        with pytest.raises(NotShown, match=r"pixels; 10,000 to a side and 40 million together are the most"):
            format_of(content)


@pytest.mark.parametrize(("width", "height"), [(10_000, 4000), (1, 10_000)])
def test_a_picture_just_as_large_as_allowed_is_not(width: int, height: int) -> None:
    assert all(format_of(content).height >= height for content in sized(width, height))


def test_a_picture_without_a_size_is_refused() -> None:
    for content in (jpeg(640, 0), jpeg(0, 9), png(9, 9)[:16] + b"\0" * 8 + png(9, 9)[24:]):
        with pytest.raises(NotShown, match="without a size"):
            format_of(content)


HOSTILE = [
    b"\xff\xd8" + b"\xff" * 1_000_000,
    b"\xff\xd8\xff" + b"\xff" * 1_000_000 + b"\0",
    b"\xff\xd8\xff" + b"\xff\0" * 500_000,
    b"\xff\xd8\xff\xe0\0\0" * 160_000,
    b"GIF89a" + b"\0" * 7 + b"!\1" + b"\1\1" * 500_000,
    b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000_000,
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_made_to_be_slow_is_refused_in_seconds_of_processor_time(content: bytes) -> None:
    begun = process_time()
    with pytest.raises(NotShown):
        format_of(content)

    assert process_time() - begun < 5


@given(
    st.binary(max_size=200).map(lambda rest: b"\xff\xd8\xff" + rest)
    | st.binary(max_size=60)
    | st.binary(max_size=90).map(lambda rest: GIF[:13] + rest)
)
def test_whatever_the_bytes_a_picture_has_a_size_or_is_refused(content: bytes) -> None:
    try:
        found = format_of(content)
    except NotShown:
        return
    assert found.width > 0
    assert found.height > 0


class Counted(dict[str, bytes]):
    """Files that know how often they were asked for, there or not."""

    asked = 0

    def get(self, file: str, default: bytes = b"") -> bytes:  # type: ignore[override]  # as pictures ask
        self.asked += 1
        return super().get(file, default)


def test_a_file_is_read_once_however_often_it_is_shown() -> None:
    files = Counted({"a.png": png(9, 9), "b.png": b"not a picture"})
    shown = Pictures(files, "example.org")
    for file in ("a.png", "b.png", "missing.png") * 3:
        shown.show(file, "")
        shown.width(file)

    assert files.asked == 3


def test_no_picture_is_wider_than_the_column_or_than_itself() -> None:
    files = Pictures({"big": png(1200, 10), "small": png(90, 10)}, "example.org")
    shown = [files.show(name, "") for name in ("big", "small")]

    assert [each.width for each in shown if each] == [552, 90]


def test_the_same_content_under_two_names_goes_once() -> None:
    files = Pictures({"a.png": png(9, 9), "b/ä \r\n.png": png(9, 9)}, "example.org")
    sources = {files.source(name) for name in ("a.png", "b/ä \r\n.png", "missing.png")}

    assert len(sources) == 2
    assert "" in sources
    assert [inline.name for inline in files.used] == ["a.png"] or [inline.name.isascii() for inline in files.used] == [
        True
    ]
