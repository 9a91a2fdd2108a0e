from __future__ import annotations

import os
from pathlib import Path

from composer.ledger.states import ALLOWED, FINAL, MOVES
from composer.model import State

from .states_page import page

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_page_of_states_is_written_from_the_table_of_moves():
    if os.environ.get("COMPOSER_GOLDEN") == "write":
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_each_move_is_listed_once():
    assert len(MOVES) == len(ALLOWED)


def test_nothing_that_may_be_with_a_relay_is_queued_again_but_by_a_human():
    assert (State.HANDED_OVER, State.QUEUED) not in ALLOWED
    assert [move.why for move in MOVES if move.before is State.IN_DOUBT] == ["resolve: resend", "resolve: skip"]


def test_an_accepted_letter_stays_accepted():
    assert State.ACCEPTED in FINAL
    assert State.ACCEPTED not in {before for before, _ in ALLOWED}


def test_every_state_is_reached_by_some_move():
    assert {move.after for move in MOVES} == set(State)
