"""A correction and the end of the run before it are one step: whatever stops it, one of the two can be sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from composer.ledger import Ledger, open_ledger
from composer.model import Delivery, State
from tests.ledger.made import FINGERPRINT, NOW, RENDERINGS, claim, people, person, run


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "var", FINGERPRINT, {}) as ledger:
        yield ledger


def test_a_correction_ends_what_is_open_of_the_run_before(ledger: Ledger):
    before = ledger.begin(run(), RENDERINGS, people(4))
    first, second = claim(before, 2)
    before.hand_over(first, NOW).result()
    before.hand_over(second, NOW).result()
    before.recover(NOW)

    after = ledger.begin(run(revision=2, content="other"), RENDERINGS, people(4), instead_of="391-1")

    assert before.counts()[State.CANCELLED] == 4
    assert after.counts()[State.QUEUED] == 4
    assert {delivery.reply for delivery in before.standing(State.CANCELLED)} >= {"corrected by run 391-2"}


def test_a_correction_that_fails_leaves_the_run_before_as_it_was(ledger: Ledger):
    before = ledger.begin(run(), RENDERINGS, people(4))

    def broken() -> Iterator[Delivery]:
        yield person(0)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.begin(run(revision=2, content="other"), RENDERINGS, broken(), instead_of="391-1")

    assert before.counts()[State.QUEUED] == 4
    assert [found.name for found in ledger.runs(391)] == ["391-1"]
    assert len(claim(before, 9)) == 4
