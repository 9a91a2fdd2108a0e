"""Letters signed here, as commands: all that leave by a relay, and no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.cli.conftest import Run, edit
from tests.cli.programme import EVERYBODY, recipients, small_programme
from tests.deliver.signing import SELECTOR, holds, key
from tests.relays.sink import Odds

Composer = Callable[..., Run]

SIGNATURE = re.compile(rb"DKIM-Signature:.*\r\n(?:[ \t].*\r\n)+")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """It signs, with the key that `holds` believes."""
    root = small_programme(tmp_path / "workspace")
    pem = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (root / "dkim.pem").write_bytes(pem)
    (root / "dkim.pem").chmod(0o600)
    with (root / "newsletter.yaml").open("a") as file:
        file.write(f"dkim: {{selector: {SELECTOR}, key: dkim.pem}}\n")
    return root


def test_every_letter_that_leaves_is_signed(send, sink):
    sent = send("--yes")

    assert (sent.returncode, recipients(sink)) == (0, EVERYBODY)
    assert [holds(message) for message in sink.messages] == [True] * 4


def test_a_test_copy_is_signed_as_the_letters_are(send, sink):
    send("--test", "me@example.org", "--test", "you@example.net")

    assert recipients(sink) == {"me@example.org": 1, "you@example.net": 1}
    assert [holds(message) for message in sink.messages] == [True] * 2


def test_what_stays_here_is_not_signed(composer, workspace):
    composer("send", "391", "--relay", "outbox", "--yes")
    composer("send", "391", "--relay", "outbox", "--test", "me@example.org")

    kept = [path.read_bytes() for path in (workspace / "var" / "outbox").rglob("*.eml")]
    assert len(kept) == len(EVERYBODY) + 1
    assert [letter for letter in kept if b"dkim-signature" in letter.lower()] == []


@pytest.mark.parametrize("arguments", [["--yes"], ["--test", "me@example.org"]], ids=["send", "test copy"])
def test_with_a_key_that_others_can_read_nothing_is_begun(send, sink, workspace, arguments):
    (workspace / "dkim.pem").chmod(0o644)

    refused = send(*arguments)

    assert (refused.returncode, len(sink.messages)) == (2, 0)
    assert "can be read by others" in refused.stderr
    assert not (workspace / "issues" / "sent").exists()


def test_a_fault_of_the_key_is_told_before_anything_is_asked(send, workspace):
    (workspace / "dkim.pem").unlink()

    refused = send(stdin="391\n")

    assert refused.returncode == 2
    assert "4 letters" not in refused.stderr


def test_it_is_told_who_signs_before_it_is_asked_whether_to_go_on(send, workspace):
    assert ", to everybody for the first time, signed as example.org.\n" in send(stdin="no\n").stderr

    edit(workspace / "newsletter.yaml", f"dkim: {{selector: {SELECTOR}, key: dkim.pem}}\n", "")
    assert ", to everybody for the first time.\n" in send(stdin="no\n").stderr


def test_of_a_finished_run_nothing_is_left_to_sign(send, workspace):
    send("--yes")
    (workspace / "dkim.pem").unlink()

    again = send("--yes")

    assert again.returncode == 0
    assert "Nothing is left to send: run 391-1" in again.stdout


def test_a_letter_sent_again_is_signed_with_the_key_there_is_then_and_else_the_same_to_the_byte(send, sink, workspace):
    edit(workspace / "newsletter.yaml", "timezone: UTC", "timezone: UTC\nin_doubt: resend")
    sink.odds = Odds(drop_dot=1)
    send("--yes")
    before = set(sink.messages)
    edit(workspace / "newsletter.yaml", f"selector: {SELECTOR}", "selector: s2")
    sink.odds = Odds()

    assert send("--yes", "--json").json["accepted"] == 4
    after = sink.messages[-4:]
    assert before
    assert all(b" s=s2;" in message for message in after)
    assert {SIGNATURE.sub(b"", message) for message in before} <= {SIGNATURE.sub(b"", message) for message in after}
