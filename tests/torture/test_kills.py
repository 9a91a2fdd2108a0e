from __future__ import annotations

import pytest

from tests.relays.sink import Odds
from tests.torture.harness import Figures, Plan, torture


def balanced(figures: Figures) -> tuple[int, int, int, list[str]]:
    """Nobody lost, nobody silently repeated, nobody who left is sent to, and nothing wrong on the way."""
    return figures.lost, figures.silent_repeats, figures.sent_to_suppressed, figures.wrong


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelined", "plain"])
def test_fifteen_kills_lose_nobody_and_repeat_nobody_silently(tmp_path, pipelining):
    plan = Plan(seed=4, people=2_500, kills=15, pipelining=pipelining)

    figures = torture(tmp_path, plan)

    assert balanced(figures) == (0, 0, 0, [])
    assert figures.kills == plan.kills
    assert figures.kills_in_flight >= plan.kills // 2
    assert 0 < figures.most_handed_over <= plan.connections
    assert figures.most_by_a_kill <= plan.connections
    assert figures.equal == figures.resent > 0


def test_the_harness_sees_who_is_lost_when_letters_count_as_sent_from_the_claim_on(tmp_path):
    plan = Plan(seed=1, people=800, kills=4, odds=Odds(), build="checkpoint at claim")

    figures = torture(tmp_path, plan)

    assert figures.lost > 0
    assert "accepted in the books, and never taken" in " ".join(figures.wrong)


def test_the_harness_sees_who_is_repeated_when_what_was_handed_over_is_forgotten(tmp_path):
    plan = Plan(seed=2, people=800, kills=6, odds=Odds(), build="forget handed over")

    figures = torture(tmp_path, plan)

    assert figures.silent_repeats > 0
    assert figures.lost == 0
