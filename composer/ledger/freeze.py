"""Freeze a run: everything its letters are made of, in the tables and in the receipts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from composer.ledger import lines, moves, renewal
from composer.ledger.records import found_run, packed, rendering_row, run_row
from composer.ledger.replay import forgotten
from composer.ledger.rows import Row, held, row_of
from composer.ledger.seals import Value, sealed
from composer.ledger.statements import SQL, of_rows
from composer.ledger.transaction import Transaction
from composer.model import Delivery, Rendered, Run, State, Why
from composer.problems import LedgerError

_BEGINNINGS = frozenset({State.QUEUED, State.SUPPRESSED, State.REJECTED, State.CANCELLED})
_AT_ONCE = 100  # rows in one statement


def begin(
    transaction: Transaction, run: Run, renderings: Sequence[Rendered], people: Iterable[Delivery], fingerprint: str
) -> None:
    """See `interface.Ledger.begin`."""
    if transaction.connection.execute(SQL["runs.named"], (run.name,)).fetchone():
        raise LedgerError(f"Run {run.name} has been begun already. `composer send {run.issue}` goes on with it.")
    first = run_row(run, 0, 0)
    transaction.connection.execute(SQL["runs.add"], sealed(first))
    transaction.receipt(run.name, renewal.run_line(first, fingerprint))
    _keep(transaction, run.name, renderings)
    audience = _freeze(transaction, run.name, people)
    grow(transaction.connection, run.name, letters=audience)
    transaction.receipt(run.name, renewal.begun_line(audience))


def _freeze(transaction: Transaction, run: str, people: Iterable[Delivery]) -> int:
    letters = 0
    gone = forgotten(transaction.connection)
    given = (row_of(run, delivery) for delivery in people)
    rows = (_anonymous(row) if row.person in gone else row for row in given)
    while some := list(islice(rows, _AT_ONCE)):
        for row in some:
            if row.state not in _BEGINNINGS:
                raise ValueError(f"no letter begins as {row.state}")
            transaction.receipt(run, lines.frozen(row))
        values = tuple(chain.from_iterable(map(_values, some)))
        try:
            transaction.connection.execute(of_rows("letters.add", len(some)), values)
        except sqlite3.IntegrityError as fault:
            raise LedgerError(f"Run {run} cannot begin: two of its people have the same key.") from fault
        letters += len(some)
    return letters


def _anonymous(row: Row) -> Row:
    """Who is forgotten may be on a list again by somebody's hand. They are sent nothing, and not written down."""
    if row.state == State.QUEUED:
        row = row._replace(state=State.SUPPRESSED.value, reply=Why.FORGOTTEN.value)
    return row._replace(address="", name="")


def _values(row: Row) -> tuple[Value, ...]:
    return (*row[1:], held(row).checked)


def grow(connection: sqlite3.Connection, run: str, *, letters: int = 0, variants: int = 0) -> None:
    """So many letters more, and so many variants, are the run's."""
    row = found_run(connection.execute(SQL["runs.named"], (run,)).fetchone())
    row = row._replace(audience=row.audience + letters, variants=row.variants + variants)
    connection.execute(SQL["runs.grow"], (row.variants, row.audience, sealed(row)[-1], run))


def add(transaction: Transaction, run: str, people: Iterable[Delivery], renderings: Sequence[Rendered]) -> int:
    """See `interface.Books.add`."""
    _keep(transaction, run, renderings)
    gone = forgotten(transaction.connection)
    queued = 0
    for delivery in people:
        row = moves.of_person(transaction.connection, run, delivery.key)
        if row is None:
            queued += delivery.state is State.QUEUED and delivery.key not in gone
            grow(transaction.connection, run, letters=_freeze(transaction, run, [delivery]))
        elif row.state == State.SUPPRESSED and delivery.state is State.QUEUED and delivery.key not in gone:
            _welcome_back(transaction, row, delivery)
            queued += 1
    return queued


def _keep(transaction: Transaction, run: str, renderings: Sequence[Rendered]) -> None:
    """The renderings as the run's next variants."""
    there = found_run(transaction.connection.execute(SQL["runs.named"], (run,)).fetchone()).variants
    for variant, rendered in enumerate(renderings, there):
        blob = packed(rendered)
        transaction.connection.execute(SQL["renderings.put"], rendering_row(run, variant, blob))
        transaction.receipt(run, renewal.rendering_line(variant, blob))
    grow(transaction.connection, run, variants=len(renderings))


def _welcome_back(transaction: Transaction, row: Row, delivery: Delivery) -> None:
    """Somebody who had left is to get the letter after all, by the networks that they are on now."""
    given = row_of(row.run, delivery)._replace(id=row.id, state=row.state)
    moves.judge(given, State.QUEUED)
    after = moves.to(given, State.QUEUED, "")
    transaction.connection.execute(SQL["letters.replace"], (*sealed(after[1:])[2:], row.id))
    transaction.receipt(row.run, lines.frozen(after))
