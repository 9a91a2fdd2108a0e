from __future__ import annotations

import email
import email.policy
from collections import Counter
from pathlib import Path

from composer.model import State
from tests.relays.postfix import postfix
from tests.relays.smtp_sink import dumped, smtp_sink
from tests.torture import sender
from tests.torture.books import read_books
from tests.torture.workspace import make_workspace

PEOPLE = 300


def send_everything(root: Path, port: int) -> set[str]:
    """Send to a server, by the command, and say to whom."""
    make_workspace(root, PEOPLE, port)
    last = sender.ended(sender.start_sending(root, 5))
    assert last.returncode == 0
    return read_books(root).addresses(State.ACCEPTED)


def recipients(messages: list[bytes]) -> Counter[str]:
    parsed = (email.message_from_bytes(message, policy=email.policy.default) for message in messages)
    return Counter(str(message["To"].addresses[0].addr_spec) for message in parsed)


def test_every_letter_is_in_postfix_mailbox_once(tmp_path):
    with postfix() as relay:
        sent = send_everything(tmp_path / "workspace", relay.port)
        mailbox = relay.delivered(PEOPLE)

    assert recipients(mailbox) == dict.fromkeys(sent, 1)
    assert len(sent) == PEOPLE


def test_every_letter_is_in_what_smtp_sink_has_dumped_once(tmp_path):
    dump = tmp_path / "dump"
    with smtp_sink(dump=dump) as port:
        sent = send_everything(tmp_path / "workspace", port)

    assert recipients(dumped(dump)) == dict.fromkeys(sent, 1)
    assert len(sent) == PEOPLE
