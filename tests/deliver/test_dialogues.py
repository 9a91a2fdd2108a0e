"""What becomes of a letter, by what a relay says; each dialogue is a file of tests/deliver/dialogues."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer.model import State
from tests.deliver.talking import Given, give, here, in_time, letter_of, stuffed
from tests.relays.liar import Liar, liar

DIALOGUES = sorted((Path(__file__).parent / "dialogues").glob("*.smtp"))


def expected(script: str) -> str:
    (line,) = [line for line in script.splitlines() if line.startswith("= ")]
    return line.removeprefix("= ")


def talked(script: str) -> tuple[Given, Liar]:
    async def talk() -> tuple[Given, Liar]:
        async with liar(script) as relay:
            (given,) = await give(here(relay.port))
        return given, relay

    return in_time(talk())


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda path: path.stem)
def test_a_letter_becomes_what_the_relay_has_said(dialogue):
    script = dialogue.read_text(encoding="utf-8")

    given, relay = talked(script)

    assert given.seen == expected(script)
    assert relay.faults == []
    assert given.synced == ("DATA\nS: 354" in script or "DATA\nS- 354" in script)


@pytest.mark.parametrize(
    "dialogue", [path for path in DIALOGUES if "C: <body>" in path.read_text()], ids=lambda p: p.stem
)
def test_the_body_on_the_wire_is_the_message_dot_stuffed(dialogue):
    _, relay = talked(dialogue.read_text(encoding="utf-8"))

    assert relay.bodies == [stuffed(letter_of())]


def test_every_state_that_sending_ends_in_is_among_the_dialogues():
    states = {expected(path.read_text(encoding="utf-8")).split()[0] for path in DIALOGUES}

    assert states == {State.ACCEPTED, State.DEFERRED, State.REJECTED, State.IN_DOUBT}
