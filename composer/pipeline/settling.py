"""Settling a run: holding it while a person decides what becomes of its letters; and how runs stand."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from composer.ledger import Books
from composer.pipeline.books import reading_books
from composer.pipeline.edition import Addressed, Workspace
from composer.pipeline.sending import hold_issue
from composer.pipeline.today import today_for
from composer.problems import UsageError


@contextmanager
def held_books(workspace: Workspace, number: int, now: datetime.datetime) -> Iterator[Books]:
    """The books of the issue's newest run, to settle its letters in; nobody sends it meanwhile.

    Raises:
        UsageError: the issue was never sent.
        LedgerError: it is being sent, or the ledger refuses.
    """
    with hold_issue(workspace, number, now) as held:
        if held.books is None:
            raise UsageError(f"issue {number} was never sent, so there is nothing to settle")
        yield held.books


def day_of_sending(addressed: Addressed, now: datetime.datetime) -> datetime.date:
    """The day on which people get an issue: that on which its newest run began, or, where it has none, today."""
    composed = addressed.composed
    with newest_books(composed.workspace, composed.issue.number) as books:
        return today_for(addressed, books[0].run.began if books else now)


@contextmanager
def newest_books(workspace: Workspace, number: int | None) -> Iterator[list[Books]]:
    """The books of all runs of an issue, or of that of the newest run, to read in; the newest first."""
    with reading_books(workspace.root) as ledger:
        runs = ledger.runs(number) if ledger else []
        wanted = [run for run in reversed(runs) if run.issue == runs[-1].issue]
        yield [ledger.books(run.name) for run in wanted] if ledger else []
