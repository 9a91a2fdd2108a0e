"""The envelope of a letter."""

from __future__ import annotations

import pytest

from composer.deliver.envelope import LONGEST_LOCAL_PART, envelope_of
from composer.model import Envelope
from composer.problems import UsageError

TO, FROM, BOUNCES = "ada@example.org", "news@example.net", "bounces@example.net"


def test_without_a_return_path_a_letter_comes_back_to_its_sender():
    assert envelope_of(TO, FROM) == Envelope(FROM, TO)


def test_with_a_return_path_a_bounce_tells_by_its_tag_whose_it_is():
    assert envelope_of(TO, FROM, BOUNCES, "k7x2-391-1") == Envelope("bounces+k7x2-391-1@example.net", TO)


def test_a_return_path_that_would_be_too_long_says_how_long_it_may_be():
    tag = "t" * 30
    longest = "b" * (LONGEST_LOCAL_PART - 31)

    assert len(envelope_of(TO, FROM, f"{longest}@example.net", tag).sender.partition("@")[0]) == 64
    with pytest.raises(UsageError, match=r"has 34 characters before the @, .* take 33 at most\. Shorten it"):
        envelope_of(TO, FROM, f"{longest}b@example.net", tag)


@pytest.mark.parametrize("tag", ["", "a b", "a@b", "ada>", "a\r\nb", ".a", "a..b", "é"])
def test_a_tag_that_cannot_stand_in_an_address_is_a_fault_of_the_program(tag):
    with pytest.raises(ValueError, match="a return path has a tag"):
        envelope_of(TO, FROM, BOUNCES, tag)
