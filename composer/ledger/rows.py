"""How the model's values stand in rows, and how they come back out of them: verified.

Rule: times are ISO 8601; one that is only compared stands in UTC, one that is printed in its own zone.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from composer.ledger.seals import Columns, DamagedError, Value, damaged, seal, unsealed
from composer.model import Approval, Delivery, Letterhead, Part, Rendered, Run, Slot, State, Suppression


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


def letter_row(found: Columns) -> Row:
    """A row of `letters` as found with its check value, which is verified.

    Raises:
        DamagedError: it is not what was written.
    """
    row = Row._make(found[:-1])
    if seal(row[1:]) != found[-1]:
        raise DamagedError(damaged(f"the row of {row.person} in run {row.run}"))
    return row


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


@lru_cache(maxsize=1024)
def _networks(networks: tuple[str, ...]) -> str:
    return json.dumps(networks)


@lru_cache(maxsize=1024)
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
        id=0,
        run=run,
        person=delivery.key,
        address=delivery.address,
        name=delivery.name,
        networks=_networks(delivery.networks),
        variant=delivery.variant,
        date=stamp(delivery.date, delivery.date.utcoffset()),  # equal times may have different offsets
        state=str(delivery.state),
        tries=delivery.tries,
        first_tried=None if delivery.first_tried is None else moment(delivery.first_tried),
        next_at=None if delivery.next_at is None else moment(delivery.next_at),
        reply=delivery.reply,
    )


def delivery_of(row: Row) -> Delivery:
    """The letter a row tells of."""
    return Delivery(
        key=row.person,
        address=row.address,
        name=row.name,
        networks=network_ids(row.networks),
        variant=row.variant,
        date=_time(row.date),
        state=State(row.state),
        tries=row.tries,
        first_tried=_time(row.first_tried) if row.first_tried else None,
        next_at=_time(row.next_at) if row.next_at else None,
        reply=row.reply,
    )


class RunRow(NamedTuple):
    """One row of the table `runs`, in its columns' order, without `checked`."""

    run: str
    issue: int
    revision: int
    content: str
    letterhead: str
    return_path: str | None
    relay: str
    began: str
    variants: int
    audience: int


def run_row(run: Run, variants: int, audience: int) -> RunRow:
    """The row of a run."""
    head = run.letterhead
    letterhead = {field.name: getattr(head, field.name) for field in fields(head)} | {"networks": dict(head.networks)}
    return RunRow(
        run.name,
        run.issue,
        run.revision,
        run.content,
        json.dumps(letterhead),
        run.return_path,
        run.relay,
        run.began.isoformat(),
        variants,
        audience,
    )


def found_run(found: Columns) -> RunRow:
    """A row of `runs` as found with its check value, which is verified.

    Raises:
        DamagedError: it is not what was written.
    """
    return RunRow._make(unsealed(found, f"run {found[0]}"))


def run_of(row: RunRow) -> Run:
    """The run a row tells of."""
    return Run(
        issue=row.issue,
        revision=row.revision,
        content=row.content,
        letterhead=Letterhead(**json.loads(row.letterhead)),
        return_path=row.return_path,
        relay=row.relay,
        began=datetime.fromisoformat(row.began),
    )


def packed(rendered: Rendered) -> bytes:
    """A rendering as the ledger and the receipts keep it."""
    parts = [[base64.b64encode(part.fixed).decode(), part.name, part.slot.value] for part in rendered.parts]
    return zlib.compress(json.dumps(parts).encode())


def rendering_row(run: str, variant: int, blob: bytes) -> tuple[str, int, bytes, int]:
    """The row of a packed rendering."""
    return run, variant, blob, seal((run, variant, zlib.crc32(blob)))


def found_rendering(found: Columns) -> tuple[int, bytes]:
    """The variant and the packed rendering of a row as found, whose check value is verified.

    Raises:
        DamagedError: it is not what was written.
    """
    run, variant, blob, checked = found
    if rendering_row(run, variant, blob)[-1] != checked:
        raise DamagedError(damaged(f"what run {run} says"))
    return variant, blob


def unpacked(blob: bytes) -> Rendered:
    """The rendering that was packed."""
    parts = json.loads(zlib.decompress(blob))
    return Rendered(tuple(Part(base64.b64decode(fixed), name, Slot(slot)) for fixed, name, slot in parts))


def suppression_of(found: Columns) -> Suppression:
    """A row of `suppressions` as found with its check value, which is verified.

    Raises:
        DamagedError: it is not what was written.
    """
    key, network, reason, at = unsealed(found, f"who wants nothing more: {found[0]}")
    return Suppression(key, network, reason, datetime.fromisoformat(at))


def approval_row(approval: Approval) -> tuple[Value, ...]:
    """The row of an approval, without its check value."""
    people: Mapping[str, str] = dict(approval.people)
    return (
        approval.issue,
        approval.subject,
        approval.html,
        approval.text,
        json.dumps(people),
        approval.by,
        moment(approval.at),
    )


def approval_of(found: Columns) -> Approval:
    """A row of `approvals` as found with its check value, which is verified.

    Raises:
        DamagedError: it is not what was written.
    """
    values = unsealed(found, f"the approval of issue {found[0]}")
    issue, subject, html, text, people, by, at = values
    return Approval(issue, subject, html, text, json.loads(people), by, datetime.fromisoformat(at))
