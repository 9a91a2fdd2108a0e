"""Subjects, names and addresses come through as they were written, or not at all."""

from __future__ import annotations

import email
import email.policy
import re
import sys
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.problems import ComposerError, UsageError
from composer.render.headers import (
    MARK,
    Unmailable,
    ascii_address,
    display_name,
    list_id,
    mailbox,
    message_id,
    one_line,
    plain_link,
    subject,
    unsubscribe,
)
from composer.settings import Sender, Settings

from .rfc2047 import decode

many = runs(max_examples=300, deadline=None)
WORDS = st.text() | st.lists(st.text(min_size=1, max_size=12), max_size=30).map(" ".join)
WORDS |= st.text(alphabet="abc  ", min_size=60, max_size=300)


def parsed(header: str, value: str) -> EmailMessage:
    source = f"{header}: {value}\r\n\r\n".encode("ascii")
    return email.message_from_bytes(source, policy=email.policy.default)


@many
@given(WORDS)
@example("Update no 391 – 21 February 2020")
@example("=?utf-8?q?not_encoded?=")
@example("double  space and a verylongword" + "x" * 90)
@example("x" * 60 + " then a fold at once")
@example("Ünïcödé " * 30)
def test_a_subject_comes_back_as_it_was_written(words: str) -> None:
    value = subject(words)

    assert one_line(words) == decode("Subject", value.encode("ascii"))
    assert one_line(words) == parsed("Subject", value)["Subject"]


@many
@given(WORDS)
def test_a_marked_subject_is_the_same_behind_the_mark(words: str) -> None:
    value = MARK + subject(words)

    assert (MARK + one_line(words)).strip() == decode("Subject", value.encode("ascii")).strip()


@many
@given(WORDS)
@example('Ann "Annie" O\'Hara, (Kent)')
@example("Harbour ü r, Anna " * 8)
@example("back\\slash")
def test_a_name_comes_back_as_it_was_written(name: str) -> None:
    value = mailbox(name, "ann@council.example", "To")
    # the parser of email.policy.default reads a space between two encoded words of a name, so not that one
    shown, address = parseaddr(email.message_from_string(f"To: {value}\r\n\r\n")["To"])

    assert address == "ann@council.example"
    assert str(make_header(decode_header(shown))) == display_name(name)
    phrase = value.encode("ascii").rpartition(b"<ann@")[0].removesuffix(b" ").removesuffix(b"\r\n")
    if not value.startswith('"'):
        assert decode("To", phrase) == display_name(name)


@many
@given(
    st.lists(st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=4), max_size=2).map(
        " ".join
    )
)
def test_a_short_name_is_read_even_by_parsers_that_mangle_long_ones(name: str) -> None:
    to = parsed("To", mailbox(name, "ann@council.example", "To"))["To"]

    assert [(each.display_name, each.addr_spec) for each in to.addresses] == [(one_line(name), "ann@council.example")]


@many
@given(st.text(min_size=1))
def test_no_name_and_no_subject_can_begin_another_header(words: str) -> None:
    attack = f"{words}\r\nBcc: all@example.org\n\nbody\x0b\x0c\x1c\x85\u2028{words}"
    source = f"To: {mailbox(attack, 'a@b.example', 'To')}\r\nSubject: {subject(attack)}\r\n\r\n"
    message = email.message_from_string(source, policy=email.policy.default)

    assert message.keys() == ["To", "Subject"]
    assert re.fullmatch(r"([ -~]+\r\n)+\r\n", source)
    assert message.get_payload() == ""


def test_a_plain_name_stays_plain() -> None:
    assert mailbox("Ann Example", "ann@council.example", "To") == "Ann Example <ann@council.example>"


def test_without_a_name_there_is_only_the_address() -> None:
    assert mailbox(" \r\n", "ann@council.example", "To") == "ann@council.example"


def test_a_domain_is_written_in_ascii() -> None:
    assert ascii_address("ann@München.example") == "ann@xn--mnchen-3ya.example"
    # ß is not ss: somebody else may own that domain
    assert ascii_address("ann@straße.example") == "ann@xn--strae-oqa.example"


@pytest.mark.parametrize(
    "address",
    [
        "änn@council.example",
        "ann",
        "",
        "a b@x.example",
        "ann@",
        "@x.example",
        "a@b..c",
        "a@-.c",
        "a@\n",
        f"{'a' * 250}@x.example",
    ],
)
def test_an_address_no_header_can_carry_is_refused_without_being_named(address: str) -> None:
    with pytest.raises(Unmailable) as refused:
        mailbox("Ann", address, "To")

    assert isinstance(refused.value, ValueError)
    assert isinstance(refused.value, ComposerError)
    assert not address or address not in str(refused.value)


def test_the_list_id_outlives_the_programmes_name() -> None:
    sender = Sender("x", "South.East@Example.org")
    names = ("South East", "Südost")

    assert {"<south-east.example.org>"} == {list_id(Settings(name=name, sender=sender)) for name in names}


def test_a_message_id_is_the_same_each_time_and_different_for_each_person_and_run() -> None:
    settings = Settings(name="x", sender=Sender("x", "updates@example.org"))
    ids = {message_id(run, key, settings.sender.address) for run in ("391-1", "391-2") for key in ("abc", "def")}

    assert len(ids) == 4
    assert "<391-1.abc@example.org>" in ids


# Scripts that are written from either side and joined, emoji made of several, and what breaks parsers.
ALPHABETS = (
    *("abcdefghijklmnopqrstuvwxyz", "ABCXYZ0123456789", "äöüßéèçñøåłž", "αβγδεζηθ", "бвгдежзиё", "אבגדהוזח", "ابتثجحخ"),
    *(
        "अआइईउऊ",
        "กขฃคฅ",
        "中文字数据会议",
        "한국어회의",
        "日本語カナ",
        "–—…“”‘’„€£",
        "\"'()<>[]@,;:\\.=?_#%&*+!",
        "\N{NO-BREAK SPACE}",
    ),
)
CLUSTERS = ("👩🏽‍💻", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇬🇧", "❤️", "e\N{COMBINING ACUTE ACCENT}", "नमस्ते", "می‌خواهم")
TRAPS = (
    "=?",
    "?=",
    "=?utf-8?q?x?=",
    "=?utf-8?b?eA==?=",
    "=20",
    "_",
    "''",
    '"',
    "\\",
    "Re:",
    "x" * 90,
    "ü" * 60,
    "字" * 30,
)


RUNS = re.compile("  +")  # a run of spaces is one: readers drop the rest where a line is folded


def composed(random: Random, most: int) -> str:
    """Words of several scripts, with single spaces and runs of them, at most so many characters long."""
    words = ""
    while random.random() > 0.08:
        kind = random.random()
        letters = random.choices(random.choice(ALPHABETS), k=random.randint(1, 14))
        piece = random.choice(CLUSTERS if kind < 0.1 else TRAPS) if kind < 0.2 else "".join(letters)
        if len(words) + len(piece) > most:
            break
        words += piece + random.choice((" ", " ", " ", "", "  ", "     "))
    return words.strip(" ")


def wire_lines(header: str, value: str) -> list[str]:
    """The lines of a header, as short as they must be, every encoded word in them too."""
    lines = f"{header}: {value}".split("\r\n")
    assert value.isascii()
    assert max(map(len, lines)) <= 76, lines
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S*\?=", value)), lines
    return lines


def test_four_thousand_subjects_come_back_through_two_readers_and_a_strict_one() -> None:
    random = Random(391)
    for _ in range(4000):
        written = composed(random, random.choice((20, 78, 200)))
        words, value = RUNS.sub(" ", written), subject(written)
        wire_lines("Subject", value)

        assert words == decode("Subject", value.encode("ascii"))
        assert words == parsed("Subject", value)["Subject"]
        assert words == str(make_header(decode_header(value.replace("\r\n", "")))), value


def test_four_thousand_names_come_back_through_a_reader_and_a_strict_one() -> None:
    # Of Python's readers, decode_header is right: RFC 2047 section 6.2 drops the space between two encoded words.
    # The parser of email.policy.default keeps it in a name (not in a subject), so it reads long names wrong.
    random = Random(368)
    for _ in range(4000):
        written = composed(random, 60)
        name, value = RUNS.sub(" ", written), mailbox(written, "ann@council.example", "To")
        wire_lines("To", value)
        shown, address = parseaddr(value)
        phrase = value.rpartition("<")[0].removesuffix(" ").removesuffix("\r\n")

        assert address == "ann@council.example"
        assert name == str(make_header(decode_header(shown.replace("\r\n", "")))), value
        assert name == (shown if value.startswith('"') else decode("To", phrase.encode("ascii"))), value


def test_a_long_name_is_cut_at_a_word() -> None:
    assert display_name("x" * 60) == "x" * 60
    long = "South East Sector-Led Improvement Programme for Children, Families and Learning"
    assert display_name(long) == "South East Sector-Led Improvement Programme for Children…"
    assert display_name("Dr " + "x" * 70) == "Dr " + "x" * 56 + "…"


@many
@given(st.text(min_size=61) | st.lists(st.sampled_from(CLUSTERS), min_size=12, max_size=40).map("".join))
@example("👨‍👩‍👧‍👦" * 20)
@example("\N{COMBINING ACUTE ACCENT}" * 80)
def test_a_name_is_never_longer_than_sixty_characters_and_begins_as_written(name: str) -> None:
    cut, whole = display_name(name), one_line(name)

    assert len(cut) <= 60
    assert cut == whole if len(whole) <= 60 else whole.startswith(cut.removesuffix("…"))


def test_a_long_name_is_not_cut_within_what_is_seen_as_one_character() -> None:
    family = "👨‍👩‍👧‍👦"
    for before in range(12):
        cut = display_name("a" * before + family * 12).removesuffix("…")

        assert cut == "a" * before + family * ((59 - before) // len(family))


DECEIVING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x2060, 0xFEFF, 0xAD, 0x3164, 0xE0041]


@pytest.mark.parametrize("code", DECEIVING)
def test_what_only_deceives_is_left_out_of_names_and_subjects(code: int) -> None:
    words = f"in{chr(code)}voice{chr(code)}fdp exe{chr(code)}"

    assert subject(words) == "invoicefdp exe"
    assert mailbox(words, "ann@council.example", "To") == "invoicefdp exe <ann@council.example>"


@pytest.mark.parametrize("words", [*CLUSTERS, "שלום\N{RIGHT-TO-LEFT MARK}!", "葛\U000e0100城"])
def test_what_scripts_and_emoji_are_made_of_stays(words: str) -> None:
    assert words == one_line(words) == parsed("Subject", subject(words))["Subject"]


EVERY = "".join(map(chr, range(sys.maxunicode + 1)))
HEADER_BYTES = re.compile(rb"(?:[A-Za-z-]+: [ -~]*\r\n(?: [ -~]+\r\n)*)+\r\n")


def test_no_character_there_is_begins_a_header_or_leaves_seven_bits() -> None:
    for begin in range(0, len(EVERY), 58):
        block = EVERY[begin : begin + 58]
        to = mailbox(f"a{block}b", "ann@council.example", "To")

        assert HEADER_BYTES.fullmatch(
            f"To: {to}\r\nX: {unsubscribe(plain_link('https://a.example/' + block))}\r\n\r\n".encode()
        )
    for begin in range(0, len(EVERY), 4096):
        block = EVERY[begin : begin + 4096]

        assert HEADER_BYTES.fullmatch(f"Subject: {subject('a' + block + 'b')}\r\n\r\n".encode())


@pytest.mark.parametrize("length", [1, 60, 300, 700])
def test_list_unsubscribe_is_raw_and_folded_only_between_its_links(length: int) -> None:
    page, mail = f"https://a.example/u/{'t' * length}", f"mailto:a@a.example?subject=unsubscribe%20{'t' * length}"
    lines = f"List-Unsubscribe: {unsubscribe(page, mail)}".split("\r\n")

    assert lines == [f"List-Unsubscribe: <{page}>,", f" <{mail}>"]
    assert max(map(len, lines)) <= 998


def test_a_link_that_fits_no_line_is_refused() -> None:
    with pytest.raises(UsageError, match="shorten public_url"):
        unsubscribe("https://a.example/" + "t" * 900)


@many
@given(st.text(max_size=70), st.text(max_size=70))
def test_whatever_is_in_a_link_there_are_two_in_plain_characters(page: str, mail: str) -> None:
    value = unsubscribe(plain_link(f"https://a.example/{page}"), plain_link(f"mailto:{mail}"))

    assert re.fullmatch(r"<https://[!-;=?-~]+>,\r\n <mailto:[!-;=?-~]*>", value)
