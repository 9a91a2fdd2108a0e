"""One run as its receipts tell it, line by line, put into a ledger that is being made again.

Rule: where a line is lost, or may be, whoever seems to be waiting is in doubt: that line may have said that the letter
had left.
"""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from composer.ledger import moves
from composer.ledger.receipts import Entry, Found, entries
from composer.ledger.records import RunRow, found_run, packed, rendering_row
from composer.ledger.seals import sealed
from composer.ledger.statements import SQL
from composer.model import Rendered, State

Addresses = Mapping[str, tuple[str, str]]  # address and name, by the person's key

_STOPPED = "the ledger was lost before the answer was written down"
_GONE = "no longer on any list"
_MAY_BE_SENT = (State.QUEUED, State.DEFERRED, State.IN_DOUBT)
_LOST_TEXT = "what it said is lost with its receipts"


def run_told(entry: Entry) -> RunRow:
    """The run that the first line of its receipts tells of."""
    told: Any = entry["run"]
    return RunRow(**told)


def beginning(path: Path) -> Entry | None:
    """The first line of a run's receipts, which tells of the run; None where it cannot be read."""
    first = next(entries(path), Found(None, 0)).entry
    return first if first is not None and "run" in first else None


def run_in(path: Path) -> RunRow | None:
    """The run that receipts tell of; None where their first line cannot be read."""
    first = beginning(path)
    return None if first is None else run_told(first)


class RunReceipts:
    """Takes a run's receipts in their order; `remarks` is what a human should know then."""

    def __init__(
        self, connection: sqlite3.Connection, name: str, addresses: Addresses, frozen: Container[str] = ()
    ) -> None:
        """`addresses` are those on today's lists, but for the people whose keys are `frozen`: as the run began."""
        self._connection = connection
        self._name = name
        self._addresses = addresses
        self._frozen = frozen
        self._lost = 0
        self._end = 0
        self._is_closed = False
        self._began = ""
        self._variants = 0
        self.remarks: list[str] = []

    def take(self, entry: Entry | None, end: int) -> None:
        """One line, None where it cannot be read; it ends there."""
        self._end, self._is_closed = end, False
        if entry is None:
            self._lost += 1
        elif "run" in entry:
            row = run_told(entry)
            self._began = row.began
            self._connection.execute(SQL["runs.add"], sealed(row))
        elif "rendering" in entry:
            blob = base64.b64decode(str(entry["parts"]))
            self._rendering(int(str(entry["rendering"])), blob)
        elif "to" in entry:
            self._move(entry)
        elif "person" in entry:
            self._person(entry)
        else:
            self._is_closed = "closed" in entry

    def also(self, entry: Entry | None) -> None:
        """One line of other receipts of the same run: it adds people, and what became of them."""
        if entry is None:
            self._lost += 1
        elif "rendering" in entry:
            if int(str(entry["rendering"])) >= self._variants:
                self.take(entry, self._end)
        elif "to" in entry:
            self._move(entry)
        elif "person" in entry and self._is_news(entry):
            self._person(entry)

    def _is_news(self, entry: Entry) -> bool:
        """Whether somebody was added, or had left and was to get the letter after all."""
        row = moves.of_person(self._connection, self._name, str(entry["person"]))
        return row is None or row.state == State.SUPPRESSED

    def _rendering(self, variant: int, blob: bytes) -> None:
        self._connection.execute(SQL["renderings.put"], rendering_row(self._name, variant, blob))
        self._variants = max(self._variants, variant + 1)

    def _person(self, entry: Entry) -> None:
        row = moves.person_told(self._name, entry, *self._addresses.get(str(entry["person"]), ("", "")))
        self._variants = max(self._variants, row.variant + 1)
        there = moves.of_person(self._connection, self._name, row.person)
        if there is None:
            self._connection.execute(SQL["letters.add"], sealed(row[1:]))
        else:
            self._connection.execute(SQL["letters.replace"], (*sealed(row[1:])[2:], there.id))

    def _move(self, entry: Entry) -> None:
        row = moves.of_person(self._connection, self._name, str(entry["person"]))
        if row is None:  # the line that told of the person is lost
            self._unknown(entry)
        else:
            moves.change(self._connection, row, moves.as_told(row, entry))

    def _unknown(self, entry: Entry) -> None:
        """Somebody of whom only a move is known. Without an address, no letter of the wrong variant can go to them."""
        person = {"person": entry["person"], "variant": 0, "networks": [], "date": self._began, "state": State.QUEUED}
        row = moves.as_told(moves.person_told(self._name, person, "", ""), entry)
        self._connection.execute(SQL["letters.add"], sealed(row[1:]))

    def finish(self, size: int, *, may_have_gone_on: bool = False) -> None:
        """All lines are taken; the file is that long. More may have been sent than it tells, if it is said so."""
        if self._lost or self._end < size or not self._is_closed or may_have_gone_on:
            self._doubt()
        for row in moves.standing(self._connection, self._name, State.HANDED_OVER):
            moves.change(self._connection, row, row._replace(state=State.IN_DOUBT.value, reply=_STOPPED))
        self._cancel_where_no_address()
        self._make_up_for_renderings()
        self._count()
        self._tell_of_spellings()

    def _doubt(self) -> None:
        moves.doubt_all(self._connection, self._name)
        doubted = sum(1 for _ in moves.standing(self._connection, self._name, State.IN_DOUBT))
        self.remarks.append(
            f"The receipts of run {self._name} may not be complete: {doubted} people are in doubt. `composer status` "
            "names them."
        )

    def _cancel_where_no_address(self) -> None:
        for state in (State.QUEUED, State.DEFERRED):
            for row in moves.standing(self._connection, self._name, state):
                if not row.address:
                    moves.change(self._connection, row, moves.to(row, State.CANCELLED, _GONE))

    def _make_up_for_renderings(self) -> None:
        """A letter of which nothing is known but to whom it goes cannot be sent."""
        there = {variant for _, variant, *_ in self._connection.execute(SQL["renderings.of_run"], (self._name,))}
        lost = set(range(self._variants)) - there
        for variant in lost:
            self._rendering(variant, packed(Rendered(())))
        for state in _MAY_BE_SENT:
            for row in moves.standing(self._connection, self._name, state) if lost else ():
                if row.variant in lost:
                    moves.change(self._connection, row, moves.to(row, State.CANCELLED, _LOST_TEXT))

    def _tell_of_spellings(self) -> None:
        """What a letter is addressed to is frozen when a run begins, and stands in no receipt."""
        waiting = (row for state in _MAY_BE_SENT for row in moves.standing(self._connection, self._name, state))
        if letters := sum(bool(row.address) and row.person not in self._frozen for row in waiting):
            self.remarks.append(
                f"In run {self._name}, {letters} letters that may still be sent go to names and addresses as today's "
                "lists spell them. Where a list was changed since the run began, such a letter, sent again, is not "
                "the same to the byte."
            )

    def _row(self) -> RunRow:
        return found_run(self._connection.execute(SQL["runs.named"], (self._name,)).fetchone())

    def _count(self) -> None:
        [[letters]] = self._connection.execute(SQL["letters.sum"], (self._name,)).fetchall()
        row = self._row()._replace(audience=letters, variants=self._variants)
        self._connection.execute(SQL["runs.grow"], (row.variants, row.audience, sealed(row)[-1], self._name))
