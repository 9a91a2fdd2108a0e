"""Words looked up in a sorted file: found exactly as in a set of its lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer import packaged
from composer.load.sorted_words import SortedPairs, SortedWords

WORD = st.text(st.characters(exclude_characters=" ", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1)


def content_of(lines: set[str]) -> bytes:
    return b"".join(sorted(f"{line}\n".encode() for line in lines))


@given(st.sets(WORD), st.text())
def test_a_word_is_there_if_it_has_a_line(words, other):
    found = SortedWords(content_of(words))
    assert all(word in found for word in words)
    assert (other in found) == (other in words)
    assert set(found) == words
    assert len(found) == len(words)


@given(st.dictionaries(WORD, WORD), st.text())
def test_a_pair_is_there_if_it_has_a_line(pairs, other):
    found = SortedPairs(content_of({f"{word} {right}" for word, right in pairs.items()}))
    assert dict(found) == pairs
    assert found.get(other) == pairs.get(other)


def test_words_beside_count_too():
    found = SortedWords(b"ant\nbee\n", frozenset({"cat"}), frozenset({"dog"}))
    assert {"ant", "bee", "cat", "dog"} == set(found)
    assert "dog" in found
    assert "elk" not in found
    assert found & {"bee", "dog", "elk"} == {"bee", "dog"}


@pytest.mark.parametrize("word", ["be", "bees", "ant\nbee", "ant ", "", "\n", "\ud800", None])
def test_what_is_part_of_the_file_and_no_word_is_not_there(word):
    assert word not in SortedWords(b"ant\nbee\n")


def test_every_known_word_is_found_and_nothing_next_to_one():
    lines = (packaged.WORDS / "known.txt").read_text(encoding="utf-8").split()
    words, known = SortedWords((packaged.WORDS / "known.txt").read_bytes()), frozenset(lines)
    assert all(word in words for word in lines[::7])
    assert all((word[:-1] in words) == (word[:-1] in known) for word in lines[::7])
    assert all((f"{word}e" in words) == (f"{word}e" in known) for word in lines[::7])
