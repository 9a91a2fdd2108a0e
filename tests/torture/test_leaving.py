from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from composer.clock import now
from composer.model import EVERY, State
from composer.pipeline.books import open_books, secret_of
from tests.torture import sender
from tests.torture.books import read_books
from tests.torture.oracle import ROUGH, oracle
from tests.torture.workspace import make_workspace

PEOPLE = 2_000
LEAVING = 40
WAITING = (State.QUEUED, State.DEFERRED)

FORM = "application/x-www-form-urlencoded"

Leave = Callable[[str], None]


@contextmanager
def by_ledger(root: Path) -> Iterator[Leave]:
    """Leaving by a ledger that this process has open for each, as `composer lists suppress` does."""

    def leave(key: str) -> None:
        with open_books(root) as ledger:
            assert ledger.suppress(key, EVERY, "by a manager", now())

    yield leave


@contextmanager
def by_link(root: Path) -> Iterator[Leave]:
    """Leaving by one click (RFC 8058), which `composer serve` answers."""
    secret = secret_of(root)
    serving = sender.start(root, "serve", "--port", "0")
    with serving:
        assert serving.stdout is not None
        where = serving.stdout.readline().rpartition("/")[2].strip()

        def leave(key: str) -> None:
            with closing(HTTPConnection(where, timeout=30)) as asked:
                click = ("List-Unsubscribe=One-Click", {"Host": "updates.example.org", "Content-Type": FORM})
                asked.request("POST", f"/u/{secret.unsubscribe_token(key)}", *click)
                assert asked.getresponse().status == 200

        try:
            yield leave
        finally:
            serving.terminate()


def waits(root: Path, key: str) -> bool:
    """Whether by the books nothing of a person's letter has left, nor will without being claimed from now on."""
    with open_books(root) as ledger:
        found = ledger.latest(key)
    return found is not None and found[1].state in WAITING


@pytest.mark.parametrize(("way", "pipelining"), [(by_ledger, True), (by_link, False)])
def test_whoever_leaves_before_their_letter_is_claimed_gets_none_and_the_books_keep_both(tmp_path, way, pipelining):
    with oracle(tmp_path / "taken.jsonl", 9, ROUGH, pipelining=pipelining) as asked:
        root = make_workspace(tmp_path / "workspace", PEOPLE, asked.port)
        process = sender.start_sending(root, 1)
        asked.wait_for(1, process)
        keys = sorted(read_books(root).standing(*WAITING))
        left, in_time = random.Random(9).sample(keys, LEAVING), set()
        with way(root) as leave:
            for key in left:
                leave(key)
                if waits(root, key):
                    in_time.add(key)
            while_sending = process.poll() is None
        sender.ended(process)
        got = {letter.recipient for letter in asked.look()}

    books = read_books(root)
    with open_books(root) as ledger:
        kept = {suppression.key for suppression in ledger.suppressions()}
    assert while_sending
    assert kept == set(left)
    assert len(in_time) > LEAVING // 10
    assert {books.letters[key].state for key in in_time} == {State.SUPPRESSED}
    assert not {books.letters[key].address for key in in_time} & got
    assert books.standing(State.SUPPRESSED) <= set(left)
    assert sum(books.counts().values()) == PEOPLE
