"""What receipts say from the first line to the last, so that damaged ones can be written anew from the ledger."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from composer.ledger import lines, moves, pages
from composer.ledger.receipts import SUPPRESSIONS, Extent, crc_between, line, write, write_anew
from composer.ledger.records import RunRow, found_rendering, found_run
from composer.ledger.rows import Row
from composer.ledger.seals import unsealed
from composer.ledger.statements import SQL
from composer.model import State

CLOSED = line({"closed": True})  # the last line of receipts that end where they should


def run_line(row: RunRow, fingerprint: str) -> bytes:
    """A run, and in which workspace it was begun."""
    return line({"run": row._asdict(), "workspace": fingerprint})


def rendering_line(variant: int, blob: bytes) -> bytes:
    """What one variant says."""
    return line({"rendering": variant, "parts": base64.b64encode(blob).decode()})


def begun_line(audience: int) -> bytes:
    """Everybody has been told of who is to get a letter."""
    return line({"begun": audience})


def renew(connection: sqlite3.Connection, path: Path, name: str, why: str) -> Extent:
    """Write receipts anew from the ledger, and set the old ones aside. Returns how much the new ones hold."""
    write_anew(path, _told(connection, name), why)
    return extent_of(path)


def write_out(connection: sqlite3.Connection, path: Path, name: str) -> Extent:
    """Write receipts to a file of their own. Returns how much it holds."""
    write(path, _told(connection, name))
    return extent_of(path)


def extent_of(path: Path) -> Extent:
    """How much a whole file holds."""
    return crc_between(path, Extent(0, 0), path.stat().st_size)


def _told(connection: sqlite3.Connection, name: str) -> Iterator[bytes]:
    return _suppressions(connection) if name == SUPPRESSIONS else _run(connection, name)


def _suppressions(connection: sqlite3.Connection) -> Iterator[bytes]:
    for found in connection.execute(SQL["suppressions.all"]):
        person, network, reason, at = unsealed(found, "who wants nothing more")
        yield line({"person": person, "network": network, "reason": reason, "at": at})


def _run(connection: sqlite3.Connection, name: str) -> Iterator[bytes]:
    run = found_run(connection.execute(SQL["runs.named"], (name,)).fetchone())
    [[fingerprint]] = connection.execute(SQL["workspace.all"]).fetchall()
    yield run_line(run, fingerprint)
    for found in connection.execute(SQL["renderings.of_run"], (name,)):
        yield rendering_line(*found_rendering(found))
    yield begun_line(run.audience)
    for row in pages.all_of(pages.by(connection), name):
        yield from _letter(row)
    yield CLOSED


def _letter(row: Row) -> Iterator[bytes]:
    yield lines.frozen(row._replace(state=State.QUEUED.value, reply=""))
    as_stands = State.QUEUED if row.state == State.CLAIMED else State(row.state)
    if row.state == State.CLAIMED and row.next_at:
        as_stands = State.DEFERRED
    if as_stands is not State.QUEUED or row.tries or row.reply:
        yield moves.receipt(row._replace(state=as_stands.value), datetime.fromisoformat(row.first_tried or row.date))
