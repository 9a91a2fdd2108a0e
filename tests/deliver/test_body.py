"""A body: whatever pieces it comes in, what is written is what the message says, and nothing else is."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.deliver.body import Body

many = runs(max_examples=400, deadline=None)

BROKEN = re.compile(rb"\r(?!\n)|(?<!\r)\n")
NO_TEXT = re.compile(rb"[\0\x80-\xff]")


def fault(message: bytes) -> str:
    """What keeps a message from being sent; nothing, if it can be."""
    if BROKEN.search(message):
        return "it holds a bare CR or LF"
    if NO_TEXT.search(message):
        return "it holds a NUL, or a byte over 127"
    return "it has a line of more than 998 bytes" if max(map(len, message.split(b"\r\n"))) > 998 else ""


def ended(message: bytes) -> bytes:
    return message if message.endswith(b"\r\n") else message + b"\r\n"


def stuffed(message: bytes) -> bytes:
    """RFC 5321 section 4.5.2, line by line."""
    *lines, nothing = ended(message).split(b"\r\n")
    assert nothing == b""
    return b"".join(b"." * line.startswith(b".") + line + b"\r\n" for line in lines)


def cut(message: bytes, places: list[int]) -> tuple[bytes, ...]:
    """A message in pieces, some of them perhaps empty."""
    at = [0, *sorted(place % (len(message) + 1) for place in places), len(message)]
    return tuple(message[begin:end] for begin, end in itertools.pairwise(at))


# Most of a message is well formed, so that its faults are few and found where they are.
LINES = st.sampled_from([b"", b".", b"..", b". ", b"a", b".a", b"=2E", b"x" * 40, b"x" * 500, b"." * 499, b"y" * 998])
ENDS = st.sampled_from([b"\r\n"] * 40 + [b"", b"\r", b"\n", b"\r\r\n", b"\0", b"\xe9", b"zz"])
MESSAGES = st.lists(st.tuples(LINES, ENDS), max_size=12).map(lambda pairs: b"".join(itertools.chain(*pairs)))
WHOLE_LINES = st.lists(LINES, max_size=12).map(b"\r\n".join)
PLACES = st.lists(st.integers(0, 20_000), max_size=15)


@many
@given(MESSAGES | WHOLE_LINES | st.binary(max_size=40), PLACES)
@example(b"", [])
@example(b".", [])
@example(b"a\r\n.b", [2, 3, 4])
@example(b"\r\n.\r\n", [1, 2, 3, 4])
@example(b"x" * 998 + b"\r\n", [1, 998, 999])
@example(b"x" * 999, [500])
@example(b"x" * 499 + b"\r\n" + b"y" * 499 + b".", [499, 501])
def test_however_a_message_is_cut_it_is_written_as_it_is_or_refused(message: bytes, places: list[int]) -> None:
    pieces = cut(message, places)
    for _again in ("new", "known"):
        if said := fault(message):
            with pytest.raises(ValueError, match=re.escape(f"a letter that cannot be sent: {said}")):
                Body(pieces)
        else:
            body = Body(pieces)

            assert b"".join(body.pieces) == stuffed(message)
            assert body.size == len(ended(message))


@many
@given(st.lists(WHOLE_LINES, max_size=6), PLACES, st.data())
def test_a_piece_is_taken_for_what_it_is_in_each_letter(shared: list[bytes], places: list[int], data: st.DataObject):
    """The very same object at the beginning of a line in one letter, in the midst of one in the next."""
    for _letter in range(3):
        pieces = tuple(
            data.draw(st.lists(st.sampled_from([*shared, b"", b".", b"a", b"a\r\n", b".\r\n"]), max_size=12))
        )
        message = b"".join(pieces)
        if fault(message):
            with pytest.raises(ValueError, match="cannot be sent"):
                Body(pieces)
        else:
            assert b"".join(Body(pieces).pieces) == stuffed(message)


def test_what_many_letters_share_is_gone_through_once() -> None:
    shared = b".text\r\n" * 9_000

    first, second = (Body((f"To: {to}@example.org\r\n\r\n".encode(), shared)) for to in ("ada", "bob"))

    assert first.pieces[-1] is second.pieces[-1]
    assert first.pieces[-1].count(b"\r\n..text") == 8_999
