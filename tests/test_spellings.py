from __future__ import annotations

import unicodedata

import pytest

from composer.spellings import Spellings

ANN = "ann@example.org"
BESIDE = [
    "V/bob@x.org", "“V”", "V!", "V?", "x|V", "{V}", "V…", "see=V", "*V*", "‹V›", "`V`", "V–gone", "PA–V", "V/", "V#",
    "V&", "#V", "/V", "mailto:V?subject=x", "'V'", "V.", "ask...V", "V- gone", "-V", "_V_", "~V~", "V, and V", "<V>",
    "(V)", "%ffV", "x&V", "100%V", "\u200bV", "V_", "‘V’", "x%20V", "&lt;V&gt;", "V…V",
]  # fmt: skip


@pytest.mark.parametrize("words", BESIDE)
def test_an_address_is_taken_out_whatever_signs_stand_beside_it(words):
    assert Spellings(ANN).without(words.replace("V", "Ann@Example.org")) == words.replace("V", "")


@pytest.mark.parametrize(
    "encoded",
    ["ann%40example.org", "ANN%40EXAMPLE.ORG", "%61nn%40example%2eorg", "ann&#64;example.org", "ann&#x40;example.org",
     "ann&commat;example.org"],
)  # fmt: skip
def test_an_address_is_found_as_links_and_web_pages_encode_it(encoded):
    words = f"https://example.net/?to%3D{encoded}&x=%C3%A9"

    assert Spellings(ANN).without(words) == "https://example.net/?to%3D&x=%C3%A9"


@pytest.mark.parametrize(
    "other",
    ["joann@example.org", "jo.ann@example.org", "jo-ann@example.org", "jo_ann@example.org", "jo__ann@example.org",
     "o'ann@example.org", "x+ann@example.org", "ann+x@example.org", "ann@sub.example.org", "sub.ann@example.org",
     "ann@example.org.uk", "ann@example.org-x.net", "ann@example.organ", "ann@example.org2", "ann@example.orgé",
     "ann@example.org。uk", unicodedata.normalize("NFD", "joéann@example.org"), "joann%40example.org",
     "jo%2Eann%40example.org", "ann%40example.org.uk", "ann@example", "ann @example.org", "@example.org"],
)  # fmt: skip
def test_what_is_only_part_of_another_address_is_left(other):
    words = f"{other}, {other}! „{other}“"

    assert Spellings(ANN).without(words) == words


ZOE = "zoé@bücher.example"


@pytest.mark.parametrize("address", [ZOE, "ZOÉ@xn--bcher-kva.example"])
@pytest.mark.parametrize(
    "spelt",
    [ZOE, "Zoé@BÜCHER.example", unicodedata.normalize("NFD", ZOE), "zoé@xn--bcher-kva.example",
     "zoé@ｂücher。example", "zo%C3%A9%40b%C3%BCcher.example"],
)  # fmt: skip
def test_a_domain_counts_as_unicode_and_as_it_is_looked_up_and_accents_however_they_are_written(address, spelt):
    assert Spellings(address).without(f"é“{spelt}”!") == "é“”!"


def test_letters_that_fold_to_several_are_found_where_they_stand():
    assert Spellings("STRASSE@example.org").without("ßß: straße@example.org ß") == "ßß:  ß"


def test_the_forms_are_the_canonical_one_and_that_with_the_domain_in_unicode():
    assert Spellings(ANN).forms == (ANN,)
    assert Spellings(ZOE.upper()).forms == ("zoé@xn--bcher-kva.example", ZOE)


def test_a_longer_address_of_somebodys_own_is_left_whole_where_it_stands():
    own = "x/ann@example.org"

    assert Spellings(ANN).without(f"{own},X,y/ann@example.org and {own}", own) == f"{own},X,y/ and {own}"
    assert Spellings("jo.ann@example.org").without("ann@example.org,ask jo.ann@example.org", ANN) == f"{ANN},ask "


def test_places_are_slices_of_the_text_in_order():
    words = "ann%40example.org ann@example.org"

    assert [words[start:end] for start, end in Spellings(ANN).places(words)] == words.split()
    assert Spellings(ANN).is_in(words)


@pytest.mark.parametrize("words", ["ann@example.org.csv", "ANN%40example.org.csv", "joann@example.org"])
def test_what_merely_has_the_characters_is_told_apart(words):
    assert Spellings(ANN).is_within(words)
    assert not Spellings(ANN).is_in(words)
