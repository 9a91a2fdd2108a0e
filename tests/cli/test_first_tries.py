"""A first try that failed on one network takes nobody off another, and the letter is still owed in its own run."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.deliver import Relay
from composer.model import State
from composer.pipeline.delivering import deliver_run
from composer.pipeline.edition import Workspace
from composer.pipeline.sending import hold_issue
from composer.settings import Pace
from tests.cli.conftest import Run, edit
from tests.cli.programme import TODAY, recipients, small_programme
from tests.relays.sink import Odds, Sink
from tests.relays.smtp_sink import smtp_sink

SendTo = Callable[..., Run]

STATES = ["queued", "sending", "accepted", "deferred", "rejected", "in_doubt", "suppressed", "cancelled"]
ANN = "ann@example.org"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Issue 391 goes to heads, 392 to data; Ann is on both."""
    root = small_programme(tmp_path / "workspace")
    yesterday = TODAY - datetime.timedelta(days=1)
    for number, date, network in ((391, yesterday, "heads"), (392, TODAY, "data")):
        (root / "issues" / f"{number}.yaml").write_text(
            f"number: {number}\ndate: {date}\nto: [{network}]\nitems: [{{title: News {number}, update: Something.}}]\n"
        )
    return root


@pytest.fixture
def issue(composer: Callable[..., Run], sink: Sink) -> SendTo:
    """Send an issue by the sink, or by the relay at another port."""

    def run(number: int, port: int = 0) -> Run:
        relay = f"smtp://127.0.0.1:{port or sink.port}"
        return composer("send", str(number), "--relay", relay, "--wait", "0", "--yes", "--json")

    return run


def test_who_was_rejected_on_one_network_gets_what_comes_by_another(issue: SendTo, sink: Sink):
    with smtp_sink("-f", "rcpt") as refusing:
        refused = issue(391, refusing)
    sent = issue(392)

    assert refused.json["rejected"] == 2
    assert (sent.json["accepted"], sent.json["audience"]) == (3, 3)
    assert recipients(sink) == {ANN: 1, "cy@example.net": 1, "dee@x.org": 1}


def test_who_was_put_off_on_one_network_gets_what_comes_by_another_and_then_their_own(
    issue: SendTo, workspace: Path, sink: Sink
):
    sink.odds = Odds(soft_rcpt=1)
    put_off = issue(391)
    sink.odds = Odds()
    other = issue(392)
    accepted = send_in_an_hour(workspace, 391, sink.port)

    assert (put_off.json["deferred"], other.json["accepted"], accepted) == (2, 3, 2)
    assert recipients(sink) == {ANN: 2, "bob@example.org": 1, "cy@example.net": 1, "dee@x.org": 1}


def send_in_an_hour(workspace: Path, number: int, port: int) -> int:
    """Go on with an issue when the letters that were put off are due; how many of its run are accepted then."""
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(hours=1)
    with hold_issue(Workspace.open(workspace), number, now) as held:
        assert held.books
        deliver_run(
            held.books,
            held.secret,
            Relay("127.0.0.1", port),
            Pace(),
            signer=None,
            resend=False,
            wait=datetime.timedelta(0),
            now=lambda: now,
            watch=lambda what, told: None,
        )
        return held.books.counts()[State.ACCEPTED]


def test_whom_no_relay_takes_as_spelt_on_one_list_gets_what_comes_by_another(
    issue: SendTo, workspace: Path, sink: Sink
):
    edit(workspace / "recipients" / "heads.csv", ANN, "roß@example.org")
    edit(workspace / "recipients" / "data.csv", ANN, "lee@example.org")
    unmailable = issue(391)
    edit(workspace / "recipients" / "data.csv", "lee@example.org", "ross@example.org")
    sent = issue(392)

    assert (unmailable.json["rejected"], unmailable.json["accepted"]) == (1, 1)
    assert sent.json["accepted"] == sent.json["audience"] == 3
    assert recipients(sink)["ross@example.org"] == 1


def test_a_spelling_that_no_relay_takes_does_not_stand_before_one_that_all_take(
    issue: SendTo, workspace: Path, sink: Sink
):
    edit(workspace / "recipients" / "heads.csv", ANN, "roß@example.org")
    edit(workspace / "recipients" / "data.csv", ANN, "Ross@example.org")
    edit(workspace / "issues" / "392.yaml", "to: [data]\n", "")

    sent = issue(392)

    assert (sent.json["rejected"], sent.json["accepted"]) == (0, 4)
    assert recipients(sink)["Ross@example.org"] == 1


def test_a_domain_beyond_ascii_is_mailed_once_as_it_is_looked_up(issue: SendTo, workspace: Path, sink: Sink):
    edit(workspace / "recipients" / "heads.csv", ANN, "Ann@bücher.example")
    edit(workspace / "recipients" / "data.csv", ANN, "ann@XN--BCHER-KVA.example")
    edit(workspace / "issues" / "392.yaml", "to: [data]\n", "")

    sent = issue(392)

    assert sent.json["audience"] == sent.json["accepted"] == 4
    assert recipients(sink)["Ann@xn--bcher-kva.example"] == 1


def test_the_states_sum_to_the_audience_whatever_became_of_each(
    issue: SendTo, composer: Callable[..., Run], workspace: Path, sink: Sink
):
    edit(workspace / "issues" / "392.yaml", "to: [data]\n", "")
    edit(workspace / "recipients" / "data.csv", "dee@x.org,", "josé@example.org,José")
    composer("lists", "suppress", "cy@example.net")
    sink.odds = Odds(soft_rcpt=0.5)

    sent = issue(392)

    told = composer("audience", "392", "--json").json
    assert sum(sent.json[state] for state in STATES) == sent.json["audience"] == told["people"] == 4
    assert (sent.json["suppressed"], sent.json["rejected"]) == (told["suppressed"], 1) == (1, 1)
    assert sent.json["accepted"] + sent.json["deferred"] == 2
