"""How runs, what they say, suppressions and approvals stand in rows, and how they come back out of them: verified."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import NamedTuple

from composer.ledger.rows import moment
from composer.ledger.seals import Columns, DamagedError, Value, damaged, seal, unsealed
from composer.model import Approval, Letterhead, Part, Rendered, Run, Slot, Suppression


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
