"""Signed letters: receivers believe them as they are, and nothing else."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from composer.deliver.dkim import COVERED, Signer
from composer.model import Letter
from composer.pipeline.letters import marked_copy, render_variant
from tests.deliver.signing import NOW, addressed, holds, key, letters, signed, signer


@pytest.fixture(params=[True, False], ids=["with pictures", "without"])
def letter(request) -> Letter:
    return letters(pictures=request.param)[0]


def tags(message: bytes) -> dict[str, str]:
    """The tags of the signature, which is the first field."""
    field, _, _ = re.sub(rb"\r\n[ \t]+", b" ", message).partition(b"\r\n")
    name, _, value = field.decode("ascii").partition(":")
    assert name == "DKIM-Signature"
    return {tag.strip(): "".join(words.split()) for tag, _, words in (part.partition("=") for part in value.split(";"))}


def test_a_letter_is_believed(letter):
    assert holds(signer().signed(letter).message)


def test_everybodys_letter_is_believed():
    messages = {signer().signed(letter).message for letter in letters(pictures=False)}

    assert len(messages) == len(letters(pictures=False)) > 1
    assert [message for message in messages if not holds(message)] == []


def test_a_test_copy_is_believed():
    copy = marked_copy(addressed(), render_variant(addressed(), 0), "ann@example.org", NOW)

    assert b"[TEST]" in copy
    assert holds(signed(copy))


def test_the_letter_itself_stays_as_it_is(letter):
    sent = signer().signed(letter)

    assert sent.pieces[1:] == letter.pieces
    assert (sent.key, sent.envelope) == (letter.key, letter.envelope)


def test_the_signature_says_what_it_is_and_names_no_time(letter):
    said = tags(signer().signed(letter).message)

    assert list(said) == ["v", "a", "c", "d", "s", "h", "bh", "b"]
    assert (said["v"], said["a"], said["c"]) == ("1", "rsa-sha256", "relaxed/relaxed")
    assert (said["d"], said["s"]) == ("example.org", "s1")


def test_its_lines_are_short_ascii_and_end_as_a_mails_do(letter):
    field = signer().signed(letter).pieces[0]

    assert field.isascii()
    assert field.endswith(b"\r\n")
    assert b"\n" not in field.replace(b"\r\n", b"")
    assert max(map(len, field.split(b"\r\n"))) <= 76


def test_a_letter_signed_again_is_the_same_to_the_byte(letter):
    again = Letter(letter.key, tuple(bytes(bytearray(piece)) for piece in letter.pieces), letter.envelope)

    assert signer().signed(again).message == signer().signed(letter).message


def test_every_field_it_covers_is_named_once_more_than_it_occurs(letter):
    named = tags(signer().signed(letter).message)["h"].split(":")
    occurring = [name.lower() for name in email.message_from_bytes(letter.message, policy=email.policy.default)]

    assert {name: named.count(name) for name in COVERED} == {
        name: occurring.count(name.lower()) + 1 for name in COVERED
    }
    assert set(named) == set(COVERED)


def test_both_unsubscribe_fields_are_named_twice(letter):
    named = tags(signer().signed(letter).message)["h"].split(":")

    assert (named.count("List-Unsubscribe"), named.count("List-Unsubscribe-Post")) == (2, 2)


def test_every_field_of_a_letter_is_covered_but_precedence(letter):
    occurring = set(email.message_from_bytes(letter.message, policy=email.policy.default))

    assert occurring - set(COVERED) == {"Precedence"}


ONLY_ONE = (
    *("From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "List-Id"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Auto-Submitted"),
)
POST = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
Change = Callable[[re.Match[bytes]], bytes]


def with_before(words: str) -> Change:
    return lambda found: words.encode() + found[0]


FORGERIES: dict[str, tuple[bytes, Change]] = {
    "a letter of the body": (rb"The week in brief", lambda found: b"The weak in brief"),
    "a line more in the body": (rb"\Z", lambda found: b"\r\nMore.\r\n"),
    "To": (rb"(?m)^To: ", lambda found: found[0] + b"x"),
    "Date": (rb"(?m)^Date: Fri", lambda found: b"Date: Sat"),
    "Message-ID": (rb"(?m)^Message-ID: <", lambda found: found[0] + b"x"),
    "the boundary": (rb'boundary="=_alternative_', lambda found: found[0] + b"x"),
    "List-Unsubscribe": (rb"(?m)^List-Unsubscribe: <https://updates", lambda found: found[0] + b"2"),
    "List-Unsubscribe gone": (rb"(?m)^List-Unsubscribe: [^\r]*\r\n [^\r]*\r\n", lambda found: b""),
    "List-Unsubscribe-Post": (rb"=One-Click", lambda found: b"=Two-Clicks"),
    "List-Unsubscribe-Post gone": (re.escape(POST), lambda found: b""),
    **{f"a second {name}": (rb"(?m)^MIME-Version", with_before(f"{name}: x\r\n")) for name in ONLY_ONE},
    **{f"a second {name} on top": (rb"\A", with_before(f"{name}: x\r\n")) for name in ONLY_ONE},
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_letter_that_was_changed_is_not_believed(what):
    pattern, change = FORGERIES[what]
    message = signer().signed(letters(pictures=False)[0]).message
    forged, count = re.subn(pattern, change, message, count=1)

    assert count == 1
    assert forged != message
    assert not holds(forged)


FORGIVEN: dict[str, tuple[bytes, Change]] = {
    "a field folded anew": (rb"(?m)^(From: South East) ", lambda found: found[1] + b"\r\n\t"),
    "a field's name in other case": (rb"(?m)^Subject:", lambda found: b"SUBJECT:"),
    "space at the end of a field": (rb"(?m)^(Date: [^\r]*)", lambda found: found[1] + b"  "),
    "space at the end of a line": (rb"(The week in brief[^\r]*)", lambda found: found[1] + b" \t"),
    "a space become two": (rb"The week in", lambda found: b"The  week\tin"),
    "empty lines at the end": (rb"\Z", lambda found: b"\r\n\r\n"),
    "a field on top that it does not cover": (rb"\A", lambda found: b"Received: from x by y; z\r\n"),
}


@pytest.mark.parametrize("what", FORGIVEN)
def test_what_relays_do_to_letters_is_forgiven(what):
    pattern, change = FORGIVEN[what]
    message = signer().signed(letters(pictures=False)[0]).message
    handled, count = re.subn(pattern, change, message, count=1)

    assert count == 1
    assert handled != message
    assert holds(handled)


def test_another_signature_in_its_place_is_not_believed():
    letter = letters(pictures=False)[0]
    field = signer().signed(letter).pieces[0]
    start, _, signature = field.rpartition(b" b=")

    assert holds(replace(letter, pieces=(start, b" b=", signature, *letter.pieces)).message)
    assert not holds(replace(letter, pieces=(start, b" b=AAAA", signature[4:], *letter.pieces)).message)


def test_a_long_domain_leaves_the_other_lines_short():
    domain = ".".join(["a" * 60] * 3)
    field = Signer(key(), domain, "s1").signature(letters(pictures=False)[0].pieces)

    assert [line for line in field.split(b"\r\n") if len(line) > 76] == [f" d={domain};".encode()]
