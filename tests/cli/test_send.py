from __future__ import annotations

import email
import email.policy
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ENVIRONMENT, body, edit

STATES = ["queued", "sending", "accepted", "deferred", "rejected", "in_doubt", "suppressed", "cancelled"]


def letters(workspace: Path) -> list[email.message.EmailMessage]:
    files = sorted((workspace / "var" / "outbox" / "391").glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def snapshot(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_a_rehearsal_writes_one_complete_letter_for_each_person_and_the_books_balance(composer, workspace):
    books = composer("send", "391", "--yes", "--json").json

    assert list(books)[:3] == ["run", "issue", "audience"]
    assert sum(books[state] for state in STATES) == books["audience"] == books["accepted"] == 150
    assert books["rehearsal"] is True
    written = letters(workspace)
    recipients = [letter["To"].addresses[0].addr_spec.lower() for letter in written]
    assert len(recipients) == len(set(recipients)) == 150
    for letter in written:
        assert letter["Subject"] == "Update no 391 – 21 February 2020"
        assert "unsubscribe" in letter["List-Unsubscribe"]
        assert [part.get_content_type() for part in letter.walk()][:2] == ["multipart/alternative", "text/plain"]


def test_people_see_only_the_items_that_are_for_them(composer, workspace):
    composer("send", "391", "--yes")

    for letter in letters(workspace):
        text = " ".join(body(letter, "plain").split())
        on_data = "Data and Performance Network" in text.rpartition("You get this because")[2]
        assert ("Education Data Group – update" in text) == on_data


def test_it_asks_for_the_number_and_writes_nothing_on_another_answer(composer, workspace):
    refused = composer("send", "391", stdin="390\n")
    assert refused.returncode == 2
    assert not (workspace / "var" / "outbox").exists()

    assert composer("send", "391", stdin="391\n").returncode == 0
    assert len(letters(workspace)) == 150


def test_with_nobody_to_ask_it_writes_nothing(composer, workspace):
    assert composer("send", "391", stdin="").returncode != 0
    assert not (workspace / "var" / "outbox").exists()


def test_an_issue_with_errors_is_refused_and_nothing_is_written(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [nowhere]")

    ended = composer("send", "391", "--yes")

    assert ended.returncode == 1
    assert "network-unknown" in ended.stderr
    assert not (workspace / "var").exists()


def test_the_same_rehearsal_again_writes_nothing(composer, workspace):
    first = composer("send", "391", "--yes", "--json").json
    before = snapshot(workspace)

    again = composer("send", "391", "--yes", "--json").json

    assert again == first
    assert snapshot(workspace) == before


def test_changed_words_make_a_new_revision_that_takes_the_place_of_the_old(composer, workspace):
    composer("send", "391", "--yes")
    edit(workspace / "issues" / "391.yaml", "title: Return to Social Work", "title: Back to Social Work")

    books = composer("send", "391", "--yes", "--json").json

    assert (books["run"], books["accepted"]) == ("391-2", 150)
    assert all("Back to Social Work" in body(letter, "plain") for letter in letters(workspace))


def test_somebody_who_joins_makes_a_new_revision(composer, workspace):
    composer("send", "391", "--yes")
    with (workspace / "recipients" / "send.csv").open("a") as file:
        file.write("new.person@example.org,New Person,Somewhere,Officer\n")

    assert composer("send", "391", "--yes", "--json").json["accepted"] == 151


def test_an_address_no_letter_can_go_to_is_rejected_and_everyone_else_gets_theirs(composer, workspace):
    with (workspace / "recipients" / "send.csv").open("a") as file:
        file.write("josé@example.org,José,Somewhere,Officer\n")

    ended = composer("send", "391", "--yes", "--json")

    assert (ended.json["accepted"], ended.json["rejected"], ended.json["audience"]) == (150, 1, 151)
    assert ended.returncode == 0
    assert "rejected: " in ended.stderr
    assert "josé" not in ended.stderr


def test_what_it_prints_names_no_address(composer):
    ended = composer("send", "391", "--yes")

    assert "@" not in ended.stdout + ended.stderr


def test_a_test_copy_is_marked_its_links_are_inert_and_nothing_is_recorded(composer, workspace):
    ended = composer("send", "391", "--test", "me@example.org", "--test", "you@example.net", "--json")

    paths = [Path(path) for path in ended.json["test"]]
    assert len(paths) == 2
    message = email.message_from_bytes(paths[0].read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "[TEST] Update no 391 – 21 February 2020"
    assert message["To"] == "me@example.org"
    assert not (workspace / "var" / "outbox" / "391").exists()
    assert not (workspace / "var" / "secret").exists()


@pytest.mark.parametrize("address", ["nobody", "a@b@example.org", "me@example.org\nBcc: x@example.org"])
def test_a_test_copy_goes_only_to_an_address(composer, workspace, address):
    ended = composer("send", "391", "--test", address)

    assert ended.returncode == 2
    assert not (workspace / "var").exists()


@pytest.mark.parametrize("relay", ["mail.example.org", "http://mail.example.org", "smtp://me:secret@mail.example.org"])
def test_what_is_no_relay_is_refused_before_anything_is_written(composer, workspace, relay):
    ended = composer("send", "391", "--yes", "--relay", relay)

    assert ended.returncode == 2
    assert "secret" not in ended.stderr
    assert not (workspace / "var").exists()


def test_a_folder_that_cannot_be_written_ends_in_a_sentence(composer, workspace):
    (workspace / "var").write_text("a file where a folder belongs")

    ended = composer("send", "391", "--yes")

    assert ended.returncode == 2
    assert "var" in ended.stderr


def test_test_copies_are_all_written_or_none(composer, workspace):
    composer("send", "391", "--test", "a@example.org", "--test", "b@example.org")
    refused = composer("send", "391", "--test", "c@example.org", "--test", "jörg@example.org")

    folder = workspace / "var" / "outbox" / "391-test"
    assert refused.returncode == 2
    assert sorted(path.name for path in folder.iterdir()) == ["1.eml", "2.eml"]
    composer("send", "391", "--test", "c@example.org")
    assert [path.name for path in folder.iterdir()] == ["1.eml"]


def test_a_test_copy_is_told_to_be_in_the_outbox_and_not_mailed(composer, workspace):
    ended = composer("send", "391", "--test", "me@example.org", "--test", "you@example.net")

    folder = workspace / "var" / "outbox" / "391-test"
    told = ended.stdout.splitlines()
    assert told[:2] == [f"Test copy 1 is in {folder / '1.eml'}.", f"Test copy 2 is in {folder / '2.eml'}."]
    assert told[-1] == "Nothing was mailed: the relay is the outbox."
    assert "@" not in ended.stdout + ended.stderr


def test_a_test_copy_tells_which_of_several_variants_it_shows(composer, workspace):
    ended = composer("send", "391", "--test", "me@example.org")

    line = ended.stdout.splitlines()[1]
    assert re.fullmatch(r"It shows the fullest of [0-9]+ variants \([0-9]+ (person|people): everything\)\.", line)


def test_a_test_copy_of_what_everybody_sees_speaks_of_no_variant(composer, tmp_path):
    for folder in ("issues", "recipients"):
        (tmp_path / folder).mkdir()
    (tmp_path / "newsletter.yaml").write_text("name: Weekly Update\nfrom: updates@example.org\n")
    (tmp_path / "recipients" / "networks.yaml").write_text("send: {name: SEND Network}\n")
    (tmp_path / "recipients" / "send.csv").write_text("email\nann@example.org\n")
    (tmp_path / "issues" / "1.yaml").write_text("number: 1\ndate: 2020-02-21\nitems:\n  - {title: News, update: x}\n")

    told = composer("send", "1", "--test", "me@example.org", cwd=tmp_path).stdout.splitlines()

    assert told[1:] == ["Nothing was mailed: the relay is the outbox."]


def test_who_typed_an_address_is_told_it_on_the_terminal(workspace):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "composer", "send", "391", "--test", "me@example.org"],
        cwd=workspace,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
    ) as process:
        os.close(theirs)
        told = all_of(ours)
    assert process.returncode == 0
    assert f"A test copy for me@example.org is in {workspace / 'var' / 'outbox' / '391-test' / '1.eml'}." in told


def all_of(terminal: int) -> str:
    """What a process prints on a terminal until it ends."""
    printed = b""
    try:
        while part := os.read(terminal, 4096):
            printed += part
    except OSError:  # this is how Linux ends a terminal
        pass
    os.close(terminal)
    return printed.decode().replace("\r\n", "\n")
