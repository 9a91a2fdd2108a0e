"""Sentences: where they end, and that none of a passage is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.sentences import sentences


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("Dr. Patel met Mr. J. R. Hall at St. John’s.", ["Dr. Patel met Mr. J. R. Hall at St. John’s."]),
        ("See p. 4, e.g. Kent, i.e. No. 5. Then stop.", ["See p. 4, e.g. Kent, i.e. No. 5.", "Then stop."]),
        ("At 10.30 a.m. we meet. It costs £3.50. 12 came.", ["At 10.30 a.m. we meet.", "It costs £3.50.", "12 came."]),
        ("“Yes.” She left. (“Never.” So be it.)", ["“Yes.”", "She left.", "(“Never.”", "So be it.)"]),
        ("One\nTwo", ["One", "Two"]),
        ("www.example.org. and so on", ["www.example.org. and so on"]),
        ("  ", []),
        ("", []),
    ],
)
def test_where_sentences_end(words, expected):
    assert [sentence.words for sentence in sentences(words)] == expected


@given(st.text("aA. !?…\n”’)“1 "))
def test_sentences_stand_where_they_say_and_lose_nothing(words):
    found = list(sentences(words))

    assert all(words[start : start + len(said)] == said for start, said in found)
    assert "".join("".join(said for _, said in found).split()) == "".join(words.split())
