"""How the runs of an issue stand, and how a send that is under way gets on, wherever it was started.

Rule: it is read from the ledger and the log that every send keeps, so that who started a send makes no difference.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from composer.ledger import Books
from composer.model import Delivery, Run, State, reported
from composer.pipeline.books import open_letters, reading_books, recovered, sender_of
from composer.pipeline.dispatch import log_of
from composer.pipeline.edition import Workspace
from composer.pipeline.mailing import message_id_of


@dataclass(frozen=True, slots=True)
class Gait:
    """How a send gets on, by its log: letters a second lately, and what keeps it from going on.

    `trouble`: why the relay takes no letters now; `stopping`: somebody has asked it to stop; `ended`: why the last send
    of the run ended (`Why`), and `reason` what the relay said then.
    """

    rate: float = 0
    trouble: str = ""
    stopping: bool = False
    ended: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """The books of a run. `sender`: who moves its letters at this moment; empty: nobody.

    While nobody does, what a sender that died had begun counts as it will be once somebody goes on. `due`: when the
    next letter that was put off is tried again.
    """

    run: Run
    counts: Mapping[State, int]
    sender: str
    due: datetime.datetime | None
    gait: Gait

    @property
    def audience(self) -> int:
        """Everybody the run is for."""
        return sum(self.counts.values())

    @property
    def told(self) -> Mapping[str, int]:
        """Each state as people are told it, with its count; they sum to the audience."""
        return reported(self.counts)

    @property
    def open(self) -> int:
        """Letters that may still be sent without anybody's decision."""
        return open_letters(self.counts)

    @property
    def settled(self) -> int:
        """Letters of which it is known what became."""
        return self.audience - self.open

    @property
    def seconds_left(self) -> float | None:
        """About how long it takes still; None: not known."""
        return self.open / self.gait.rate if self.gait.rate and self.open else None


def balances(workspace: Workspace, number: int, now: datetime.datetime) -> tuple[Balance, ...]:
    """Of every run of an issue, the newest first; none where it was never sent. Nothing on disk changes.

    Raises:
        LedgerError: the ledger refuses.
    """
    with reading_books(workspace.root) as ledger:
        runs = ledger.runs(number) if ledger else []
        sender = sender_of(workspace.root, number) if runs else ""
        newest = runs[-1].name if runs else ""
        return tuple(
            _balance(workspace, ledger.books(run.name), sender if run.name == newest else "", now)
            for run in reversed(runs)
            if ledger
        )


def balance(workspace: Workspace, number: int, now: datetime.datetime) -> Balance | None:
    """Of the newest run. Raises as `balances` does."""
    with reading_books(workspace.root) as ledger:
        runs = ledger.runs(number) if ledger else []
        if not ledger or not runs:
            return None
        return _balance(workspace, ledger.books(runs[-1].name), sender_of(workspace.root, number), now)


def _balance(workspace: Workspace, books: Books, sender: str, now: datetime.datetime) -> Balance:
    counts = books.counts()
    gait = gait_of(workspace, books.run.name, now)
    return Balance(books.run, counts if sender else recovered(counts), sender, books.next_due(), gait)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whose letter needs a look, with the Message-ID by which a relay's log knows it."""

    address: str
    name: str
    reply: str
    message_id: str


def named(workspace: Workspace, run: str, states: tuple[State, ...], most: int) -> tuple[Named, ...]:
    """The first people whose letters of a run stand in one of these states. Raises as `balances` does."""
    with reading_books(workspace.root) as ledger:
        if ledger is None:
            return ()
        books = ledger.books(run)
        return tuple(_named(books.run, person) for person in islice(books.standing(*states), most))


def _named(run: Run, person: Delivery) -> Named:
    return Named(person.address, person.name, person.reply, message_id_of(run, person.key))


_TAIL = 1 << 16  # bytes of the log that are looked at
_LATELY = 10.0  # seconds over which letters are counted
_SETTLED = frozenset({State.ACCEPTED.value, State.REJECTED.value, State.IN_DOUBT.value, State.CANCELLED.value})


def gait_of(workspace: Workspace, run: str, now: datetime.datetime) -> Gait:
    """How the last send of a run gets on, or got."""
    trouble, ended, reason, stopping = "", "", "", False
    moments: list[datetime.datetime] = []
    for event in _events(workspace):
        if event.get("run") != run:
            continue
        what = event.get("event")
        if what in _SETTLED:
            moments.append(datetime.datetime.fromisoformat(str(event["at"])))
        if what == "ended":
            ended, reason, trouble, stopping = str(event.get("why")), str(event.get("reason")), "", False
            moments.clear()
            continue
        ended = reason = ""
        stopping = stopping or what == "stopping"
        if what in ("relay_down", "relay_up"):
            trouble = str(event.get("reason", ""))
    return Gait(_rate(moments, now), trouble, stopping, ended, reason)


def _rate(moments: list[datetime.datetime], now: datetime.datetime) -> float:
    lately = [moment for moment in moments if (now - moment).total_seconds() < _LATELY]
    seconds = (now - lately[0]).total_seconds() if lately else 0
    return len(lately) / seconds if seconds > 1 else 0


def _events(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """The last lines of the log, oldest first; what cannot be read is passed over."""
    try:
        with log_of(workspace).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:  # the first is cut, the last may be half written
            continue
        if isinstance(event, dict) and "at" in event:
            yield event
