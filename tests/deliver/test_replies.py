"""What is kept of a reply: enough to know why, and nobody's address."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.deliver import replies
from composer.deliver.replies import ADDRESS, LONGEST, kept, without_addresses
from composer.problems import printable

ADA = "ada.lovelace@example.org"
EXCHANGE = "2.6.0 <391-1.ada@example.org> [InternalId=67585421934857, Hostname=AM0PR.example.org] Queued"


@pytest.mark.parametrize(
    ("code", "words", "line"),
    [
        (250, "2.0.0 Ok: queued as 4ABC", "250 2.0.0 Ok: queued as 4ABC"),
        (250, "", "250"),
        (550, "5.1.1 <ada.lovelace@example.org>: Recipient rejected", "550 5.1.1 <‹address›>: Recipient rejected"),
        (550, "5.1.1 one\n5.1.1 and two", "550 5.1.1 one and two"),
        (550, "No such user ADA.LOVELACE here", "550 No such user ‹address› here"),
        (550, 'user "ada.lovelace" unknown', 'user "‹address›" unknown'.join(["550 ", ""])),
        (250, EXCHANGE, "250 2.6.0 <‹address›> [InternalId=67585421934857, Hostname=AM0PR.example.org] Queued"),
        (450, "4.2.0 see http://x.example.org/?u=ada.lovelace%40example.org", "450 4.2.0 see http://x.example.org/?u=‹address›"),
        (550, "orig rfc822;ada+2Elovelace+40example+2Eorg", "550 orig rfc822;‹address›"),
        (550, "bounces+ada.lovelace=example.org@lists.example.net", "550 ‹address›"),
        (554, "from bob@example.net to carol@example.net", "554 from ‹address› to ‹address›"),
        (554, "\x1b[2J\x07you\u202eare \u200bhere", "554 [2Jyouare here"),
        (554, "ada\u200b.lovelace＠example.org", "554 ‹address›"),
        (554, "a\tb\r c", "554 a b c"),
        (554, "caf\udce9", "554 caf\ufffd"),
        (552, "5.3.4 5000 bytes, lovelace", "552 5.3.4 5000 bytes, lovelace"),
    ],
)  # fmt: skip
def test_a_reply_is_one_line_of_code_status_and_words_without_addresses(code, words, line):
    assert kept(code, words, ADA) == line


def test_the_base_of_a_plus_address_is_taken_out_too():
    assert (
        kept(550, "mailbox ada is full, ada+news too", "ada+news@example.org")
        == "550 mailbox ‹address› is full, ‹address› too"
    )


def test_a_long_reply_is_cut():
    line = kept(550, "x " * 5_000, ADA)

    assert len(line) == LONGEST
    assert line.endswith("…")


@pytest.mark.parametrize("before", range(960, 1_001))
def test_an_address_that_the_cut_goes_through_leaves_no_half(before):
    words = "@a.b " * (before // 5) + "x" * (before % 5) + f" {ADA} and more"

    assert "ada.lov" not in without_addresses(words, ADA)


LOCAL = st.from_regex(r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{2,12}(\.[a-z0-9-]{1,8}){0,2}", fullmatch=True)
DOMAIN = st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,5})?\.(org|net|co\.uk)", fullmatch=True)
WAYS: dict[str, Callable[[str], str]] = {
    "as it is": lambda letter: letter,
    "upper": str.upper,
    "lower": str.lower,
    "quoted": lambda letter: f"\\{letter}",
    "for a URL": lambda letter: f"%{ord(letter):02X}",
    "for a URL, in lower case": lambda letter: f"%{ord(letter):02x}",
    "for a URL, twice": lambda letter: f"%25{ord(letter):02X}",
    "as xtext": lambda letter: f"+{ord(letter):02X}",
    "quoted-printable": lambda letter: f"={ord(letter):02X}",
    "HTML": lambda letter: f"&#{ord(letter)};",
    "HTML, in hexadecimal": lambda letter: f"&#x{ord(letter):x};",
}
TEXT = st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["Cs"]), max_size=60)


def read(line: str) -> str:
    """A line as somebody would read it who takes every encoding out."""
    line = re.sub(r"&#x([0-9a-f]{1,2});", lambda found: chr(int(found[1], 16)), line, flags=re.IGNORECASE)
    line = re.sub(r"&#([0-9]{1,3});", lambda found: chr(int(found[1])), line)
    for _ in range(2):
        line = re.sub(r"[%+=]([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), line)
    return line.replace("\\", "").lower()


@given(st.data(), LOCAL, DOMAIN, TEXT, TEXT)
def test_the_address_is_left_in_no_spelling(data, local, domain, before, after):
    address = f"{local}@{domain}"
    ways = data.draw(st.lists(st.sampled_from(sorted(WAYS)), min_size=len(address), max_size=len(address)))
    written = "".join(WAYS[way](letter) for way, letter in zip(ways, address, strict=True))

    line = kept(550, f"{before}{written}{after}", address)

    assert address.lower() not in read(line)
    assert "\n" not in line
    assert len(line) <= LONGEST


BEFORE = st.sampled_from(["", " ", "<", '"', "(", "'", "=3C", "%3C", "+3C", "/"])


@given(st.sampled_from(sorted(WAYS)), LOCAL, DOMAIN, BEFORE)
def test_the_local_part_is_left_in_no_spelling_where_it_is_a_word(way, local, domain, before):
    written = "".join(map(WAYS[way], local))

    line = without_addresses(f"1 {before}{written} 2", f"{local}@{domain}")

    assert ADDRESS in line
    assert local.lower() not in read(line.replace(ADDRESS, ""))


@given(LOCAL, DOMAIN)
def test_other_peoples_addresses_are_taken_out_too(local, domain):
    assert "@" not in without_addresses(f"forwarded by {local}@{domain} to {quote(local)}@{domain}", ADA)


def thoroughly(words: str, person: str) -> str:
    """The same without a look first whether there is anything to take out."""
    said = " ".join(words.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())
    line = "".join(one for one in unicodedata.normalize("NFKC", said) if unicodedata.category(one)[0] != "C")
    for pattern in replies._spellings(person):
        line = pattern.sub(ADDRESS, line)
    return printable(replies._ADDRESS.sub(ADDRESS, line))


PEOPLE = [
    "ada@x.org",
    "d@x.org",
    "a.d+6a@x.org",
    '"ad"@x.org',
    "a=61@x.org",
    "ada",
    "@x.org",
    "",
    "Ádá@x.org",
    "67@x.org",
]
BITS = [
    "a",
    "d",
    "ad",
    "=61",
    "+64",
    "=61d",
    "=6a",
    "%61",
    "\\",
    "6",
    "7",
    "=67",
    "+",
    "=",
    "@",
    "=40",
    "x.org",
    "@x.org",
]
BITS += [*" <>(),;:'\"", ".", "&#64;", "&", "\t", "\u200b", "é", "\uff20", "ADA", "ada", "=41", "%2540", "Queued"]


@runs(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(BITS), max_size=14).map("".join) | TEXT, st.sampled_from(PEOPLE))
@example("=6a=64a@x.org", "ada@x.org")
@example("a+64a@x.org", "ada@x.org")
@example("ad=61@x.org", "ada@x.org")
@example("=61=64=61@x.org", "ada@x.org")
@example("is =61=64=61 there", "ada@x.org")
@example("is ad=61 there", "ada@x.org")
@example("is =61da there", "ada@x.org")
@example("is a=64a there", "ada@x.org")
@example("is =64 there", "d@x.org")
@example("is ad there", '"ad"@x.org')
@example("is a.d there", "a.d+6a@x.org")
@example("is a=3D61 there", "a=61@x.org")
@example('"<" @ "x"@y', "ada@x.org")
def test_looking_first_whether_there_is_an_address_changes_nothing(words: str, person: str) -> None:
    assert without_addresses(words, person) == thoroughly(words, person)


@pytest.mark.parametrize(
    "words", ["x" * 32_000, "@" * 32_000, '"' * 32_000, "a@" * 16_000, "%40" * 10_000, "\\" * 32_000, "&#6" * 9_000]
)
def test_a_hostile_reply_costs_little(words):
    began = time.process_time()
    kept(550, words, ADA)

    assert time.process_time() - began < 0.5
