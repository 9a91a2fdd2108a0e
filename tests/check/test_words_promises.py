"""Whose details are promised, and whether two names are one person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.personal_names import name_of, personal_names, same_person
from composer.check.words.promises import promised

PHRASES = ("(details below)", "– contact details below", "(see contacts below)", "(contact details at the end)")


def whose(words: str, *earlier: str) -> list[str]:
    return [person.written for person, _ in promised(words, earlier)]


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("please contact isabel Gray {}", ["isabel Gray"]),
        ("from Ann Birch (Education) or Tara Mistry (SEND), {}", ["Ann Birch", "Tara Mistry"]),
        ("ring Joe Rudge to book, or Ann Birch {} to cancel", ["Ann Birch"]),
        ("ask Cllr Oluwaseun Bright-O’Hara {}", ["Oluwaseun Bright-O’Hara"]),
        ("email J. van der Berg {}", ["J van der Berg"]),
        ("contact Ann Birch, Programme Manager {}", ["Ann Birch"]),
        ("ring Ann Birch at the Harbour Trust {}", ["Ann Birch"]),
        ("write to Dr Mistry {}", ["Mistry"]),
        ("we meet in Milton Keynes {}", []),
        ("write to Kent County Council {}", []),
        ("come to the Summer Fair {}", []),
    ],
)
def test_whose_details_are_promised(words, people, phrase):
    assert whose(words.format(phrase)) == people


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Contact details for both Ann Birch and Joe Rudge are below.", ["Ann Birch", "Joe Rudge"]),
        ("Ann Birch and Joe Rudge run it; contact details for both below.", ["Ann Birch", "Joe Rudge"]),
        ("Ann Birch runs it. Her details are below.", ["Ann Birch"]),
        ("Ann Birch’s details are below.", ["Ann Birch"]),
        ("Ask Ann Birch, whose details are at the foot of this update.", ["Ann Birch"]),
        ("Ann Birch runs it (see below for contact details).", ["Ann Birch"]),
        ("Ann Birch spoke. Details of the event are below.", []),
        ("Ann Birch will explain the details in the table below.", []),
        ("Ann Birch will be there. Booking details are below.", []),
        ("Ann Birch will present the plan (details below).", []),
        ("Contact details of the venue are below, says Ann Birch.", []),
        ("Further details below.", []),
        ("Ring Jo Marsh. Her details are below.", ["Jo Marsh"]),
        ("Ask Amit Rao. He is in on Mondays. His number is below.", ["Amit Rao"]),
        ("Anna Webb is the clerk. Contact her on the number below.", ["Anna Webb"]),
        ("Ring Ben Cole or Ruth Ames. Their numbers are at the end of this email.", ["Ben Cole", "Ruth Ames"]),
        ("Email Tess Oakley (address below).", ["Tess Oakley"]),
        ("Ask Nasreen Ali, whose extension is shown at the foot of this bulletin.", ["Nasreen Ali"]),
        ("Ring Ann Birch, number below.", ["Ann Birch"]),
        ("Contact Paul Dent, email at the bottom of this newsletter.", ["Paul Dent"]),
        ("Contact Ann Birch or Joe Rudge; you will find both numbers below.", ["Ann Birch", "Joe Rudge"]),
        ("Ann Birch says that the number below 18 fell.", []),
        ("Ann Birch presented the numbers below.", []),
        ("Ring the helpline. The number is below.", []),
        ("Meet Ann Birch at the fair. The address is below.", []),
        ("Ann Birch chairs the board. Numbers below are rounded.", []),
        ("Ann Birch recommends the Advice Line (contact details below).", []),
    ],
)
def test_what_is_promised_of_whom(words, people):
    assert whose(words) == people


def test_a_first_name_is_the_full_one_given_before():
    assert whose("Let Mike (details below) know.", "Michael Penhale leads.") == ["Michael Penhale"]
    assert whose("Let Mike (details below) know.") == ["Mike"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Birch", "ANN BIRCH"),
        ("Dr Ann Birch", "Ann J. Birch MBE"),
        ("Mike Penhale", "Michael Penhale"),
        ("M. Penhale", "Michael Penhale"),
        ("Sean O'Neill", "Seán O’Neill"),
        ("Jo van der Meer", "Johanna Van Der Meer"),
        ("Tara Mistry-Hall", "Tara Mistry Hall"),
        ("Prof Birch", "Ann Birch"),
    ],
)
def test_one_persons_names(one, other):
    first, second = name_of(one), name_of(other)

    assert first
    assert second
    assert same_person(first, second)
    assert same_person(second, first)


@pytest.mark.parametrize(
    ("one", "other"), [("Ann Birch", "Joe Birch"), ("Ann Birch", "Ann Rudge"), ("Dr Mistry", "Ann Birch")]
)
def test_two_peoples_names(one, other):
    first, second = name_of(one), name_of(other)

    assert first
    assert second
    assert not same_person(first, second)
    assert not same_person(second, first)


@given(st.text("Ab. (),–’\ndetils contacbow\u202e\u0301É", max_size=200))
def test_nothing_raises_and_names_stand_where_they_say(words):
    assert all(0 <= name.start < name.end <= len(words) for name in personal_names(words))
    assert all(0 <= person.start < len(words) for person, _ in promised(words + " (details below)", [words]))


@pytest.mark.parametrize(
    "flood", ["details ", "contact details for ", "Ann Birch, ", "(details ", "see below for ", "A "]
)
def test_a_flood_is_read_through(flood):
    assert whose(flood * 20_000 + "x") == []
