"""What is sent is what the files say while the issue is held; from then on it stands in the books, and nowhere else."""

from __future__ import annotations

import datetime
import gc
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from composer import cli, packaged
from composer.model import Person, Recipient
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letters import render_issue, render_whole
from composer.pipeline.sending import HeldIssue, carry_out, hold_issue, plan
from tests.cli.conftest import edit
from tests.cli.programme import small_programme

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
RELAY = "relay.example.org:25"
UNIQUE = "nobody.else@example.org"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_programme(tmp_path / "workspace")


def people_of(held: HeldIssue) -> set[str]:
    return {person.address for person in held.addressed().audience.people}


def test_who_is_put_on_a_list_before_the_issue_is_held_gets_it(root):
    workspace = Workspace.open(root)
    address_issue(workspace, 391)
    path = root / "recipients" / "heads.csv"
    status = path.stat()
    edit(path, "bob@", "rob@")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    with hold_issue(workspace, 391, NOW) as held:
        assert people_of(held) == {"ann@example.org", "rob@example.org", "cy@example.net", "dee@x.org"}


@pytest.mark.parametrize(
    ("file", "old", "new", "letters"),
    [
        ("recipients/networks.yaml", "data: {name: Data, leads: [lead@example.org]}", "", 2),
        ("issues/391.yaml", "items:", "to: [data]\nitems:", 3),
    ],
)
def test_a_change_of_whom_it_is_for_counts_though_the_lists_are_the_same(root, file, old, new, letters):
    workspace = Workspace.open(root)
    address_issue(workspace, 391)
    edit(root / file, old, new)

    with hold_issue(workspace, 391, NOW) as held:
        assert len(people_of(held)) == letters


def test_who_has_left_is_known_though_everybody_was_addressed_before(root):
    workspace = Workspace.open(root)
    before = address_issue(workspace, 391)
    with hold_issue(workspace, 391, NOW) as held:
        held.ledger.suppress(held.secret.person_key("bob@example.org"), "", "asked for it", NOW)
        now = held.addressed()

    assert not before.audience.suppressed
    assert now.audience.suppressed == {"bob@example.org"}


def test_what_is_frozen_is_what_was_agreed_to_though_a_template_changes_meanwhile(root):
    with hold_issue(Workspace.open(root), 391, NOW) as held:
        addressed = held.addressed()
        planned = plan(held, addressed, RELAY, NOW, late=False, correction=False)
        (root / "templates").mkdir()
        text = (packaged.TEMPLATES / "edition.txt.j2").read_text()
        (root / "templates" / "edition.txt.j2").write_text(f"Nobody agreed to this.\n{text}")
        books = carry_out(held, addressed, planned, NOW)

        assert planned.letters() == 4
        assert all(b"agreed" not in part.fixed for rendered in books.renderings() for part in rendered.parts)
        assert any(b"agreed" in part.fixed for part in render_whole(held.addressed()).parts)


def test_an_edition_that_somebody_sees_whole_is_rendered_once(root):
    addressed = address_issue(Workspace.open(root), 391)

    assert render_issue(addressed)[0] is render_whole(addressed)


@contextmanager
def looking_relay(seen: list[list[str]]) -> Iterator[int]:
    """The port of a relay that takes no letter, and notes whenever it is asked which of the lists' people it sees."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                with server.accept()[0] as connection:
                    if over.is_set():
                        return
                    people = [one for one in gc.get_objects() if isinstance(one, Person | Recipient)]
                    seen.append([type(one).__name__ for one in people if one.address == UNIQUE])
                    connection.sendall(b"421 4.3.2 not today\r\n")

        over = threading.Event()
        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        socket.create_connection(server.getsockname()).close()
        thread.join()


def test_while_letters_are_sent_nobody_of_the_lists_is_in_memory(root, capsys):
    edit(root / "recipients" / "heads.csv", "bob@example.org", UNIQUE)
    seen: list[list[str]] = []
    with looking_relay(seen) as port:
        arguments = ["--workspace", str(root), "send", "391", "--relay", f"smtp://127.0.0.1:{port}", "--wait", "0"]
        with pytest.raises(SystemExit):
            cli.composer([*arguments, "--connections", "1", "--yes"], standalone_mode=False)

    assert len(seen) > 0
    assert not any(seen)
    assert "4 letters still to send" in capsys.readouterr().err
