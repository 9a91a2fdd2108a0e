"""What a message quotes of a passage: whole words, with … where more was cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer.check.words.excerpts import around, beginning, ending

LONG = "The number of people who ask for help with their rent has doubled since the spring of last year"


def test_what_is_cut_ends_at_a_word():
    assert beginning(LONG) == "“The number of people who ask for help with their…”"
    assert ending(LONG) == "“…rent has doubled since the spring of last year”"
    assert around(LONG, 42) == "“…who ask for help with their rent has doubled…”"


def test_what_is_short_is_whole():
    assert beginning("Come early.") == "“Come early”"
    assert ending("They are:") == "“They are:”"
    assert around("A (b", 2) == "“A (b”"


@given(st.text("ab .\n", max_size=150), st.integers(0, 150))
def test_nothing_raises_and_all_is_short(words, at):
    said = (beginning(words), ending(words), around(words, min(at, len(words))))

    assert all(one[0] == "“" and one[-1] == "”" and len(one) <= 60 for one in said)
