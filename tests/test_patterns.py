"""Patterns compiled late are the patterns that `re` makes."""

from __future__ import annotations

import re

import pytest

from composer.patterns import late

TEXT = "One two, TWO three.\nFour"


@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.DOTALL | re.VERBOSE])
def test_it_finds_what_a_pattern_finds(flags):
    mine, theirs = late(r"(?P<word>two\b).", flags), re.compile(r"(?P<word>two\b).", flags)
    for _ in range(2):  # as it is at first, and as it is once compiled
        assert mine.findall(TEXT) == theirs.findall(TEXT)
        assert mine.sub(r"\g<word>", TEXT) == theirs.sub(r"\g<word>", TEXT)
        assert mine.pattern == theirs.pattern
        assert mine.flags == theirs.flags


def test_it_is_compiled_when_it_is_asked_for():
    wrong = late("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_it_has_nothing_that_patterns_lack():
    with pytest.raises(AttributeError):
        getattr(late("a"), "fin" + "ds")
