"""Settling a run: letters in doubt are sent again or not, the rest is never sent; and how it stands."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from composer.ledger import Books
from composer.model import State
from composer.pipeline.books import reading_books
from composer.pipeline.edition import Workspace
from composer.pipeline.sending import sending_desk
from composer.problems import UsageError


@dataclass(frozen=True, slots=True)
class Settled:
    """How many letters were settled, and how the run stands now."""

    run: str
    letters: int
    counts: Mapping[State, int]


def resolve_issue(
    workspace: Workspace, number: int, to: Literal[State.QUEUED, State.CANCELLED], now: datetime.datetime
) -> Settled:
    """Settle the letters in doubt of the issue's newest run: to be sent again, or not.

    Raises:
        UsageError: the issue was never sent.
        LedgerError: it is being sent, or the ledger refuses.
    """
    with sending_desk(workspace, number, now) as desk:
        books = _begun(desk.books, number)
        letters = books.resolve(to, now)
        return Settled(books.run.name, letters, books.counts())


def cancel_issue(workspace: Workspace, number: int, now: datetime.datetime) -> Settled:
    """Send nothing more of the issue's newest run, for good. Raises as `resolve_issue` does."""
    with sending_desk(workspace, number, now) as desk:
        books = _begun(desk.books, number)
        letters = books.cancel(now, "cancelled by hand")
        return Settled(books.run.name, letters, books.counts())


def _begun(books: Books | None, number: int) -> Books:
    if books is None:
        raise UsageError(f"issue {number} was never sent; a rehearsal needs no settling")
    return books


@contextmanager
def newest_books(workspace: Workspace, number: int | None) -> Iterator[Books | None]:
    """The books of an issue's newest run, or of the newest run of all, to read in; None where there is no run."""
    with reading_books(workspace.root) as ledger:
        runs = ledger.runs(number) if ledger else []
        yield ledger.books(runs[-1].name) if ledger and runs else None
