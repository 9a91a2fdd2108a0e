"""The word lists that travel with Composer: whole, in order, and consistent with one another."""

from __future__ import annotations

import re

import pytest

from composer import packaged
from composer.load.vocabulary_files import load_vocabulary

LISTS = ("everyday", "common", "known")
PAIRS = ("american", "misspellings")
VOCABULARY = load_vocabulary()


def lines_of(name: str) -> list[str]:
    return (packaged.WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def test_it_is_read_once():
    assert load_vocabulary() is VOCABULARY


@pytest.mark.parametrize("word", ["about", "organise", "organize", "yoghurt", "newborns", "England", "Kent", "Tuesday"])
def test_it_knows_words_and_names(word):
    assert VOCABULARY.knows(word)


@pytest.mark.parametrize("word", ["England", "Bristol"])
def test_a_name_is_no_ordinary_word(word):
    assert not VOCABULARY.is_ordinary(word)


def test_a_word_at_the_beginning_of_a_sentence_is_known():
    assert VOCABULARY.knows("About")
    assert VOCABULARY.is_ordinary("About")


def test_everyday_and_common_words_are_known():
    assert VOCABULARY.everyday < VOCABULARY.known
    assert VOCABULARY.common < VOCABULARY.known
    assert not VOCABULARY.everyday & VOCABULARY.common


def test_nothing_right_is_told_to_be_wrong():
    assert not VOCABULARY.known & VOCABULARY.misspellings.keys()
    assert not VOCABULARY.known & VOCABULARY.american.keys()


def test_every_correction_is_known():
    assert {*VOCABULARY.misspellings.values(), *VOCABULARY.american.values()} <= VOCABULARY.known


@pytest.mark.parametrize(
    ("american", "british"), [("color", "colour"), ("center", "centre"), ("enroll", "enrol"), ("analyze", "analyse")]
)
def test_american_spellings(american, british):
    assert VOCABULARY.american[american] == british


@pytest.mark.parametrize(
    "word", ["program", "practice", "license", "check", "meter", "story", "connection", "organize"]
)
def test_what_is_british_too_is_not_american(word):
    assert word not in VOCABULARY.american


@pytest.mark.parametrize("name", LISTS + PAIRS)
def test_a_list_is_sorted_and_holds_nothing_twice(name):
    lines = lines_of(name)

    assert lines == sorted(set(lines))
    assert all(line.count(" ") == (name in PAIRS) for line in lines)


@pytest.mark.parametrize("name", LISTS + PAIRS)
def test_the_readme_tells_how_many_there_are(name):
    readme = (packaged.WORDS / "README.md").read_text(encoding="utf-8")
    told = re.search(rf"^\| `{name}\.txt` \| ([\d,]+) \|", readme, flags=re.MULTILINE)

    assert told
    assert int(told[1].replace(",", "")) == len(lines_of(name))


def test_the_licences_travel_with_them():
    licence = (packaged.WORDS / "LICENSE").read_text(encoding="utf-8")

    assert all(name in licence for name in ("Nick Galbreath", "Kevin Atkinson", "Titus Wormer"))
