"""Splicing: every line short, every value as it was."""

from __future__ import annotations

import quopri

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.model import Part, Rendered, Slot
from composer.model.letter import SOFT_BREAK, quoted_printable

TEXTS = st.text() | st.text(alphabet=" =.\t\nFrom", max_size=400) | st.text(alphabet="ä a", max_size=200)


@runs(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_text_is_the_same_after_the_journey(text: str) -> None:
    encoded = quoted_printable(text)
    lines = encoded.split(b"\r\n")

    expected = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    assert expected == quopri.decodestring(encoded).replace(b"\r\n", b"\n")
    assert encoded.isascii()
    assert max(map(len, lines)) <= 76
    assert len(lines[-1]) <= 75
    assert not any(line.endswith((b" ", b"\t")) or line.startswith(b"From ") for line in lines)


@pytest.mark.parametrize("length", range(68, 80))
@pytest.mark.parametrize("end", ["", " ", "\t", "é", "=", " \nFrom Kent", " \n\t\nFrom here " + "y" * 75])
def test_lines_about_as_long_as_they_may_be_stay_short(length: int, end: str) -> None:
    for text in ("x" * length + end, "From " + "x" * (length - 5) + end):
        encoded = quoted_printable(text)
        lines = encoded.split(b"\r\n")

        assert quopri.decodestring(encoded).replace(b"\r\n", b"\n") == text.encode()
        assert max(map(len, lines)) <= 76
        assert len(lines[-1]) <= 75
        assert not any(line.startswith(b"From ") for line in lines)


@runs(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_value_between_soft_breaks_never_makes_a_long_line(before: str, value: str, after: str) -> None:
    rendered = Rendered(
        (
            Part(quoted_printable(before) + SOFT_BREAK),
            Part(name="value", slot=Slot.TEXT),
            Part(SOFT_BREAK + quoted_printable(after)),
        )
    )
    letter = rendered.letter({"value": value})

    assert max(map(len, letter.split(b"\r\n"))) <= 76


def test_filled_in_beforehand_a_value_stands_where_it_would_and_long_parts_stay_the_same() -> None:
    long = b"100 %(x)b %" * 60
    own, shared = Part(name="own", slot=Slot.HTML), Part(name="shared", slot=Slot.TEXT)
    rendered = Rendered((Part(b"50 % "), own, Part(long), shared, Part(b" %d "), own, shared, Part(b"%")))
    filled = rendered.filled({"shared": "5 % é"})
    ann, bob = filled.pieces({"own": "a&b"}), rendered.pieces({"own": "bob", "shared": "x"})

    assert b"".join(ann) == rendered.letter({"own": "a&b", "shared": "5 % é"})
    assert b"".join(ann) == b"50 % a&amp;b" + long + b"5 % =C3=A9 %d a&amp;b5 % =C3=A9%"
    assert filled.names == {"own"}
    assert ann[1] is bob[1] is long


def test_in_html_a_value_is_escaped() -> None:
    rendered = Rendered((Part(name="value", slot=Slot.HTML),))

    assert rendered.letter({"value": '<b> & "'}) == b"&lt;b&gt; &amp; &quot;"


def test_in_a_header_a_value_stands_as_it_is() -> None:
    rendered = Rendered((Part(b"To: "), Part(name="to", slot=Slot.HEADER)))

    assert rendered.letter({"to": "=?utf-8?q?x?=\r\n <a@b.example>"}) == b"To: =?utf-8?q?x?=\r\n <a@b.example>"
    assert frozenset({"to"}) == rendered.names
