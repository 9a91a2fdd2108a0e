"""The table of duplicate-looking pairs: what is decided of each is what happens, and what managers read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from composer.address import address
from composer.mailbox import address_fault, canonical
from tests.address.making import lists, networks, news_for

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "addresses.md"
WORDS = ("no address", "one person", "two people")


@dataclass(frozen=True)
class Pair:
    """Two spellings, and how many people they are; 0: the other is no address."""

    what: str
    one: str
    other: str
    people: int
    why: str


PAIRS = [Pair(**entry) for entry in yaml.safe_load((HERE / "pairs.yaml").read_text("utf-8"))]
SOUND = [pair for pair in PAIRS if pair.people]
REFUSED = [pair for pair in PAIRS if not pair.people]


def named(pair: Pair) -> str:
    return pair.what


@pytest.mark.parametrize("pair", SOUND, ids=named)
def test_the_decision_is_what_happens_to_the_people(pair: Pair):
    assert len({canonical(pair.one), canonical(pair.other)}) == pair.people
    for rows in (lists(heads=pair.one, data=pair.other), lists(heads=pair.other, data=pair.one)):
        people = address(news_for(None), networks(heads=[], data=[]), rows).people
        assert len(people) == pair.people


@pytest.mark.parametrize("pair", SOUND, ids=named)
def test_both_are_addresses_that_a_list_may_hold(pair: Pair):
    assert (address_fault(pair.one), address_fault(pair.other)) == (None, None)


@pytest.mark.parametrize("pair", REFUSED, ids=named)
def test_what_is_refused_is_no_address_and_the_other_is(pair: Pair):
    assert address_fault(pair.one) is None
    assert address_fault(pair.other)


def test_every_pair_is_told_of_once_and_differs_in_its_bytes():
    assert len(PAIRS) >= 30
    assert len({frozenset((pair.one, pair.other)) for pair in PAIRS}) == len(PAIRS) == len({*map(named, PAIRS)})
    assert [pair for pair in PAIRS if pair.one == pair.other] == []


def test_managers_read_the_same_table():
    rows = re.findall(r"^\| (?!what |---)(.*) \|$", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE)

    assert rows == [in_the_document(pair) for pair in PAIRS]


def in_the_document(pair: Pair) -> str:
    """A line of the table; what cannot be seen, or not told from its neighbour, is named."""
    addresses = (f"`{seen(spelling)}`" for spelling in (pair.one, pair.other))
    return " | ".join([pair.what, *addresses, WORDS[pair.people], pair.why])


def seen(spelling: str) -> str:
    return "".join(
        f"[{unicodedata.name(sign).lower()}]" if unicodedata.category(sign) in ("Cf", "Mn") else sign
        for sign in spelling
    )
