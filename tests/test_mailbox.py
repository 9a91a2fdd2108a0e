"""An address that is plainly sound keeps every rule, and two spellings are one person's where a standard says so."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from composer.mailbox import address_fault, canonical, fault_by_rules, plainly_sound
from composer.tokens import Secret

PIECES = st.sampled_from(
    [
        *["a", "Z9", "ann", "_x", "x-", "-x", "a--b", "+", "'", ".", "..", "@", " ", "\t", "\n", "\0", "\x7f", "\x85"],
        *['"', "<", ">", "%", "!", "(c)", ",", ";", ":", "\\", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"],
        *["é", "e\N{COMBINING ACUTE ACCENT}", "ß", "中", "\N{FULLWIDTH FULL STOP}", "\ud800", "[127.0.0.1]"],
        *["example", "org", "co.uk", "xn--bcher-kva", "xn--", "test", "TEST", "invalid", "localhost", "c", "1"],
        *["x" * 63, "x" * 64, "x" * 65],
    ]
)
WORDS = st.lists(PIECES, min_size=1, max_size=4).map("".join)
PLAIN = st.text("abcXYZ0189_+-.", min_size=1, max_size=66)
LABELS = st.lists(st.text("abcXYZ019-", min_size=1, max_size=64), min_size=1, max_size=5).map(".".join)
ADDRESSES = st.builds("{}@{}".format, WORDS | PLAIN, WORDS | LABELS) | WORDS | st.text(max_size=20)


def of_length(length: int) -> str:
    """A sound address of so many characters, if any can be."""
    domain = ".".join(["x" * 63] * 2 + ["y" * 57, "org"])
    return f"{'a' * (length - len(domain) - 1)}@{domain}"


@given(ADDRESSES)
@example(f"{'a' * 64}@example.org")
@example(f"{'a' * 65}@example.org")
@example(f"a@{'x' * 63}.org")
@example(f"a@{'x' * 64}.org")
@example(of_length(254))
@example(of_length(255))
@example(".a@example.org")
@example("a.@example.org")
@example("a..b@example.org")
@example("a--b@example.org")
@example("a@ab--cd.org")
@example("a@-b.org")
@example("a@b-.org")
@example("a@b..org")
@example("a@b.org.")
@example("a@b.org\n")
@example(" a@b.org")
@example("a@b.o")
@example("a@b.123")
@example("a@b.TEST")
@example("a@b.Local")
@example("a@contest.org")
@example("a@127.0.0.1")
@example("a@b@c.org")
def test_what_is_plainly_sound_keeps_every_rule(address):
    assert not plainly_sound(address) or fault_by_rules(address) is None
    assert address_fault(address) == fault_by_rules(address)


@pytest.mark.parametrize(
    "address",
    [
        "ann.heath@example.org",
        "A_b-c+d@Sub.Example.ORG",
        f"{'a' * 64}@x.org",
        of_length(254),
        "a@contest.org",
        "1@2.fr",
    ],
)
def test_the_usual_forms_are_plainly_sound(address):
    assert plainly_sound(address)


# When two spellings are one person's

LETTERS = st.sampled_from("abzéüßñøåæíğışžκλςσжы")  # of one direction, each composed, and small
LOCALS = st.text(LETTERS, min_size=1, max_size=8)
NAMES = st.text(st.sampled_from("abzéüßñøåæíğışž09"), min_size=2, max_size=8).filter(lambda name: not name.isascii())
ASCII = st.text(st.characters(max_codepoint=127), max_size=30)


def in_capitals(word: str) -> str:
    """A word in capitals, of letters whose capital has only them: neither ß nor ı, nor the two sigmas."""
    return "".join(letter.upper() if letter.upper().lower() == letter else letter for letter in word)


def as_looked_up(name: str) -> str:
    """A label of a domain as RFC 3492 and RFC 5890 make it, by Python's own codec and not by idna."""
    return f"xn--{name.encode('punycode').decode()}"


@given(st.text() | ADDRESSES | st.builds("{}@{}".format, st.text(), st.text()))
@example("\N{LATIN SMALL LETTER J WITH CARON}@example.org")  # folding takes it apart
@example("a\N{COMBINING GREEK YPOGEGRAMMENI}\N{COMBINING ACUTE ACCENT}@example.org")  # folding makes it a letter
@example("é@ä_b.org")
@example("é@\ud800.org")
@example("é@xn--.org")
@example(f"é@{'ä' * 300}.org")
@example("a@b@ä.org")
def test_the_canonical_form_of_a_canonical_form_is_itself(spelling):
    assert canonical(canonical(spelling)) == canonical(spelling)


def test_so_it_is_for_each_character_there_is():
    characters = [character for character in map(chr, range(sys.maxunicode + 1)) if is_changed(character)]
    forms = {character: canonical(f"{character}\N{COMBINING ACUTE ACCENT}@example.org") for character in characters}

    assert len(characters) > 10_000
    assert [character for character, form in forms.items() if canonical(form) != form] == []


def is_changed(character: str) -> bool:
    return character.casefold() != character or not unicodedata.is_normalized("NFD", character)


@given(ASCII)
@example("Ann@XN--Bcher-KVA.example")
def test_of_ascii_only_capitals_are_changed(spelling):
    assert canonical(spelling) == spelling.lower()


def test_a_list_in_ascii_never_waits_for_the_tables_of_all_scripts():
    asked = "from composer.mailbox import canonical; canonical('Ann@XN--BCHER-KVA.example')"
    told = f"import sys; {asked}; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert "composer.mailbox" in ended.stdout.split()
    assert "idna" not in ended.stdout.split()


@given(LOCALS, NAMES)
@example("zoë", "bücher")
def test_capitals_accents_in_pieces_and_the_domain_as_it_is_looked_up_make_nobody_somebody_else(local, name):
    usual = canonical(f"{local}@{name}.example")

    for domain in (f"{name}.example", f"{as_looked_up(name)}.EXAMPLE", f"{name}\N{FULLWIDTH FULL STOP}example"):
        for spelling in (f"{local}@{domain}", f"{in_capitals(local)}@{in_capitals(domain)}"):
            assert canonical(spelling) == canonical(unicodedata.normalize("NFD", spelling)) == usual
    assert usual.endswith(f"@{as_looked_up(name)}.example")


@given(LOCALS, LOCALS, NAMES, NAMES)
def test_other_letters_are_other_people(local, other, name, another):
    """But for what has a capital in common: ß and ss, the two sigmas."""
    same = (folded_by_table(local), name) == (folded_by_table(other), another)

    assert (canonical(f"{local}@{name}.example") == canonical(f"{other}@{another}.example")) == same


def folded_by_table(local: str) -> str:
    return local.replace("ß", "ss").replace("ς", "σ")


@pytest.mark.parametrize(
    "domain", ["ä_b.org", "ä..org", f"{'ä' * 64}.org", "ä\ud800.org", "\N{PILE OF POO}.example", "ä b.org"]
)
def test_a_domain_that_nobody_can_register_is_folded_and_no_more(domain):
    assert canonical(f"ANN@{domain.upper()}") == f"ann@{domain}"


def test_the_key_of_an_address_in_ascii_is_the_one_that_links_already_sent_hold():
    secret = Secret(bytes(32))

    assert secret.person_key(canonical("Ann.Heath+x@Example.ORG")) == secret.person_key("ann.heath+x@example.org")
    assert secret.person_key(canonical("Ann@XN--Bcher-KVA.example")) == secret.person_key("ann@xn--bcher-kva.example")
