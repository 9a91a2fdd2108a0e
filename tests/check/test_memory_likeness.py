"""Items are alike by their words, however they are folded, marked or dated."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.memory import item_again
from composer.check.memory.likeness import content_words, likeness, sentences, shingles
from composer.pipeline.edition import Workspace, address_issue
from tests.problems.test_cases import build

WORDS = st.lists(st.text(alphabet="abcdefgh", min_size=3, max_size=8), min_size=12, max_size=40)
TEXT = "The group has asked every authority how it counts the pupils who are taught at home, and answers differ."


@given(words=WORDS, breaks=st.sets(st.integers(0, 40)))
def test_a_text_folded_otherwise_has_the_same_sentences_and_shingles(words, breaks):
    folded = "".join(("\n" if index in breaks else " ") * bool(index) + word for index, word in enumerate(words))

    assert sentences(folded + ".") == sentences(" ".join(words) + ".")
    assert likeness(shingles(folded), shingles(" ".join(words))) == 1


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("A vacancy on the Forum!", "Vacancy on forum"),
        ("Network – next meeting Friday 1 May", "Network: next meeting, 13 September 2019"),
        ("The children’s report", "Children’s report"),
    ],
)
def test_titles_are_alike_but_for_case_marks_small_words_and_days(title, other):
    assert content_words(title) == content_words(other)


def test_what_has_no_words_is_like_nothing():
    assert likeness(content_words("– 1 May –"), content_words("the")) == 0


@pytest.mark.parametrize(("weeks", "told"), [(1, 1), (50, 1), (60, 0)])
def test_a_text_of_more_than_a_year_ago_may_come_again(weeks, told, tmp_path: Path):
    day = datetime.date(2020, 2, 21) - datetime.timedelta(weeks=weeks)
    old = f"number: 1\ndate: {day}\nitems: [{{id: old, title: Who counts?, update: '{TEXT}', remind: never}}]\n"
    build(tmp_path, {"issues/1.yaml": old, "items": f"  - title: Home education\n    update: {TEXT}\n"})

    subject = address_issue(Workspace.open(tmp_path), 2).subject

    assert len(list(item_again.RULE.find(subject))) == told
