from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from composer.ledger import ImpossibleMove, moves
from composer.ledger.rows import row_of
from composer.ledger.states import ALLOWED, LOST, MOVES, RECOVERED
from composer.model import State

from .made import NOW, person
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


def test_an_accepted_letter_stays_accepted_and_recovery_claims_nothing():
    assert State.ACCEPTED not in {before for before, _ in ALLOWED | RECOVERED}
    assert State.CLAIMED not in {after for _, after in RECOVERED}


def test_whoever_nothing_has_been_sent_to_is_in_doubt_where_a_receipt_is_lost():
    assert {move.before for move in LOST} == {State.QUEUED, State.DEFERRED, State.CLAIMED}


def test_every_state_is_reached_by_some_move():
    assert {move.after for move in MOVES} == set(State)


def test_no_letter_is_written_as_no_table_allows_not_even_by_recovery():
    pairs = [pair for pair in product(State, State) if pair not in ALLOWED | RECOVERED and pair[0] is not pair[1]]
    assert (State.ACCEPTED, State.IN_DOUBT) in pairs
    assert (State.IN_DOUBT, State.CLAIMED) in pairs
    with closing(sqlite3.connect(":memory:")) as nothing:
        for before, after in pairs:
            row = row_of("391-1", person(0, state=before))
            with pytest.raises(ImpossibleMove, match=f"cannot go from {before} to {after}"):
                moves.change(nothing, row, row._replace(state=str(after)))


@pytest.mark.parametrize("told", ["deferred", "queued", "in_doubt"])
def test_whatever_a_receipt_tells_an_accepted_letter_stays_as_it_is(told):
    row = row_of("391-1", person(0, state=State.ACCEPTED))
    assert moves.as_told(row, {"person": row.person, "to": told, "at": NOW.isoformat()}) == row
