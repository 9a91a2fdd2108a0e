"""Sending by a real relay, as commands: once each, on and on until it is done, and never twice in silence."""

from __future__ import annotations

import datetime
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from composer.pipeline.acting import user
from composer.pipeline.edition import Workspace
from composer.pipeline.sending import NotApproved, carry_out, hold_issue, plan
from composer.tokens import load_secret
from tests.cli.conftest import ENVIRONMENT, Run, edit
from tests.cli.programme import EVERYBODY, TODAY, recipients, small_programme
from tests.relays.sink import Odds, Sink, Taken, taken
from tests.relays.smtp_sink import smtp_sink

Composer = Callable[..., Run]

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)

STATES = ["queued", "sending", "accepted", "deferred", "rejected", "in_doubt", "suppressed", "cancelled"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return small_programme(tmp_path / "workspace")


def by_recipient(sink: Sink) -> dict[str, list[Taken]]:
    found: dict[str, list[Taken]] = {}
    for letter in taken(sink.log):
        found.setdefault(letter.recipient, []).append(letter)
    return found


def test_everybody_gets_one_copy_and_the_books_say_so(send, composer, sink):
    sent = send("--yes", "--json")

    assert sent.returncode == 0
    assert recipients(sink) == EVERYBODY
    assert list(sent.json) == ["run", "issue", "audience", *STATES]
    assert sum(sent.json[state] for state in STATES) == sent.json["audience"] == sent.json["accepted"] == 4
    assert composer("status", "391", "--json").json == sent.json
    assert composer("status", "--json").json == sent.json


def test_the_same_command_again_sends_nothing(send, sink):
    send("--yes")
    again = send("--yes")

    assert (again.returncode, recipients(sink)) == (0, EVERYBODY)
    assert "Nothing is left to send: run 391-1" in again.stdout


def test_what_begins_a_run_is_kept_with_the_issue_and_names_nobody(send, workspace):
    send("--yes")

    kept = (workspace / "issues" / "sent" / "391-1.json").read_text()
    told = json.loads(kept)
    assert (told["run"], told["revision"], told["audience"], told["suppressed"]) == ("391-1", 1, 4, 0)
    assert "@" not in kept


def test_nothing_that_may_be_kept_names_an_address(send, workspace):
    edit(workspace / "recipients" / "data.csv", "dee@x.org,", "josé@example.org,José")
    ended = send("--yes")

    written = [path.read_bytes() for folder in ("receipts", "log") for path in (workspace / "var" / folder).iterdir()]
    assert len(written) >= 2
    written += [ended.stdout.encode(), ended.stderr.encode()]
    assert not [address for address in map(str.encode, [*EVERYBODY, "josé"]) for text in written if address in text]


def test_it_asks_for_the_number_and_on_another_answer_nothing_is_begun(send, sink, workspace):
    refused = send(stdin="390\n")

    assert refused.returncode == 2
    assert not recipients(sink)
    assert not (workspace / "issues" / "sent").exists()
    assert send(stdin="391\n").returncode == 0
    assert recipients(sink) == EVERYBODY


def test_on_another_day_than_the_issues_it_asks_first(send, sink, workspace):
    edit(workspace / "issues" / "391.yaml", f"date: {TODAY}", "date: 2020-02-21")

    refused = send(stdin="n\n")
    assert "dated 21 February 2020, and today is" in refused.stderr
    assert (refused.returncode, len(recipients(sink))) == (2, 0)
    assert send(stdin="y\n391\n").returncode == 0
    assert recipients(sink) == EVERYBODY


def test_what_was_over_before_it_is_sent_keeps_it_from_being_sent(send, composer, sink, workspace):
    over_since_the_issue_was_dated(workspace)

    refused, rehearsed = send("--yes"), composer("send", "391", "--yes")

    assert (refused.returncode, len(recipients(sink))) == (1, 0)
    assert "[date-past]" in refused.stderr
    assert "Issue 391 has errors: nothing is sent." in refused.stderr
    assert composer("approve", "391").returncode == 1
    assert (rehearsed.returncode, composer("check", "391").returncode) == (0, 0)


def test_a_run_that_stopped_goes_on_though_a_deadline_is_over_by_now(send, sink, workspace):
    over_since_the_issue_was_dated(workspace)
    began = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=3)
    with hold_issue(Workspace.open(workspace), 391, began) as held:
        addressed = held.addressed()
        planned = plan(held, addressed, f"127.0.0.1:{sink.port}", began, late=False, correction=False)
        carry_out(held, addressed, planned, began)

    gone_on, corrected = send("--yes"), send("--yes", "--correction")

    assert (gone_on.returncode, recipients(sink)) == (0, EVERYBODY)
    assert (corrected.returncode, "[date-past]" in corrected.stderr) == (1, True)


def test_a_list_that_many_have_left_is_told_before_sending_as_by_check(send, composer):
    for person in ("ann@example.org", "bob@example.org"):
        composer("lists", "suppress", person)

    sent = send("--yes", "--json")

    assert "[network-suppressed]" in composer("check", "391").stderr
    assert "[network-suppressed]" in sent.stderr
    assert (sent.returncode, sent.json["audience"], sent.json["suppressed"]) == (0, 4, 2)


def over_since_the_issue_was_dated(workspace: Path) -> None:
    """An issue of three days ago with a deadline of two days ago."""
    day, deadline = (TODAY - datetime.timedelta(days=days) for days in (3, 2))
    edit(workspace / "issues" / "391.yaml", f"date: {TODAY}", f"date: {day}")
    edit(workspace / "issues" / "391.yaml", "update: Something new.", f"update: New., dates: [by {deadline}]")


# What changes after a run has begun.


def test_a_changed_issue_is_not_sent_as_if_it_were_the_same(send, sink, workspace):
    send("--yes")
    edit(workspace / "issues" / "391.yaml", "Something new.", "Something newer.")

    refused = send("--yes")

    assert refused.returncode == 2
    assert "composer send 391 --correction" in refused.stderr
    assert recipients(sink) == EVERYBODY


def test_what_only_somebody_elses_eyes_see_is_a_change_too(send, workspace):
    send("--yes")
    edit(workspace / "issues" / "391.yaml", "networks: [data]", "networks: [heads]")

    assert "has changed since run 391-1" in send("--yes").stderr


def test_a_correction_is_a_new_revision_and_goes_to_everybody(send, sink, workspace):
    send("--yes")
    edit(workspace / "issues" / "391.yaml", "Something new.", "Something newer.")

    corrected = send("--yes", "--correction", "--json")

    assert (corrected.json["run"], corrected.json["accepted"]) == ("391-2", 4)
    assert set(recipients(sink).values()) == {2}
    for first, second in by_recipient(sink).values():
        assert first.message_id.startswith("<391-1.")
        assert second.message_id.startswith("<391-2.")
    assert all(b"Something newer" in message for message in sink.messages[4:])


def test_a_correction_of_nothing_is_refused(send, sink):
    send("--yes")

    refused = send("--yes", "--correction")

    assert (refused.returncode, recipients(sink)) == (2, EVERYBODY)
    assert "nothing to correct" in refused.stderr


def test_a_correction_ends_what_was_open_of_the_run_before(send, sink, workspace, composer):
    sink.odds = Odds(soft_rcpt=1)
    assert send("--yes").returncode == 3
    edit(workspace / "issues" / "391.yaml", "Something new.", "Something newer.")
    sink.odds = Odds()

    corrected = send("--yes", "--correction", "--json")

    assert (corrected.returncode, corrected.json["accepted"]) == (0, 4)
    assert recipients(sink) == EVERYBODY


def test_who_joins_later_gets_nothing_until_asked_for_and_then_alone(send, sink, workspace):
    send("--yes")
    with (workspace / "recipients" / "heads.csv").open("a") as file:
        file.write("eve@example.org,Eve\n")

    assert "Nothing is left to send" in send("--yes").stdout
    late = send("--yes", "--late", "--json")

    assert (late.json["run"], late.json["audience"], late.json["accepted"]) == ("391-1", 5, 5)
    assert recipients(sink) == {**EVERYBODY, "eve@example.org": 1}


def test_who_joins_later_sees_what_is_for_them_even_if_nobody_saw_just_that_before(send, sink, workspace):
    edit(workspace / "recipients" / "heads.csv", "bob@example.org,Bob Kaye\n", "")
    send("--yes")
    with (workspace / "recipients" / "heads.csv").open("a") as file:
        file.write("eve@example.org,Eve\n")

    send("--yes", "--late")

    (late,) = [message for message in sink.messages if b"eve@example.org" in message]
    assert b"News for all" in late
    assert b"For data people" not in late


def test_late_with_nobody_new_is_refused(send):
    send("--yes")

    refused = send("--yes", "--late")

    assert refused.returncode == 2
    assert "nobody has joined since run 391-1" in refused.stderr


@pytest.mark.parametrize("option", ["--late", "--correction"])
def test_nothing_can_be_late_or_corrected_that_was_never_sent(send, sink, option):
    refused = send("--yes", option)

    assert (refused.returncode, len(recipients(sink))) == (2, 0)
    assert "was not sent yet" in refused.stderr


# Who has left.


def test_who_has_left_gets_nothing_and_is_counted(send, composer, sink):
    composer("lists", "suppress", "BOB@example.org")

    sent = send("--yes", "--json")

    assert (sent.json["suppressed"], sent.json["accepted"], sent.json["audience"]) == (1, 3, 4)
    assert "bob@example.org" not in recipients(sink)
    assert composer("audience", "391", "--json").json["suppressed"] == 1


def test_who_left_one_network_gets_what_comes_by_another(send, composer, sink):
    composer("lists", "suppress", "ann@example.org", "--network", "data")

    assert send("--yes", "--json").json["accepted"] == 4
    (message,) = [message for message in sink.messages if b"ann@example.org" in message]
    assert b"For data people" not in message
    assert b"list of Heads" in b" ".join(message.replace(b"=\r\n", b"").split())


def test_who_comes_back_gets_it_late(send, composer, sink):
    composer("lists", "suppress", "bob@example.org")
    send("--yes")
    composer("lists", "restore", "bob@example.org")

    assert "Nothing is left to send" in send("--yes").stdout
    assert send("--yes", "--late", "--json").json["accepted"] == 4
    assert recipients(sink) == EVERYBODY


def test_who_leaves_between_two_tries_is_not_tried_again(send, composer, sink):
    sink.odds = Odds(soft_rcpt=1)
    send("--yes")
    composer("lists", "suppress", "bob@example.org")
    sink.odds = Odds()

    later = composer("status", "391", "--json").json

    assert later["deferred"] == 4
    assert composer("cancel", "391", "--yes", "--json").json["cancelled"] == 4


# What relays do.


def test_a_relay_that_is_down_changes_nobodys_state_and_the_next_send_goes_on(composer, send, sink):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    down = composer("send", "391", "--yes", "--wait", "0", "--relay", f"smtp://127.0.0.1:{port}", "--json")

    assert down.returncode == 3
    assert down.json["queued"] == 4
    assert "Go on with: composer send 391" in down.stderr
    assert send("--yes").returncode == 0
    assert recipients(sink) == EVERYBODY


def test_an_address_no_relay_takes_is_rejected_and_told(send, composer, sink, workspace):
    edit(workspace / "recipients" / "data.csv", "dee@x.org,", "josé@example.org,José")

    sent = send("--yes", "--json")

    assert (sent.returncode, sent.json["rejected"], sent.json["accepted"]) == (0, 1, 3)
    assert "before @ has letters other relays do not take" in sent.stderr
    (person,) = [p for p in composer("status", "391", "--json", "--people").json["people"] if p["state"] == "rejected"]
    assert person["address"] == "josé@example.org"


def test_letters_the_relay_puts_off_are_told_and_leave_the_send_unfinished(send, composer, sink):
    sink.odds = Odds(soft_rcpt=1)

    put_off = send("--yes", "--json")

    assert (put_off.returncode, put_off.json["deferred"]) == (3, 4)
    assert "450 4.2.0" in composer("status", "391").stderr


def lose_all(send: Composer, sink: Sink) -> Run:
    """Send by a relay that breaks off after every letter, until all are in doubt; of half it has taken them."""
    sink.odds = Odds(drop_dot=1)
    while (ended := send("--yes", "--json")).json["in_doubt"] < len(EVERYBODY):
        assert ended.json["accepted"] == 0
    sink.odds = Odds()
    return ended


def test_letters_in_doubt_are_named_and_only_sent_again_when_somebody_says_so(send, composer, sink):
    lost = lose_all(send, sink)
    before = recipients(sink)

    assert (lost.returncode, 0 < len(before) < 4) == (3, True)
    assert "composer resolve 391 --in-doubt resend" in composer("status", "391").stdout
    again = send("--yes")
    assert (again.returncode, recipients(sink)) == (3, before)
    resolved = composer("resolve", "391", "--in-doubt", "resend", "--json").json
    assert (resolved["queued"], resolved["in_doubt"]) == (4, 0)
    assert send("--yes", "--json").json["accepted"] == 4
    assert set(recipients(sink)) == set(EVERYBODY)


def test_a_letter_sent_again_is_the_same_to_the_byte(send, composer, sink):
    lose_all(send, sink)
    composer("resolve", "391", "--in-doubt", "resend")
    send("--yes")

    twice = [copies for copies in by_recipient(sink).values() if len(copies) == 2]
    assert twice
    assert all(first == second for first, second in twice)


def test_letters_in_doubt_can_be_left_be(send, composer, sink):
    lose_all(send, sink)
    before = recipients(sink)

    skipped = composer("resolve", "391", "--in-doubt", "skip", "--json").json

    assert (skipped["cancelled"], skipped["in_doubt"]) == (4, 0)
    assert (send("--yes").returncode, recipients(sink)) == (0, before)


def test_where_the_settings_say_so_letters_in_doubt_are_sent_again_at_once(send, sink, workspace):
    edit(workspace / "newsletter.yaml", "timezone: UTC", "timezone: UTC\nin_doubt: resend")
    sink.odds = Odds(drop_dot=1)
    send("--yes")
    sink.odds = Odds()

    assert send("--yes", "--json").json["accepted"] == 4


@contextmanager
def in_flight(
    composer: Composer, workspace: Path, port: int, stderr: int = subprocess.PIPE
) -> Iterator[subprocess.Popen[str]]:
    """A send whose first letter is with a relay that takes its time to answer."""
    arguments = ["send", "391", "--yes", "--relay", f"smtp://127.0.0.1:{port}"]
    with subprocess.Popen(
        [sys.executable, "-m", "composer", *arguments],
        cwd=workspace,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        text=True,
    ) as sending:
        while composer("status", "391", "--json").stdout.count('"sending": 1') == 0:
            assert sending.poll() is None
        yield sending


def test_whoever_asks_twice_to_stop_is_not_kept_waiting_and_is_told_who_is_in_doubt(composer, workspace):
    with smtp_sink("-W", ".:90") as port, in_flight(composer, workspace, port) as sending:
        sending.send_signal(signal.SIGINT)
        assert sending.stderr
        first = sending.stderr.readline()
        sending.send_signal(signal.SIGINT)
        rest = sending.stderr.read()

    assert "Stopping: the letters on their way are finished first" in first
    assert sending.returncode == 3
    assert "still to send" in rest
    assert composer("status", "391", "--json").json["in_doubt"] == 1


def test_a_cancelled_run_stays_so(send, composer, sink):
    sink.odds = Odds(soft_rcpt=1)
    send("--yes")
    sink.odds = Odds()

    cancelled = composer("cancel", "391", stdin="391\n")

    assert cancelled.returncode == 0
    assert "4 letters cancelled" in cancelled.stdout
    assert (send("--yes").returncode, len(recipients(sink))) == (0, 0)


def test_each_letter_has_a_return_path_of_its_own(send, sink, workspace):
    edit(workspace / "newsletter.yaml", "timezone: UTC", "timezone: UTC\nreturn_path: bounces@example.org")
    send("--yes")

    secret = load_secret(workspace / "var" / "secret")
    for letter in taken(sink.log):
        tag = re.fullmatch(r"bounces\+(.+)@example\.org", letter.sender)
        assert tag
        assert secret.read_return(tag[1]) == ("391-1", secret.person_key(letter.recipient))


def test_a_return_path_too_long_for_the_mark_is_told_before_anything_is_begun(send, sink, workspace):
    edit(workspace / "newsletter.yaml", "timezone: UTC", f"timezone: UTC\nreturn_path: {'b' * 40}@example.org")

    refused = send("--yes")

    assert (refused.returncode, len(recipients(sink))) == (2, 0)
    assert "return_path" in refused.stderr
    assert not (workspace / "issues" / "sent").exists()


def test_test_copies_are_mailed_and_recorded_nowhere(send, sink, workspace):
    tested = send("--test", "me@example.org", "--json")

    assert tested.json == {"issue": 391, "test": [{"state": "accepted", "reason": "250 2.0.0 taken"}]}
    assert recipients(sink) == {"me@example.org": 1}
    assert b"Subject: [TEST] " in sink.messages[0]
    assert not (workspace / "var").exists()


# Approval.


@pytest.fixture
def approving(workspace: Path) -> Path:
    edit(workspace / "newsletter.yaml", "timezone: UTC", "timezone: UTC\napproval: required")
    return workspace


def test_where_approval_is_required_nothing_is_sent_without(send, composer, sink, approving):
    refused = send("--yes")

    assert (refused.returncode, len(recipients(sink))) == (2, 0)
    assert "composer approve 391" in refused.stderr
    assert composer("approve", "391", "--json").json["people"] == 4
    assert send("--yes").returncode == 0
    assert recipients(sink) == EVERYBODY


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("issues/391.yaml", "Something new.", "Something newer.", ["the HTML", "the text"]),
        ("issues/391.yaml", "items:", "subject: Something else\nitems:", ["the subject or another header"]),
        ("newsletter.yaml", "from: updates@", "from: others@", ["the subject or another header"]),
        ("newsletter.yaml", "https://updates.example.org", "https://u.example.net", ["the HTML", "the text"]),
        (
            "recipients/heads.csv",
            "bob@example.org,Bob Kaye",
            "eve@example.org,Eve",
            ["1 person: joined", "left: 1 person"],
        ),
        ("recipients/heads.csv", "Bob Kaye", "Robert Kaye", ["1 person: gets other items, or is addressed otherwise"]),
        ("issues/391.yaml", "networks: [data]", "networks: [heads]", ["3 people: gets other items"]),
    ],
)
def test_any_change_after_the_approval_is_told_and_nothing_is_sent(
    send, composer, sink, approving, file, old, new, told
):
    composer("approve", "391")
    edit(approving / file, old, new)

    refused = send("--yes")

    assert (refused.returncode, len(recipients(sink))) == (2, 0)
    assert "has changed since it was approved" in refused.stderr
    for words in told:
        assert words in refused.stderr


def test_who_leaves_after_the_approval_needs_no_new_one(send, composer, sink, approving):
    composer("approve", "391")
    composer("lists", "suppress", "bob@example.org")

    assert send("--yes", "--json").json["accepted"] == 3


def test_an_issue_with_errors_is_not_approved(composer, approving, send):
    edit(approving / "issues" / "391.yaml", "networks: [data]", "networks: [nobody]")

    assert composer("approve", "391").returncode == 1
    assert not (approving / "var").exists()


# What is kept on this machine.


@pytest.mark.parametrize("loss", ["deleted", "emptied", "overwritten"])
def test_a_lost_ledger_stops_everything_and_says_what_to_do(send, sink, workspace, loss):
    send("--yes")
    ledger = workspace / "var" / "ledger.db"
    for beside in workspace.glob("var/ledger.db-*"):
        beside.unlink()
    ledger.unlink() if loss == "deleted" else ledger.write_bytes(b"" if loss == "emptied" else os.urandom(9000))

    refused = send("--yes")

    assert (refused.returncode, recipients(sink)) == (4, EVERYBODY)
    assert "composer rebuild" in refused.stderr


def test_a_workspace_cloned_without_its_state_sends_nothing(send, sink, workspace):
    send("--yes")
    (workspace / "var").rename(workspace / "elsewhere")

    refused = send("--yes")

    assert (refused.returncode, recipients(sink)) == (4, EVERYBODY)
    assert "composer restore" in refused.stderr


def test_a_lost_secret_stops_everything(send, sink, workspace):
    send("--yes")
    (workspace / "var" / "secret").unlink()

    refused = send("--yes")

    assert (refused.returncode, recipients(sink)) == (4, EVERYBODY)
    assert "var/secret" in refused.stderr


def test_a_secret_of_another_workspace_is_not_taken(send, sink, workspace):
    send("--yes")
    (workspace / "var" / "secret").write_bytes(os.urandom(32))

    refused = send("--yes")

    assert (refused.returncode, recipients(sink)) == (4, EVERYBODY)


def test_status_of_what_was_never_sent_says_so(composer, workspace):
    told = composer("status", "391")

    assert told.returncode == 2
    assert "was not sent yet" in told.stderr
    assert not (workspace / "var").exists()


def test_status_of_a_rehearsal_shows_its_books(composer):
    rehearsed = composer("send", "391", "--yes", "--json").json

    assert composer("status", "391", "--json").json == rehearsed


def test_a_rehearsal_never_stands_in_the_way_of_the_real_run(composer, send, sink):
    composer("send", "391", "--yes")

    assert send("--yes", "--json").json["accepted"] == 4
    assert recipients(sink) == EVERYBODY


# What reviews found.


def test_who_joins_by_a_network_added_since_is_sent_it_late(send, sink, workspace):
    send("--yes")
    with (workspace / "recipients" / "networks.yaml").open("a") as file:
        file.write("send: {name: SEND Network, leads: [lead@example.org]}\n")
    (workspace / "recipients" / "send.csv").write_text("email,name\neve@example.org,Eve\n")

    assert send("--yes", "--late", "--json").json["accepted"] == 5
    assert recipients(sink) == {**EVERYBODY, "eve@example.org": 1}


def test_letters_in_doubt_alone_are_sent_again_where_the_settings_say_so(send, sink, workspace):
    lose_all(send, sink)
    edit(workspace / "newsletter.yaml", "timezone: UTC", "timezone: UTC\nin_doubt: resend")

    assert send("--yes", "--json").json["accepted"] == 4


def test_a_test_copy_by_a_relay_that_is_down_is_told_in_words(composer, workspace):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    tested = composer("send", "391", "--test", "me@example.org", "--relay", f"smtp://127.0.0.1:{port}")

    assert tested.returncode == 3
    assert "Test copy 1: not taken" in tested.stdout
    assert not (workspace / "var").exists()


def test_status_of_a_run_whose_books_are_lost_does_not_say_that_nothing_was_sent(send, composer, workspace):
    send("--yes")
    (workspace / "var").rename(workspace / "elsewhere")

    for arguments in (("391",), ()):
        told = composer("status", *arguments)
        assert told.returncode == 4
        assert "391-1" in told.stderr


def test_a_terminal_that_goes_away_stops_the_send_as_gently_as_a_signal(composer, workspace):
    ours, theirs = pty.openpty()
    with smtp_sink("-W", ".:3") as port, in_flight(composer, workspace, port, stderr=theirs) as sending:
        os.close(theirs)
        os.close(ours)  # whatever is written to it from now on fails
        sending.send_signal(signal.SIGHUP)

    books = composer("status", "391", "--json").json
    assert (books["in_doubt"], books["sending"], books["accepted"]) == (0, 0, 1)


def test_late_and_correction_together_are_refused(send, sink):
    send("--yes")

    assert send("--yes", "--late", "--correction").returncode == 2
    assert recipients(sink) == EVERYBODY


def test_a_user_without_a_name_can_approve(monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54321)  # as in a container: nobody in /etc/passwd

    assert user() == "user 54321"


def test_whom_the_relay_refused_can_be_tried_again_once_it_would_not(composer, send, sink):
    with smtp_sink("-f", "RCPT", "-B", "554 5.7.1 not today") as port:
        refused = composer("send", "391", "--yes", "--wait", "0", "--relay", f"smtp://127.0.0.1:{port}", "--json")

    assert (refused.returncode, refused.json["rejected"]) == (3, 4)
    assert "Nobody got it" in refused.stderr
    assert "composer resolve 391 --rejected resend" in refused.stderr
    assert composer("resolve", "391", "--rejected", "resend", "--json").json["queued"] == 4
    assert send("--yes").returncode == 0
    assert recipients(sink) == EVERYBODY


def test_resolve_wants_to_know_what(send, composer):
    send("--yes")

    assert composer("resolve", "391").returncode == 2


def test_people_are_told_with_what_the_relays_log_knows_them_by(send, composer, sink):
    send("--yes")

    people = composer("status", "391", "--json", "--people").json["people"]

    assert {(person["address"], person["message_id"]) for person in people} == {
        (letter.recipient, letter.message_id) for letter in taken(sink.log)
    }


def test_who_has_joined_since_is_told_of_when_there_is_nothing_left_to_do(send, workspace):
    send("--yes")
    with (workspace / "recipients" / "heads.csv").open("a") as file:
        file.write("eve@example.org,Eve\n")

    assert "1 person has joined since. Send to them with: composer send 391 --late" in send("--yes").stderr


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir])
def test_what_is_no_plain_file_among_the_sent_runs_is_told_and_not_waited_for(send, composer, workspace, make):
    send("--yes")
    make(workspace / "issues" / "sent" / "390-1.json")

    told = composer("status", "391")

    assert told.returncode == 4
    assert "issues/sent/390-1.json cannot be read" in told.stderr


def test_what_the_machine_keeps_is_for_its_owner_alone(composer, workspace):
    composer("send", "391", "--test", "me@example.org")
    composer("send", "391", "--yes")

    kept = [path for path in (workspace / "var", *(workspace / "var").rglob("*")) if path.is_dir()]
    assert len(kept) >= 4
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}


def test_approval_is_of_what_was_read_to_be_sent(composer, approving):
    composer("approve", "391")
    with hold_issue(Workspace.open(approving), 391, NOW) as held:
        edit(approving / "issues" / "391.yaml", "Something new.", "Something newer.")
        addressed = held.addressed()
        edit(approving / "issues" / "391.yaml", "Something newer.", "Something new.")

        with pytest.raises(NotApproved):
            plan(held, addressed, "relay.example.org:25", NOW, late=False, correction=False)
