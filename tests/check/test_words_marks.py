"""Quotation marks and brackets: what pairs is never told, what is taken out of a pair always is, and nothing hangs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.words.pairing import Flaw, faults_of

PAIRS = ("“”", "‘’", "()", "[]", "{}", "«»", '""')
WORDS = st.sampled_from(["the board", "it’s James’", "o’clock", "Kent, 1999", "six", "the ’90s", "rock ’n’ roll", "so"])


@st.composite
def nested(draw: st.DrawFn) -> str:
    """Words with pairs of different marks, one within another."""
    words = draw(WORDS)
    for pair in draw(st.lists(st.sampled_from(PAIRS), unique=True, max_size=3)):
        words = f"{draw(WORDS)} {pair[0]}{words}{pair[-1]}, {draw(WORDS)}"
    return words


@given(st.lists(nested(), min_size=1, max_size=3).map(". ".join))
def test_what_pairs_is_never_told(words):
    assert [fault for fault in faults_of(words) if fault.flaw is not Flaw.OPEN or fault.mark != "‘"] == []


@given(before=WORDS, within=WORDS, pair=st.sampled_from([pair for pair in PAIRS if pair != "‘’"]))
def test_half_a_pair_is_told_once_where_it_stands(before, within, pair):
    opened = f"{before} {pair[0]}{within} ends"
    closed = f"{before} {within}ly{pair[-1]} ends"

    assert [fault.start for fault in faults_of(opened)] == [len(before) + 1]
    assert [fault.start for fault in faults_of(closed)] == [closed.index(pair[-1], len(before))]


@pytest.mark.parametrize(
    ("words", "flaw", "mark"),
    [
        ("He said “no.", Flaw.OPEN, "“"),
        ("He said no”.", Flaw.CLOSED, "”"),
        ('He said “no".', Flaw.MIXED, '"'),
        ('He said "no”.', Flaw.MIXED, "”"),
        ("They call it ‘late'.", Flaw.MIXED, "'"),
        ("He said “ no”.", Flaw.SPACED, "“"),
        ("He said “no ” so.", Flaw.SPACED, "”"),
        ("The LGA‘s guide", Flaw.APOSTROPHE, "‘"),
        ("The boys‘ school", Flaw.APOSTROPHE, "‘"),
        ("A film (P37, 65", Flaw.OPEN, "("),
        ("A film (a) or (b", Flaw.OPEN, "("),
        ("“One “two” three", Flaw.OPEN, "“"),
        ("A film – see below).", Flaw.CLOSED, ")"),
    ],
)
def test_each_flaw(words, flaw, mark):
    [fault] = faults_of(words)

    assert (fault.flaw, fault.mark) == (flaw, mark)


@pytest.mark.parametrize(
    "words",
    [
        "’tis the ’90s, James’ and the 90s’; 'twas rock ‘n’ roll",
        'He is 6\' 2" or 6’2”, the board 12" x 10" and 2’ 6” deep',
        "a) one, b) two, iv) four and 1) one (P37, 65)",
        "(either a) this or b) that)",
        "So :) or :-( or ;)",
        "‘the boys’ school’ and ‘T Level’ students’ days",
        "“‘Yes,’ he said” and „so“ and « so »",
        "(so “he (or [she]) said” it)",
        "The class of ’95 and ‘95 and five o’clock",
    ],
)
def test_what_only_looks_like_half_a_pair(words):
    assert list(faults_of(words)) == []


@pytest.mark.parametrize("mark", ["(", "“", '"', "‘", "‘a’ ", ")", "'", "“(", "s’ ‘"])
def test_a_flood_of_marks_is_left_alone(mark):
    assert faults_of(mark * 50_000) == ()


@given(st.text("“”„‘’'\"()[]{}«» aZs1.\n\u202e\u0627"))
def test_nothing_raises_and_places_are_within_the_words(words):
    faults = faults_of(words)

    assert all(words[fault.start] == fault.mark for fault in faults if fault.flaw is not Flaw.MIXED)
    assert [fault.start for fault in faults] == sorted(fault.start for fault in faults)
