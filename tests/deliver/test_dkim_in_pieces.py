"""However a message is cut, its signature is that of the whole; and what letters share is read once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.deliver.relaxed import beginning_of, stretch_of
from tests.deliver.signing import holds, letters, signed, signer

LONG = 600  # bytes: enough to be remembered
WORDS = st.text("ab.=", min_size=1, max_size=4) | st.sampled_from(["a" * LONG, "a  b\t" * LONG, "a \r\n\tb" * LONG])
SPACE = st.text(" \t", max_size=3) | st.sampled_from([" " * LONG, "\t \r\n" * LONG])
LINE = st.lists(WORDS | SPACE, max_size=5).map("".join)
FOLDS = st.sampled_from(["\r\n ", "\r\n\t", "\r\n  \t", "  ", " "])
NAMES = st.sampled_from(["To", "Subject", "subject", "List-Unsubscribe", "X-Other", "DATE", "Content-Type"])
FIELD = st.builds(
    lambda name, words: f"{name}:{''.join(words)}x\r\n",
    NAMES,
    st.lists(WORDS.filter(str.isprintable) | FOLDS, max_size=5),
)
HEADER = st.lists(FIELD, max_size=5).map(lambda fields: "From: a@x\r\n" + "".join(fields))
BODY = st.lists(LINE, max_size=6).map("\r\n".join)
ENDS = st.sampled_from(["", " ", "\r\n", "\r\n\r\n", " \r\n\t\r\n", "\r\n  "])
MESSAGE = HEADER | st.builds(lambda header, body, end: f"{header}\r\n{body}{end}", HEADER, BODY, ENDS)


@st.composite
def cut(draw: st.DrawFn) -> tuple[bytes, ...]:
    """A message in pieces, some of them long and some empty."""
    message = draw(MESSAGE).encode()
    places = sorted(draw(st.lists(st.integers(0, len(message)), max_size=8)))
    return tuple(message[start:end] for start, end in zip([0, *places], [*places, len(message)], strict=True))


@given(pieces=cut())
@runs(max_examples=300, deadline=None)
@example(pieces=(b"From: a@x\r\n\r", b"\n", b"a ", b" \r", b"\n"))
@example(pieces=(b"From: a@x\r", b"\n", b"\r\n", b"\r\n", b" "))
@example(pieces=(b"From: a@x\r\n",))
@example(pieces=(b"From: a@x\r\n\r", b"\n a", b"b\r\n\r\nc  d"))
@example(pieces=(b"From: a@x\r\n\r\n", b" \r\n", b"a", b"", b"\t"))
@example(pieces=(b"From: a@x\r\n\r", b"\n\r\n\r\n" + b"a" * LONG + b" ", b"\r", b"\n" + b" " * LONG, b" b" * LONG))
def test_the_signature_is_that_of_the_whole_message_wherever_it_is_cut(pieces):
    in_pieces = signed(*pieces)

    assert in_pieces == signed(b"".join(pieces))
    assert holds(in_pieces)


@pytest.fixture
def forgotten():
    """Nothing is remembered of other letters."""
    stretch_of.cache_clear()
    beginning_of.cache_clear()


@pytest.mark.usefixtures("forgotten")
def test_of_letters_of_a_variant_each_long_piece_is_read_once():
    first, *others = letters(pictures=True)
    signer().signed(first)
    read = stretch_of.cache_info().misses + beginning_of.cache_info().misses
    for letter in others:
        signer().signed(letter)

    shared = set(first.pieces).intersection(*(letter.pieces for letter in others))
    long = [piece for piece in shared if len(piece) >= LONG]
    assert 0 < read <= len(long) + 2
    assert stretch_of.cache_info().misses + beginning_of.cache_info().misses == read
    assert stretch_of.cache_info().hits + beginning_of.cache_info().hits >= len(long) * len(others)


@pytest.mark.usefixtures("forgotten")
def test_a_body_without_anything_personal_is_hashed_once():
    body = b"\r\n\r\n" + b"The same for all.\r\n" * 3_000
    messages = [signed(b"From: a@x\r\nTo: ", f"{count}@x".encode(), body) for count in range(5)]

    assert [holds(message) for message in messages] == [True] * 5
    assert (beginning_of.cache_info().misses, beginning_of.cache_info().hits) == (1, 4)
    assert stretch_of.cache_info().misses == 1
