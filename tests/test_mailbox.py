"""An address that is plainly sound keeps every rule: looking closer would find nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from composer.mailbox import address_fault, fault_by_rules, plainly_sound

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
