"""Numbers announced and things listed; sentences that break off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.words.broken_off import broken_off
from composer.check.words.counting import announced, listed_inline

NAMES = ("Kent", "Medway", "Slough", "Surrey", "Essex", "Reading", "Bath", "Hull", "York")
WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")


@given(
    st.integers(2, 9),
    st.sampled_from(["strands", "local authorities", "new posts"]),
    st.sampled_from(["It has {}:", "The following {} are open", "There are {}:", "{}:", "It comes in {}:"]),
    st.booleans(),
)
def test_a_number_at_the_end_of_a_lead_in_is_announced(number, noun, lead, digits):
    count = announced(lead.format(f"{number if digits else WORDS[number - 2]} {noun}"))

    assert count is not None
    assert count.number == number
    assert count.words.endswith(noun)


@given(st.integers(4, 8), st.integers(3, 9), st.booleans())
def test_a_list_in_brackets_is_counted(number, listed, comma):
    *first, last = NAMES[:listed]
    told = list(
        listed_inline(f"In {number} authorities ({', '.join(first)}{',' if comma else ''} and {last}) it rained.")
    )

    close = abs(number - listed) <= 2
    assert [found for _, found in told] == (
        [listed] if number != listed and close and not _may_be_one(number, listed, comma) else []
    )


def _may_be_one(number: int, listed: int, comma: bool) -> bool:
    """Whether the last two may be one, such as Tyne and Wear."""
    return not comma and number == listed - 1


@pytest.mark.parametrize(
    "lead",
    [
        "At least three rules:",
        "Over the next three weeks:",
        "Notes from the two meetings:",
        "Two of the schools replied:",
        "One of the following:",
        "Children of 16 or 17 need:",
        "Key Stage 2 teachers:",
        "We asked three schools:",
        "All six councils agreed to:",
        "Two speakers will cover:",
        "Six authorities asked for:",
        "Two papers for three boards:",
        "Up to five projects:",
        "On 5 May:",
        "It costs £5 and covers:",
        "We want your views on two plans, including:",
        "Four years on, the projects show:",
        "A two-way street:",
        "It is a five-year plan:",
        "Of four five-step plans we chose one:",
    ],
)
def test_what_announces_nothing(lead):
    assert announced(lead) is None


@pytest.mark.parametrize(
    "words",
    [
        "This survey closes at",
        "This survey closes at.",
        "The meeting will be held on",
        "The next meeting of the board is on",
        "Please return the form by",
        "Bids are required by",
        "Ring the office on",
        "The show is open until",
        "It now has the latest forms, including the",
        "Members are the chair, the clerk and",
        "Places are limited to",
        "The closing date for replies is",
        "Please send it to",
        "We shall meet at. Please come.",
        "See you in March,",
        "Applications close on",
        "The doors will open on",
        "Nominations end on.",
        "The exhibition opened on",
        "Bids were due by",
        "Your returns were due back by",
        "Replies are expected by",
        "The desk is open from 9am to",
        "It is staffed from 8 a.m. to",
        "Lunch is from 12.30 to",
        "The post, which goes at noon on",
        "The course runs from Monday to",
        "Entries must be in before",
    ],
)
def test_what_breaks_off(words):
    assert broken_off(words, whole=True) is not None


@pytest.mark.parametrize(
    "words",
    [
        "The form to fill in",
        "Somebody to talk to.",
        "What it stands for",
        "Please log on, and carry on",
        "You may opt in.",
        "A list to choose from",
        "Vitamin A",
        "See appendix a",
        "Say which date you need it by.",
        "Which day does it close on?",
        "The values we live by",
        "Somewhere to meet at",
        "The number you can reach us on",
        "The groups they belong to",
        "The office will stand by.",
        "A date to finish by",
        "The school they started at",
        "And then the…",
        "With many thanks,",
        "It is a good note to end on.",
        "That is the day we close on.",
        "Please keep the lights switched on.",
        "What the bids were held up by.",
        "There is much to look forward to.",
        "Read it the night before.",
        "People wanted something to hold on to.",
        "The date that bids are due by.",
        "Dear colleagues,",
        "a",
    ],
)
def test_what_ends_in_a_small_word(words):
    assert broken_off(words, whole=True) is None


@given(st.text("aeiouthn .,:;()–\n123£and", max_size=300))
def test_nothing_raises(words):
    gap = broken_off(words, whole=True)

    assert gap is None or 0 <= gap.start < gap.end <= len(words)
    assert all(0 <= count.start < len(words) for count, _ in listed_inline(words))
    announced(words)


@pytest.mark.parametrize(
    "flood", ["please ", "the at ", "two things: a, ", "two things (A, ", "3 ", "a b c and ", "at."]
)
def test_a_flood_is_read_through(flood):
    words = flood * 20_000

    assert announced(words) is None
    assert len(list(listed_inline(words))) < len(words)
    gap = broken_off(words, whole=True)
    assert gap is None or gap.end <= len(words)
