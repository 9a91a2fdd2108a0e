from __future__ import annotations

from collections import Counter

import pytest

from composer.model import State
from composer.problems import LedgerError
from tests.relays.sink import Odds
from tests.torture import sender
from tests.torture.books import read_books
from tests.torture.oracle import oracle
from tests.torture.workspace import NUMBER, make_workspace

PEOPLE = 1_500
OTHERS = [
    ("send", "--yes", "--connections", "10"),
    ("cancel", "--yes"),
    ("resolve", "--in-doubt", "resend"),
]


def test_whoever_else_moves_letters_of_an_issue_being_sent_is_told_who_sends_it_and_changes_nothing(tmp_path):
    with oracle(tmp_path / "taken.jsonl", 3, Odds()) as asked:
        root = make_workspace(tmp_path / "workspace", PEOPLE, asked.port)
        first = sender.start_sending(root, 1)
        asked.wait_for(1, first)
        others = [sender.start(root, command, str(NUMBER), *options) for command, *options in OTHERS]
        refused = [sender.ended(other) for other in others]
        still_sending = first.poll() is None
        last = sender.ended(first)
        copies = Counter(letter.recipient for letter in asked.look())

    assert still_sending
    assert [other.returncode for other in refused] == [LedgerError.exit_code] * len(OTHERS)
    for other in refused:
        assert f"issue {NUMBER} is being sent by process {first.pid} on " in other.stderr
    assert last.returncode == 0
    assert set(copies.values()) == {1}
    assert copies.keys() == read_books(root).addresses(State.ACCEPTED)
    assert len(copies) == PEOPLE - 1


@pytest.mark.parametrize("taken", [1, 30])
def test_a_run_that_was_killed_and_cancelled_sends_nothing_more(tmp_path, taken):
    with oracle(tmp_path / "taken.jsonl", 5, Odds()) as asked:
        root = make_workspace(tmp_path / "workspace", 200, asked.port)
        process = sender.start_sending(root, 4)
        asked.wait_for(taken, process)
        process.kill()
        sender.ended(process)
        assert sender.run(root, "cancel", str(NUMBER), "--yes").returncode == 0
        before = len(asked.look())
        assert sender.run(root, "resolve", str(NUMBER), "--in-doubt", "skip").returncode == 0
        again = sender.ended(sender.start_sending(root, 4))
        after = len(asked.look())

    books = read_books(root)
    assert again.returncode == 0
    assert after == before
    assert books.addresses(State.ACCEPTED) <= {letter.recipient for letter in asked.taken}
    assert books.standing(State.ACCEPTED, State.CANCELLED) == books.standing(*State)
