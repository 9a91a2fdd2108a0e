"""Who leaves does not wait for who reads, and a letter whose text is lost is told as one that cannot be shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from composer.ledger.books import SqliteBooks
from composer.model import EVERY, Outcome, Rendered, State
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import ONE_CLICK
from composer.pipeline.public import Public
from tests.web.public.site import NOW, Site, delivery, run_of

PATIENCE = 30  # seconds for what is waited for


def test_nobody_who_leaves_waits_until_a_run_has_been_looked_through(
    own: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, go_on = Event(), Event()
    look_through = SqliteBooks.verify

    def slowly(books: SqliteBooks) -> None:
        looking.set()
        assert go_on.wait(PATIENCE)
        look_through(books)

    monkeypatch.setattr(SqliteBooks, "verify", slowly)
    reader = own.somebody()
    token = own.secret.web_token(reader.key, 391)
    with Public(Workspace.open(own.root)) as public, ThreadPoolExecutor(2) as pool:
        try:
            asked = pool.submit(public.web_version, token, None)
            assert looking.wait(PATIENCE)

            standing = pool.submit(public.leave, reader.key, EVERY, ONE_CLICK, NOW).result(PATIENCE)

            assert standing is not None
            assert standing.gets_nothing
            assert not asked.done()
        finally:
            go_on.set()
        assert asked.result(PATIENCE) is not None


def test_a_letter_whose_text_was_lost_with_its_receipts_cannot_be_shown(own: Site) -> None:
    """As `composer rebuild` leaves its run: with nothing in the place of the text."""
    reader = own.somebody()
    with own.ledger() as ledger:
        books = ledger.begin(run_of(392), [Rendered(())], [delivery(reader.key, reader.address, ["dcs"])])
        books.claim(1, NOW).result()
        books.hand_over(reader.key, NOW).result()
        books.settle(Outcome(reader.key, State.ACCEPTED, "250"), NOW).result()
    own.start()

    answer = own.ask(f"/w/{own.secret.web_token(reader.key, 392)}")

    assert (answer.status, answer.heading) == (404, "This update cannot be shown")
