"""How letters stand in rows, and how they come back out of them: verified.

Rule: times are ISO 8601; one that is only compared stands in UTC, one that is printed in its own zone.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from composer.ledger.seals import Columns, DamagedError, damaged
from composer.model import Delivery, State

NETWORKS = 4096  # sets of networks that people are on, in memory
_STATES = {state.value: state for state in State}


class Row(NamedTuple):
    """One row of the table `letters`, in its columns' order, without `checked`."""

    id: int
    run: str
    person: str
    address: str
    name: str
    networks: str
    variant: int
    date: str
    state: str
    tries: int
    first_tried: str | None
    next_at: str | None
    reply: str


_COLUMNS = len(Row._fields)


class Held(NamedTuple):
    """A row of `letters` with its check value, and the CRC-32 of what no move changes, from which that one goes on."""

    row: Row
    fixed: int
    checked: int


def held(row: Row) -> Held:
    """A row with its check value, which is that of `seals.seal`."""
    fixed = zlib.crc32(
        f"{row.run}\x1f{row.person}\x1f{row.address}\x1f{row.name}\x1f{row.networks}\x1f{row.variant}\x1f{row.date}\x1f".encode()
    )
    return moved(row, fixed)


def moved(row: Row, fixed: int) -> Held:
    """A row of which nothing has changed that goes into `fixed`."""
    _, _, _, _, _, _, _, _, state, tries, first_tried, next_at, reply = row
    moves = f"{state}\x1f{tries}\x1f{first_tried}\x1f{next_at}\x1f{reply}"
    return Held(row, fixed, zlib.crc32(moves.encode(), fixed))


def held_row(found: Columns) -> Held:
    """A row of `letters` as found with its check value, which is verified. What follows that is for whoever asked.

    Raises:
        DamagedError: it is not what was written.
    """
    letter = held(row := Row._make(found[:_COLUMNS]))
    if letter.checked != found[_COLUMNS]:
        raise DamagedError(damaged(f"the row of {row.person} in run {row.run}"))
    return letter


def letter_row(found: Columns) -> Row:
    """The same, without its check value."""
    return held_row(found).row


@lru_cache(maxsize=64)
def moment(time: datetime) -> str:
    """A time as the ledger compares it: ISO 8601 in UTC.

    Raises:
        ValueError: it does not know its zone.
    """
    if time.tzinfo is None:
        raise ValueError("a time without a zone cannot be compared with others")
    return time.astimezone(UTC).isoformat()


@lru_cache(maxsize=4)
def stamp(time: datetime, offset: object) -> str:
    """A time as it is printed: its own offset is part of it, since a letter sent again is the same to the byte."""
    return time.isoformat()


@lru_cache(maxsize=NETWORKS)
def _networks(networks: tuple[str, ...]) -> str:
    return json.dumps(networks)


@lru_cache(maxsize=NETWORKS)
def network_ids(networks: str) -> tuple[str, ...]:
    """The networks of a letter's row."""
    return tuple(json.loads(networks))


@lru_cache(maxsize=64)
def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def row_of(run: str, delivery: Delivery) -> Row:
    """The row a letter is frozen as; its id is not known yet.

    Raises:
        ValueError: a time of it does not know its zone.
    """
    if delivery.date.tzinfo is None:
        raise ValueError("a letter's date needs its zone")
    return Row(
        0,
        run,
        delivery.key,
        delivery.address,
        delivery.name,
        _networks(delivery.networks),
        delivery.variant,
        stamp(delivery.date, delivery.date.utcoffset()),  # equal times may have different offsets
        str(delivery.state),
        delivery.tries,
        None if delivery.first_tried is None else moment(delivery.first_tried),
        None if delivery.next_at is None else moment(delivery.next_at),
        delivery.reply,
    )


def delivery_of(row: Row) -> Delivery:
    """The letter a row tells of."""
    _, _, person, address, name, networks, variant, date, state, tries, first_tried, next_at, reply = row
    return Delivery(
        person,
        address,
        name,
        network_ids(networks),
        variant,
        _time(date),
        _STATES[state],
        tries,
        _time(first_tried) if first_tried else None,
        _time(next_at) if next_at else None,
        reply,
    )
