"""Subjects, names and addresses come through as they were written, or not at all."""

from __future__ import annotations

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.problems import ComposerError
from composer.render.headers import (
    MARK,
    Unmailable,
    ascii_address,
    list_id,
    mailbox,
    message_id,
    one_line,
    subject,
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
    assert str(make_header(decode_header(shown))) == one_line(name)
    phrase = value.encode("ascii").rpartition(b"<ann@")[0].removesuffix(b" ").removesuffix(b"\r\n")
    if not value.startswith('"'):
        assert decode("To", phrase) == one_line(name)


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
    "address", ["änn@council.example", "ann", "", "a b@x.example", "ann@", "@x.example", "a@b..c", "a@-.c", "a@\n"]
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
    ids = {message_id(run, key, settings) for run in ("391-1", "391-2") for key in ("abc", "def")}

    assert len(ids) == 4
    assert "<391-1.abc@example.org>" in ids
