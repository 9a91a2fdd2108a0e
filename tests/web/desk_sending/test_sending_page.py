"""Sending from the desk, over HTTP: the same books, locks and refusals as on the command line."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import threading
from collections import Counter
from pathlib import Path

import pytest

from composer.pipeline.books import only_sender
from tests.cli.conftest import edit
from tests.cli.programme import EVERYBODY, NOW
from tests.relays.sink import Odds
from tests.web.conftest import Answer
from tests.web.desk_sending.conftest import Desk, Form, SendPage, words


def recipients(desk: Desk, page: SendPage) -> Counter[str]:
    return Counter(letter.recipient for letter in desk.got(page.number))


def books(desk: Desk, page: SendPage) -> dict[str, int]:
    told: dict[str, int] = desk.composer("status", str(page.number), "--json").json
    return told


def files(root: Path) -> dict[str, str]:
    """Every file with a hash of what it holds."""
    found = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


# Looking.


def test_looking_changes_no_file_before_and_after_a_send(desk: Desk, page: SendPage):
    for moment in ("before", "after"):
        if moment == "after":
            page.send()
            page.until("Nothing is left to send")
        before = files(desk.workspace)
        for below in ("", "events", "people", f"runs/{page.number}-1", f"runs/{page.number}-1/networks.csv", "letters"):
            page.get(below)
        assert files(desk.workspace) == before, moment


def test_the_page_sums_up_whom_it_reaches(page: SendPage):
    text = page.text()

    assert "4 letters . Each person gets one: that saves 1 copy." in text
    assert "1 person on Heads and Data: 1 copy saved" in text
    assert "1 person: without For data people" in text
    assert "ann@example.org" not in text
    assert "Ann Heath ann@example.org Heads, Data 1" in page.text("people")


def test_an_issue_with_a_mistake_is_not_offered_for_sending(desk: Desk, page: SendPage):
    form = page.form("go")
    edit(desk.issue(page.number), "update: Something new.", "updat: Something new.")

    text = page.text()
    assert "1 mistake to mend. Until then it cannot be sent." in text
    assert "to confirm" not in text
    assert f'/{page.number}/#item-0">' in page.get().body.decode()
    assert page.post(form, typed=str(page.number)).status == 409
    assert not desk.got(page.number)


# A test copy.


def test_a_test_copy_goes_to_each_address_and_the_page_says_what_became_of_it(desk: Desk, page: SendPage):
    answer = page.post(page.form("test"), addresses="me@example.org, you@example.org")

    assert answer.status == 303
    said = page.text("?done=tested")
    assert "The copy for me@example.org was taken by the mail server." in said
    assert "The copy for you@example.org was taken" in said
    assert b"me@example.org" in desk.sink.messages[-2]
    assert page.form("test").fields["addresses"] == "boss@example.org"
    assert "Run" not in page.text()


def test_a_test_copy_to_no_address_is_refused(page: SendPage):
    answer = page.post(page.form("test"), addresses="nobody")

    assert answer.status == 409
    assert "No test copy was sent. “nobody” is not an e-mail address." in words(answer)


# Sending.


def test_what_is_agreed_to_is_sent_once_to_everybody_and_status_says_the_same(desk: Desk, page: SendPage):
    answer = page.send()

    assert answer.status == 303
    text = page.until("Nothing is left to send")
    assert recipients(desk, page) == EVERYBODY
    assert books(desk, page)["accepted"] == books(desk, page)["audience"] == 4
    assert "Sent 4" in text
    assert "Everybody 4" in text


def test_without_the_number_nothing_is_sent(desk: Desk, page: SendPage):
    answer = page.post(page.form("go"), typed="1")

    assert (answer.status, desk.got(page.number)) == (409, [])
    assert f"Nothing was sent. Type {page.number} to say that it is this issue you mean." in words(answer)


def test_the_question_of_another_day_must_be_ticked(desk: Desk, page: SendPage):
    issue = desk.issue(page.number)
    issue.write_text(issue.read_text().replace(issue.read_text().split("date: ")[1].split("\n")[0], "2020-02-21"))

    assert "is dated 21 February 2020, and today is" in page.text()
    assert "Tick the box at the question" in words(page.send())
    assert not desk.got(page.number)
    assert page.send(yes="1").status == 303
    page.until("Nothing is left to send")
    assert recipients(desk, page) == EVERYBODY


def test_the_same_confirmation_posted_ten_times_at_once_sends_once(desk: Desk, page: SendPage):
    form = page.form("go")
    answers: list[Answer] = []
    posts = [
        threading.Thread(target=lambda: answers.append(page.post(form, typed=str(page.number)))) for _ in range(10)
    ]
    for post in posts:
        post.start()
    for post in posts:
        post.join()

    page.until("Nothing is left to send")
    again = page.post(form, typed=str(page.number))
    assert recipients(desk, page) == EVERYBODY
    assert {answer.status for answer in answers} <= {303, 409}
    assert again.status == 409
    assert "It was sent already, and nothing is left to send." in words(again)


CHANGES = {
    "What the letters say has changed.": ("issues/{}.yaml", "Something new.", "Something else."),
    "Who gets it, or how they are addressed, has changed.": ("recipients/heads.csv", "Bob Kaye", "Bobby Kaye"),
    "It would be 5 letters now; it was 4.": ("recipients/data.csv", "email,name\n", "email,name\neve@example.org,\n"),
    "It would go by another mail server.": ("newsletter.yaml", "127.0.0.1", "localhost"),
}


@pytest.mark.parametrize("said", CHANGES)
def test_what_changed_between_summing_up_and_confirming_is_told_and_nothing_is_sent(
    desk: Desk, page: SendPage, said: str
):
    file, old, new = CHANGES[said]
    form = page.form("go")
    edit(desk.workspace / file.format(page.number), old, new)

    answer = page.post(form, typed=str(page.number))

    assert answer.status == 409
    assert f"Nothing was sent. Something has changed since this page summed it up: {said}" in words(answer)
    assert not desk.got(page.number)


def test_it_is_not_sent_without_an_approval_that_holds_where_one_is_required(desk: Desk, page: SendPage):
    edit(desk.workspace / "newsletter.yaml", "timezone: UTC", "timezone: UTC\napproval: required")
    assert "It waits for approval" in page.text()

    page.post(page.form("approve"))
    assert "on this machine, exactly as it is now, for 4 people" in page.text()
    form = page.form("go")
    with (desk.workspace / "recipients" / "heads.csv").open("a") as file:
        file.write("eve@example.org,Eve Long\n")
    edit(desk.issue(page.number), "Something new.", "Something newer.")
    said = page.text()
    assert "It has changed since" in said
    assert "the letter’s words: read it as it is now" in said
    assert "the HTML" not in said
    assert "joined: Eve Long eve@example.org" in said
    assert page.post(form, typed=str(page.number)).status == 409
    assert not desk.got(page.number)


def test_what_is_approved_is_what_was_looked_at(desk: Desk, page: SendPage):
    form = page.form("approve")
    edit(desk.issue(page.number), "Something new.", "Something else.")

    answer = page.post(form)

    assert "It was not approved. Something has changed since this page summed it up: What the letters" in words(answer)
    assert "Approved by" not in page.text()


# While it goes on.


def test_it_is_watched_on_the_command_line_which_refuses_to_send_it_too_and_is_stopped_and_gone_on_with(
    desk: Desk, page: SendPage
):
    desk.sink.breathes.clear()
    page.send()

    sending = page.until("Sending now")
    status = desk.composer("status", str(page.number)).stdout
    refused = desk.composer("send", str(page.number), "--yes")
    page.post(page.form("stop"))
    page.until("Stopping")
    desk.sink.breathes.set()
    stopped = page.until("Not finished")

    assert "You can close this page" in sending
    assert "It is being sent now, by the desk, process" in status
    assert refused.returncode == 4
    left = 4 - len(desk.got(page.number))
    assert 0 < left < 4
    assert f"Waiting {left} Not sent yet." in stopped
    assert page.send().status == 303
    page.until("Nothing is left to send")
    assert recipients(desk, page) == EVERYBODY


def test_a_send_of_the_command_line_is_watched_here_as_it_goes_on(desk: Desk, page: SendPage):
    desk.sink.breathes.clear()
    sender = threading.Thread(target=desk.composer, args=("send", str(page.number), "--yes"))
    sender.start()
    try:
        said = page.until("Sending now")
        with page.stream() as stream:
            while b"event: balance" not in (line := stream.readline()):
                assert line
            desk.sink.breathes.set()
            rest = stream.read().decode()
    finally:
        desk.sink.breathes.set()
        sender.join()

    assert re.search(
        r"being sent from a terminal on this machine \(process [0-9]+\)\. It can be stopped there with Ctrl-C\.", said
    )
    assert "Stop sending" not in said
    assert rest.endswith("event: over\ndata: over\n\n")
    assert "Sent</b>" in rest.rpartition("event: balance")[2]


def test_who_joins_since_is_offered_a_letter_and_nobody_else_gets_one(desk: Desk, page: SendPage):
    page.send()
    page.until("Nothing is left to send")
    with (desk.workspace / "recipients" / "heads.csv").open("a") as file:
        file.write("eve@example.org,Eve\n")

    assert "Send to those who joined since" in page.text()
    page.send()
    page.until("Everybody 5")
    page.until("Nothing is left to send")
    assert recipients(desk, page) == {**EVERYBODY, "eve@example.org": 1}


def test_a_correction_says_what_changed_and_goes_to_everybody_again(desk: Desk, page: SendPage):
    page.send()
    page.until("Nothing is left to send")
    edit(desk.issue(page.number), "Something new.", "Something newer.")

    said = page.text()
    assert "Send a correction" in said
    assert "Taken out: Something new. Put in: Something newer." in said
    page.send()
    page.until("Earlier runs")
    page.until("Nothing is left to send")
    assert set(recipients(desk, page).values()) == {2}


# What needs somebody's decision.


@pytest.mark.parametrize(("choice", "copies"), [("resend", 2), ("skip", 1)])
def test_letters_in_doubt_are_named_and_become_what_is_chosen(desk: Desk, page: SendPage, choice: str, copies: int):
    desk.sink.loses = frozenset({"bob@example.org"})
    page.send()

    said = page.until("In doubt: 1 person")
    assert f"Message-ID <{page.number}-1." in said.partition("Bob Kaye bob@example.org")[2]
    assert "Choose what becomes of them" in words(page.post(page.form("doubts")))
    assert page.post(page.form("doubts"), choice=choice).status == 303
    if choice == "resend":
        page.send()
    page.until("Nothing is left to send")
    assert recipients(desk, page) == {**EVERYBODY, "bob@example.org": copies}
    assert books(desk, page)["cancelled"] == 2 - copies


def test_letters_in_doubt_are_not_settled_by_a_page_that_told_of_fewer(desk: Desk, page: SendPage):
    desk.sink.loses = frozenset({"bob@example.org"})
    page.send()
    page.until("In doubt: 1 person")
    form = page.form("doubts")

    answer = page.post(form, people="0", choice="resend")

    assert "The run stands otherwise than this page told" in words(answer)
    assert books(desk, page)["in_doubt"] == 1


def test_what_is_left_can_be_called_off_for_good(desk: Desk, page: SendPage):
    desk.sink.odds = Odds(soft_rcpt=1)
    page.send()
    page.until("Put off 4")
    page.post(page.form("stop"))
    page.until("Not finished")

    assert page.post(page.form("cancel"), typed="1").status == 409
    assert page.post(page.form("cancel"), typed=str(page.number)).status == 303
    assert "Called off 4" in page.text()
    assert books(desk, page)["cancelled"] == 4


def test_the_report_for_each_network_is_a_spreadsheet_without_formulas(desk: Desk, page: SendPage):
    networks = desk.workspace / "recipients" / "networks.yaml"
    edit(networks, "name: Heads", "name: '=cmd()'")
    try:
        page.send()
        page.until("Nothing is left to send")
    finally:
        edit(networks, "name: '=cmd()'", "name: Heads")
    rows = list(csv.DictReader(io.StringIO(page.get(f"runs/{page.number}-1/networks.csv").body.decode("utf-8-sig"))))

    assert [(row["Network"], row["People"], row["Sent"]) for row in rows] == [
        ("'=cmd()", "2", "2"),
        ("Data", "3", "3"),
        ("Everybody, each once", "4", "4"),
    ]


def test_a_network_made_of_others_is_said_to_be_counted_in_them(desk: Desk, page: SendPage):
    networks = desk.workspace / "recipients" / "networks.yaml"
    before = networks.read_text()
    networks.write_text(before + "all: {name: All Directors, leads: [lead@example.org], includes: [heads, data]}\n")
    try:
        page.send()
        said = page.until("Nothing is left to send")
        report = page.get(f"runs/{page.number}-1/networks.csv").body
        beside = page.text(f"runs/{page.number}-1")
    finally:
        networks.write_text(before)

    made = "All Directors is made of Heads and Data: its people are counted there."
    assert made in said
    assert made in beside
    assert '"All Directors: counted in Heads, Data"' in report.decode()
    assert report.startswith(b"\xef\xbb\xbfNetwork,")


def test_refused_letters_are_tried_again_when_somebody_says_so(desk: Desk, page: SendPage):
    desk.sink.refusal = "not from you"
    page.send()
    assert "554 5.7.1 not from you" in page.until("Nobody got it")
    desk.sink.refusal = ""

    page.post(page.form("retry"))
    page.send()
    page.until("Nothing is left to send")
    assert books(desk, page)["accepted"] == 4


def test_where_the_ledger_refuses_the_page_says_what_the_command_line_does(desk: Desk, page: SendPage):
    form = page.form("approve")
    page.send()
    page.until("Nothing is left to send")
    secret = desk.workspace / "var" / "secret"
    secret.rename(secret.with_name("elsewhere"))
    try:
        looked, posted = page.get(), page.post(form)
        told = desk.composer("status", str(page.number))
    finally:
        secret.with_name("elsewhere").rename(secret)

    assert (looked.status, posted.status, told.returncode) == (503, 503, 4)
    assert "var/secret is missing" in words(looked)
    assert "var/secret is missing" in words(posted)
    assert "var/secret is missing" in told.stderr


# A rehearsal.


def test_by_the_outbox_it_is_a_rehearsal_whose_letters_can_be_read_as_text(desk: Desk, page: SendPage):
    edit(desk.workspace / "newsletter.yaml", f"relay: smtp://127.0.0.1:{desk.sink.port}", "relay: outbox")

    page.post(page.form("test"), addresses="me@example.org")
    assert "is a file here; nothing was mailed" in page.text("?done=tested")
    assert "To: me@example.org" in page.get("copies/1?see=text").body.decode()
    shown, letter = page.get("copies/1"), page.get("copies/1?see=letter")
    assert f"Test copy 1 of issue {page.number} Back to sending" in words(shown)
    assert b'sandbox="allow-same-origin' in shown.body
    assert b"</html>" in letter.body
    assert "default-src 'none'" in letter.headers["Content-Security-Policy"]
    assert page.get("copies/1?picture=none").status == 404
    assert page.post(page.form("rehearse"), typed=str(page.number)).status == 303
    assert "Rehearsed: 4 letters to look at" in page.text()
    assert "bob@example.org" in page.text("letters")
    key = page.get("letters").body.decode().split(f"/{page.number}/send/letters/")[1].split('"')[0]
    letter = page.get(f"letters/{key}?see=source")
    assert letter.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert page.get("letters/..%2f..%2fsecret").status == 404
    assert not desk.got(page.number)


# What goes wrong.


@pytest.mark.parametrize("number", [None, 777])
def test_where_nothing_is_sent_nothing_is_said_to_be_stopped(page: SendPage, number: int | None):
    form = Form(f"{page.running.folder}/{number or page.number}/send/stop", page.form("approve").fields)

    answer = page.post(form)

    assert answer.status == (404 if number else 409)
    assert "Stopping" not in words(answer)


def test_while_another_process_sends_it_the_page_sends_nobody_to_a_terminal(desk: Desk, page: SendPage):
    form = page.form("go")

    with only_sender(desk.workspace, page.number, NOW):
        said = words(page.post(form, typed=str(page.number)))

    assert "is being sent by process" in said
    assert "can be stopped only where it was begun" in said
    assert "composer status" not in said


def test_without_the_ledger_the_page_says_who_can_put_it_back_in_plain_words(desk: Desk, page: SendPage):
    page.send()
    page.until("Nothing is left to send")
    var = desk.workspace / "var"
    kept = [*var.glob("ledger.db*"), var / "receipts"]
    try:
        for path in kept:
            path.rename(path.with_name(f"kept-{path.name}"))
        answer = page.get()
    finally:
        for path in kept:
            path.with_name(f"kept-{path.name}").replace(path)

    assert answer.status == 503
    assert "hoever looks after Composer can put back a backup (composer restore FILE)" in words(answer)
    assert "`" not in words(answer)
