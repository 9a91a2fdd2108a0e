"""How runs stand and sends get on, as pages show it: from the ledger and the log alone."""

from __future__ import annotations

import datetime
import json
import os
import socket
from pathlib import Path

import pytest

from composer.locks import hold
from composer.model import State
from composer.pipeline.balances import balance, gait_of
from composer.pipeline.dispatch import log_of
from composer.pipeline.edition import Workspace
from composer.pipeline.sending import carry_out, hold_issue, plan
from tests.cli.programme import small_programme

NOW = datetime.datetime(2026, 3, 6, 9, tzinfo=datetime.UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(small_programme(tmp_path / "workspace"))


def died_sending(workspace: Workspace) -> None:
    """A sender that had claimed three letters, and handed one of them over."""
    with hold_issue(workspace, 391, NOW) as held:
        addressed = held.addressed()
        books = carry_out(held, addressed, plan(held, addressed, "relay", NOW, late=False, correction=False), NOW)
        claimed = books.claim(3, NOW).result()
        books.hand_over(claimed[0].key, NOW).result()


def test_what_a_sender_that_died_had_begun_is_told_as_it_will_be_once_somebody_goes_on(workspace: Workspace):
    died_sending(workspace)

    stands = balance(workspace, 391, NOW)
    with hold_issue(workspace, 391, NOW) as held:
        assert held.books
        goes_on = dict(held.books.counts())

    assert stands
    assert dict(stands.counts) == goes_on
    assert (stands.counts[State.IN_DOUBT], stands.open, stands.sender) == (1, 3, "")


def test_while_somebody_sends_what_is_on_its_way_is_on_its_way(workspace: Workspace):
    died_sending(workspace)
    who = f"process {os.getpid()} on {socket.gethostname()}"
    with hold(workspace.root / "var" / "locks" / "send-391.lock", who):
        stands = balance(workspace, 391, NOW)

    assert stands
    assert (stands.sender, stands.told["sending"], stands.told["in_doubt"]) == (who, 3, 0)


def test_there_is_no_balance_of_what_was_never_sent(workspace: Workspace):
    assert balance(workspace, 391, NOW) is None
    assert not (workspace.root / "var").exists()


def log(workspace: Workspace, *events: tuple[float, str, dict[str, str]]) -> None:
    """Lines of the log: seconds before NOW, what happened, and what is told of it."""
    path = log_of(workspace)
    path.parent.mkdir(parents=True)
    lines = [
        json.dumps({"at": (NOW - datetime.timedelta(seconds=ago)).isoformat(), "event": what, "run": "391-1", **told})
        for ago, what, told in events
    ]
    path.write_text("{cut in half\n" + "\n".join(lines) + '\n{"at": "half')


def test_the_pace_is_of_the_last_seconds_of_this_run_alone(workspace: Workspace):
    others = [(4.0, "accepted", {"run": "390-1"})] * 50
    log(workspace, (60, "accepted", {}), *[(4.0, "accepted", {})] * 8, *others)

    assert gait_of(workspace, "391-1", NOW).rate == 2.0


def test_a_relay_that_is_down_is_trouble_until_it_is_up_and_what_ended_a_send_until_the_next(workspace: Workspace):
    down = (5.0, "relay_down", {"reason": "421 busy"})
    log(workspace, down)
    assert gait_of(workspace, "391-1", NOW).trouble == "421 busy"

    log_of(workspace).unlink()
    log_of(workspace).parent.rmdir()
    ended = (4.0, "ended", {"why": "relay_down", "reason": "535 no"})
    log(workspace, down, (4.5, "relay_up", {}), (4.2, "stopping", {}), ended)
    gait = gait_of(workspace, "391-1", NOW)
    assert (gait.trouble, gait.stopping, gait.ended, gait.reason) == ("", False, "relay_down", "535 no")
