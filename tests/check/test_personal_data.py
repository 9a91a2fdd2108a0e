"""Whose an address, a number or a name is, over what people may write."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from composer.check.people.identifiers import identifiers_in
from composer.check.people.mailboxes import capitals_of, is_free, is_of_a_person, is_of_an_office
from composer.check.people.phones import dialled, numbers_in
from composer.check.people.published import Published
from composer.check.people.signs import signs_in
from composer.check.people.two_people import are_two_people
from composer.check.personal_names import people_in
from composer.markdown import line
from composer.text import Text

NOBODY = Published(frozenset(), frozenset(), ())


@pytest.mark.parametrize(
    ("local", "text"),
    [
        ("bridget.tarrant", "Write to her."),
        ("Bridget_Tarrant", "Write to her."),
        ("bridget.tarrant2", "Write to her."),
        ("sue.young", "Write to her."),
        ("morwenna.pask", "Contact Morwenna Pask."),
        ("m.pask", "Contact Morwenna Pask."),
        ("bridget", "Contact Bridget today."),
        ("bridgettarrant", "Contact Bridget Tarrant."),
        ("tarrantb", "Contact Bridget Tarrant."),
        ("siân.pryce", "Write to her."),
    ],
)
def test_an_address_is_a_persons(local, text):
    assert is_of_a_person(local, capitals_of(f"{text} {local}@council.example.org"))
    assert not is_of_an_office(local)


@pytest.mark.parametrize(
    ("local", "text"),
    [
        ("early.help", "Contact Early Help."),
        ("virtual.school", "The Virtual School"),
        ("grace.centre", "The Grace Centre is open."),
        ("sendteam", "The Send Team"),
        ("info", "Info"),
        ("mark", "please mark your form"),
        ("bridget", "the bridget is not named"),
        ("morwenna.pask", "nobody of that name"),
        ("m.pask", "Contact Bridget Tarrant."),
        ("no-reply", "No Reply"),
        ("", "Somebody Else"),
        ("12345", "Somebody Else"),
    ],
)
def test_an_address_is_an_offices_or_nobody_can_tell(local, text):
    assert not is_of_a_person(local, capitals_of(f"{text} {local}@council.example.org"))


def test_mailboxes_at_home_are_known_by_their_domain():
    assert all(map(is_free, ["gmail.com", "Hotmail.co.uk", "btinternet.com", "me.com"]))
    assert not any(
        map(is_free, ["nhs.net", "council.gov.uk", "example.org", "mail.example.org", "gmail.com.example.org"])
    )


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("07700 900123", "07700900123"),
        ("07700-900-123", "07700900123"),
        ("(07700) 900123", "07700900123"),
        ("+447700900123", "07700900123"),
        ("+44 (0) 7700 900123", "07700900123"),
        ("(+44) 7700 900 123", "07700900123"),
        ("0044 7700 900123", "07700900123"),
        ("07700\u00a0900123", "07700900123"),
        ("0 7 7 0 0 9 0 0 1 2 3", "07700900123"),
    ],
)
def test_a_mobile_number_is_known_however_it_is_written(written, digits):
    [number] = numbers_in(f"Mobile:{written}, please.")

    assert (number.digits, number.is_mobile) == (digits, True)
    assert dialled(written) == digits


@pytest.mark.parametrize(
    "words",
    [
        "07/11/2019 10:30 to 12:00",
        "07.11.2019 1030 1130",
        "077009001234",
        "7700 900123",
        "https://example.org/07700900123",
        "ref-07700900123",
        "0300 123 4567",
        "0800 1111 222",
        "2019 2020 2021 2022",
        "£1,077,009,001.23",
    ],
)
def test_other_numbers_are_none_of_telephones(words):
    assert list(numbers_in(words)) == []


@given(st.lists(st.sampled_from(["", " ", "-", "."]), min_size=10, max_size=10))
def test_the_spacing_of_a_mobile_number_does_not_count(gaps):
    written = "".join(digit + gap for digit, gap in zip("07700900123", [*gaps, ""], strict=True))

    found = [number.digits for number in numbers_in(written)]

    like_a_date = re.match(r"\d\d[.-]\d\d[.-]\d", written)
    assert found == ([] if like_a_date else ["07700900123"])


def nhs_number(nine: str) -> str | None:
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return None if rest == 10 else f"{nine}{rest % 11}"


@given(st.integers(400_000_001, 799_999_999))
@example(943_476_591)
def test_an_nhs_number_is_known_by_its_check_digit_alone(nine):
    number = nhs_number(str(nine))
    others = [f"{nine}{last}" for last in range(10) if f"{nine}{last}" != number]

    assert [found.what for other in others for found in identifiers_in(f"NHS number: {other}")] == []
    if number:
        [found] = identifiers_in(f"NHS no. {number[:3]} {number[3:6]} {number[6:]}.")
        assert found.what == "an NHS number"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("His number is AB123456C.", "a National Insurance number"),
        ("JG 10 37 59 A", "a National Insurance number"),
        ("Date of birth: 03/05/2011", "a date of birth"),
        ("D.O.B. 3.5.11", "a date of birth"),
        ("Jo (born 3 May 2011) asked", "a date of birth"),
        ("date of birth is May 3, 2011", "a date of birth"),
        ("DOB 2011-05-03", "a date of birth"),
        ("UPN D801200012001", "a pupil’s number"),
    ],
)
def test_what_identifies_somebody_is_known(words, what):
    assert [found.what for found in identifiers_in(words)] == [what]


@pytest.mark.parametrize(
    "words",
    [
        "QQ 12 34 56 C is an example",
        "BG 12 34 56 C",
        "AB 12 34 56 E",
        "AB 12 34 567",
        "XAB123456C",
        "Meeting ID 943 476 5919",
        "NHS England, meeting ID: 943 476 5919",
        "date of birth between 1 September 2014 and 31 August 2015",
        "date of birth 01/09/2014 – 31/08/2015",
        "date of birth 1 September 2014 or later",
        "children born on or after 1 September 2014",
        "Florence (born 12 May 1820)",
        "UPN X801200012001",
        "999 999 9999 NHS",
    ],
)
def test_what_only_looks_so_identifies_nobody(words):
    assert list(identifiers_in(words)) == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Bridget Tarrant, Policy Officer", [{"bridget", "tarrant"}]),
        ("Dr Siân M. O’Hara-Pryce", [{"siân", "o’hara-pryce"}]),
        ("Florence House, 01632 960123", []),
        ("St Mary Magdalene Hospital", []),
        ("Elizabeth Garrett Building", []),
        ("Early Help Team", []),
        ("will you", []),
        ("Victoria Road", []),
    ],
)
def test_people_are_told_from_places(words, names):
    assert [set(found.written.lower().split()) for found in people_in(words)] == names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Heath", "Bilal Khan"),
        ("Mrs Ann Heath", "Mr Bilal Khan"),
        ("Heath, Ann", "Khan, Bilal"),
    ],
)
def test_two_names_with_nothing_in_common_are_two_people(one, other):
    assert are_two_people(one, other)
    assert are_two_people(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Heath", "Heath, Ann"),
        ("Ann Heath", "Ann Marsh"),
        ("Robert Ashby", "Bob Ashby"),
        ("Kate Lowe", "Katherine Benton"),
        ("Siân Pryce", "Sian Price"),
        ("Siân Pryce", "Sîan Brown"),
        ("Ann Heath", "A. Khan"),
        ("Ann Heath", "SEND Team"),
        ("Ann Heath", "Bilal"),
        ("Ann Heath", "Ann Heath (Kestrelford Council)"),
        ("Jon Smyth", "John Smithe"),
        ("Ann Heath", ""),
    ],
)
def test_names_with_anything_in_common_may_be_one_persons(one, other):
    assert not are_two_people(one, other)
    assert not are_two_people(other, one)


@given(st.text(max_size=400), st.text(max_size=400))
@example("0" * 400, "")
@example("@" * 400, "\u202e\x00")
@example("a.b@" * 100, "A B " * 100)
def test_no_words_make_it_raise(words, around):
    passage = line(Text(words, "issues/1.yaml", ((0, 1, 1),)))

    assert all(0 <= sign.start <= sign.end <= len(words) for sign in signs_in(passage, around, NOBODY, around))


@pytest.mark.parametrize(
    "piece",
    [
        "07700 900",
        "+44 (0) ",
        "a@b.c ",
        "Ann Heath 01632 960123, ",
        "NHS number ",
        "(born ",
        "a.",
        "-",
        "A B ",
        "Jo, born ",
        "Jo at home, 1 A ",
    ],
)
def test_a_long_text_is_read_once(piece):
    words = piece * (200_000 // len(piece))

    signs = list(signs_in(line(Text(words, "issues/1.yaml", ((0, 1, 1),))), words, NOBODY))

    assert len(signs) <= len(words)
