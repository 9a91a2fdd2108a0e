"""Pictures are known by their bytes, whatever their name, and are whole and of a sensible size."""

from __future__ import annotations

import struct
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.formats import NotShown, format_of
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


def animated(width: int, height: int, times: int) -> bytes:
    """A PNG with the chunks of an animation."""
    plain = png(width, height)
    begin = struct.pack(">I", 8) + b"acTL" + struct.pack(">II", times, 0) + b"\0" * 4
    return plain[:33] + begin + (struct.pack(">I", 26) + b"fcTL" + b"\0" * 30) * times + plain[33:]


def frames(width: int, height: int, times: int) -> bytes:
    """A GIF of several frames, each a single dot."""
    one = b"," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02\x4c\x01\0"
    return GIF[:6] + struct.pack("<HH", width, height) + GIF[10:19] + one * times + b";"


SOUND = {
    "PNG": (png(400, 120), ("image/png", 400, 120)),
    "PNG with chunks of its own": (png_with_more(400, 120), ("image/png", 400, 120)),
    "animated PNG": (animated(400, 120, 5), ("image/png", 400, 120)),
    "GIF": (GIF, ("image/gif", 300, 20)),
    "animated GIF": (frames(300, 20, 5), ("image/gif", 300, 20)),
    "JPEG": (jpeg(640, 70), ("image/jpeg", 640, 70)),
    "progressive JPEG": (jpeg(640, 70, frame=0xC2, scans=3), ("image/jpeg", 640, 70)),
}


@pytest.mark.parametrize("kind", SOUND)
def test_what_a_picture_is_stands_in_its_bytes(kind: str) -> None:
    content, (content_type, width, height) = SOUND[kind]
    found = format_of(content)

    assert (found.content_type, found.width, found.height) == (content_type, width, height)
    assert found.length == len(content)
    assert found == format_of(content + b"left behind by some program \xff\xd8")


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


def test_frames_count_as_many_pictures_as_a_program_that_keeps_them_holds() -> None:
    for content in (animated(6000, 6000, 2), frames(6000, 6000, 2), frames(10, 10, 400_001), animated(400, 250, 401)):
        with pytest.raises(
            NotShown, match=r"pixels, [0-9,]+ times; 10,000 to a side and 40 million together"
        ) as refused:
            format_of(content)
        assert refused.value.fix == "Save it smaller, or with fewer frames."
    assert format_of(frames(600, 400, 166)).frames == format_of(animated(600, 400, 166)).frames == 166


def test_of_several_sizes_in_a_jpeg_the_largest_counts() -> None:
    small = b"\xff\xd8" + segment(0xC0, struct.pack(">BHHB", 8, 10, 10, 1) + b"\1\x11\0")

    for first, second in ((small + jpeg(65_000, 65_000)[2:], small), (jpeg(65_000, 65_000)[:-2] + small[2:], small)):
        with pytest.raises(NotShown, match="is 65,000 by 65,000 pixels"):
            format_of(first + second[2:] + b"\xff\xd9")


def test_a_png_says_its_size_first_and_once() -> None:
    plain = png(9, 9)
    for content in (plain[:8] + plain[33:-12] + plain[8:33] + plain[-12:], plain[:33] + plain[8:]):
        with pytest.raises(NotShown, match="cut short or damaged"):
            format_of(content)


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
    assert [inline.name for inline in files.used] == ["picture.png"]


@pytest.mark.parametrize(
    ("file", "content", "name"),
    [
        ("images/invoice.hta", png(9, 9), "invoice.png"),
        ("images/bill.pdf.exe", GIF, "bill-pdf.gif"),
        ("images/PHOTO.JPEG", jpeg(9, 9), "PHOTO.jpg"),
        ("images/no-ending", png(9, 9), "no-ending.png"),
        ("images/.hta", png(9, 9), "hta.png"),
        ("images/ä.png", png(9, 9), "picture.png"),
        ("images/" + "x" * 99 + ".scr", png(9, 9), "x" * 40 + ".png"),
    ],
)
def test_a_picture_travels_under_the_ending_of_what_it_is_and_ends_where_it_ends(
    file: str, content: bytes, name: str
) -> None:
    files = Pictures({file: content + b"<hta:application>"}, "example.org")

    assert files.source(file)
    assert [(inline.name, inline.content) for inline in files.used] == [(name, content)]
