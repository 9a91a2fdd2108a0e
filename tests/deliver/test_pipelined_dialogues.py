"""What becomes of letters that are announced with the final dot of the one before (RFC 2920).

Each file of tests/deliver/dialogues/pipelined is the beginning of a session with three letters, to Ada, Bob and Cleo,
and then, each after a line of `---`, the ways in which that may go on, with one line of `= ` for each of the three.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.model import Letter, State
from tests.deliver.engine_time import in_virtual_time
from tests.deliver.talking import LETTERS, Talk, here, letter_to, stuffed, talk
from tests.relays.liar import ANNOUNCED, TO_DATA_AT_ONCE, Liar, liar

FILES = sorted((Path(__file__).parent / "dialogues" / "pipelined").glob("*.smtp"))


def sessions(path: Path) -> Iterator[tuple[str, str]]:
    """A file's sessions by name, each from its beginning."""
    beginning, *ways = path.read_text(encoding="utf-8").split("\n--- ")
    for way in ways:
        name, _, rest = way.partition("\n")
        yield f"{path.stem}: {name}", f"{beginning}\n{rest}"


SESSIONS = dict(session for path in FILES for session in sessions(path))


def expected(script: str) -> list[str]:
    return [line.removeprefix("= ") for line in script.splitlines() if line.startswith("= ")]


def seen(talked: Talk) -> list[str]:
    """In words, what became of all three."""
    words = [f"{'synced' if given.synced else 'unsynced'} {given.seen}" for given in talked.given]
    words += ["given back"] if talked.given_back else []
    return words + ["not begun"] * (len(LETTERS) - len(words))


def talked(script: str, letters: tuple[Letter, ...] = LETTERS, byte_by_byte: float = 0) -> tuple[Talk, Liar]:
    async def scenario() -> tuple[Talk, Liar]:
        async with liar(script, byte_by_byte=byte_by_byte) as relay:
            return await talk(here(relay.port), *letters), relay

    return in_virtual_time(scenario())


@pytest.mark.parametrize("session", SESSIONS)
def test_letters_become_what_the_relay_has_said_of_each(session):
    given, relay = talked(SESSIONS[session])

    assert seen(given) == expected(SESSIONS[session])
    assert relay.faults == []
    assert relay.rest == b"", "nothing more is said to a relay that has been given up"


@pytest.mark.parametrize("session", [name for name, script in SESSIONS.items() if "C: <body>" in script])
def test_no_body_but_that_of_a_letter_in_the_books_is_on_the_wire_and_each_in_its_turn(session):
    given, relay = talked(SESSIONS[session])

    in_the_books = [one.outcome.key for one in given.given if one.synced]
    written = dict(zip(in_the_books, relay.bodies, strict=False))
    accepted = {one.outcome.key for one in given.given if one.outcome.state is State.ACCEPTED}
    assert len(written) == len(relay.bodies)
    assert all(stuffed(letter_to(key)).startswith(body) for key, body in written.items())
    assert accepted <= {key for key, body in written.items() if body == stuffed(letter_to(key))}


TO_THE_SECOND = f"{TO_DATA_AT_ONCE}S: 354 go\nC: <body>\n{ANNOUNCED}"
ANSWERS = "250 queued as A1\r\n250-2.1.0\r\n250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n"
THE_SAME = ["accepted counts usable 250 queued as A1", "rejected counts usable 550 5.7.1 no"]


def said(raw: str) -> str:
    """A script's line that says this; white space at either end too."""
    return "S- " + "".join(f"\\x{ord(letter):02x}" for letter in raw)


@pytest.mark.parametrize("cut", range(1, len(ANSWERS)))
def test_replies_cut_anywhere_are_the_same_replies(cut):
    answers = f"{said(ANSWERS[:cut])}\n! pause\n{said(ANSWERS[cut:])}\n"

    given, relay = talked(f"{TO_THE_SECOND}{answers}C: <body>\nS: 550 5.7.1 no\n", LETTERS[:2])

    assert [one.seen for one in given.given] == THE_SAME
    assert relay.bodies == list(map(stuffed, LETTERS[:2]))


def test_replies_that_come_byte_by_byte_are_the_same_replies():
    script = f"{TO_THE_SECOND}{said(ANSWERS)}\nC: <body>\nS: 550 5.7.1 no\n"

    given, relay = talked(script, LETTERS[:2], byte_by_byte=1)

    assert [one.seen for one in given.given] == THE_SAME
    assert relay.bodies == list(map(stuffed, LETTERS[:2]))
