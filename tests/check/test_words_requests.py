"""Whom readers are asked to contact, and where a text tells another way or somebody else is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.words.requests import requested


def asked(words: str) -> list[str]:
    return [person.written for person in requested(words)]


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Please contact Pat Wells to book a place.", ["Pat Wells"]),
        ("If you can help, ring Jo Marsh or Tess Oakley by Friday.", ["Jo Marsh", "Tess Oakley"]),
        ("Please let Amit Rao know if you will come.", ["Amit Rao"]),
        ("Book your seat with Carol Finch.", ["Carol Finch"]),
        ("Schools that want a visit should e-mail Ruth Ames.", ["Ruth Ames"]),
        ("Colleagues are asked to speak to Nasreen Ali (Education).", ["Nasreen Ali"]),
        ("Send your returns to Petra Novak by noon.", ["Petra Novak"]),
        ("Phone Dr Tom Reeves to arrange a visit.", ["Tom Reeves"]),
        ("Contact Pat Wells to book, or Ann Birch (details below) to cancel.", ["Pat Wells"]),
        ("Contact Pat Wells or Ann Birch (details below).", []),
        ("Please contact your MP.", []),
        ("Contact Leonard Cheshire for advice, or Grace Dental.", []),
        ("Contact Anne Frank House or Victoria Park School.", []),
        ("She will ring Pat Wells on Monday.", []),
        ("We wrote to Ian Moss in May; they decided to contact Ian Moss.", []),
        ("The call Ian Moss made was recorded.", []),
        ("Come and talk to Jo Marsh at the stall.", []),
        ("Use the form to contact Carol Finch.", []),
        ("Jo Marsh called Ann Birch a hero.", []),
        ("Please reply to Ann Birch by", []),
    ],
)
def test_whom_readers_are_asked_to_contact(words, people):
    assert asked(words) == people


@given(st.text("Pat Wels contriglk,.()\n’É", max_size=200))
def test_whoever_is_asked_for_stands_where_it_says(words):
    assert all(0 <= person.start < person.end <= len(words) + 18 for person in requested(f"contact Jo Marsh, {words}"))


@pytest.mark.parametrize("flood", ["contact Jo Marsh ", "contact ", "book a ", "Jo Marsh, ", "let Jo "])
def test_a_flood_is_read_through(flood):
    assert len(asked(flood * 20_000)) <= 20
