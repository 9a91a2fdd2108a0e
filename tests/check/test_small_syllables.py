"""Syllables are counted as people speak."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from composer.check.inbox.syllables import syllables

# The words by how many syllables they have.
SPOKEN = {
    1: "a the school child make makes asked helped through year stayed use course place change these "
    "health want pay would where schools' breathe strength moved fire own days lives told",
    2: "people council's table tables children council open wanted houses changes writing being going didn't quiet "
    "statement safely careful homeless someone social special nation science doing network police issue "
    "notice trial early prepare training carer meeting action lion poem welfare",
    3: "family committee consider several together regional decision attention musical "
    "december tomorrow remember however hospital example government deliver various "
    "period area radio expenses beginning services finances professor assessment disabled museum usual actual",
    4: "information education community authority variety material experience society especially "
    "security independent situation consultation librarian historian agriculture criticism residential",
    5: "opportunity university accommodation international communication representative consideration individual",
    6: "responsibility vulnerability accountability",
}


def table() -> dict[str, int]:
    return {word: count for count, words in SPOKEN.items() for word in words.split()}


def test_nineteen_words_in_twenty_are_right():
    words = table()
    wrong = {word: syllables(word) for word, count in words.items() if syllables(word) != count}

    assert len(wrong) <= len(words) / 20, wrong
    assert all(abs(syllables(word) - count) == 1 for word, count in words.items() if word in wrong)


@given(st.text(max_size=60))
def test_whatever_it_is_has_one(word):
    assert 1 <= syllables(word) <= max(1, 2 * len(word))
