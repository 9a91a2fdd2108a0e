"""The issues of a workspace, each with how it stands: a draft, approved, or sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from composer.load import IssueFileRead
from composer.pipeline.books import known_runs, reading_books
from composer.pipeline.edition import Workspace
from composer.problems import LedgerError


class Stands(StrEnum):
    """How far an issue is."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Standing:
    """An issue in a list of them; without a date it cannot be read. `subject` is its own one, where it has one."""

    number: int
    date: datetime.date | None
    subject: str
    titles: tuple[str, ...]
    stands: Stands


def standings(workspace: Workspace) -> tuple[list[Standing], str]:
    """Every issue, the newest first; and why it is not known which are approved, empty where it is."""
    reads, _ = workspace.shelf.read()
    refused = ""
    sent: set[int] = set()
    approved: set[int] = set()
    try:
        sent = set(_sent(workspace))
        approved = set(_approved(workspace))
    except LedgerError as error:
        refused = str(error)
    return [_standing(read, sent, approved) for read in reversed(reads)], refused


def _sent(workspace: Workspace) -> Iterator[int]:
    for run in known_runs(workspace.root):
        number = run.partition("-")[0]
        if number.isdecimal():
            yield int(number)


def _approved(workspace: Workspace) -> Iterator[int]:
    with reading_books(workspace.root) as ledger:
        if ledger:
            yield from (approval.issue for approval in ledger.approvals())


def _standing(read: IssueFileRead, sent: set[int], approved: set[int]) -> Standing:
    stands = Stands.SENT if read.number in sent else Stands.APPROVED if read.number in approved else Stands.DRAFT
    if read.issue is None:
        return Standing(read.number, None, "", (), stands)
    issue = read.issue
    titles = tuple(str(item.title) for item in issue.items if item.title)
    return Standing(read.number, issue.date, str(issue.subject or ""), titles, stands)
