"""What was done to a list, and what was noticed beside: a change by hand, an older copy saved over a newer one."""

from __future__ import annotations

from typing import Any

import click

from composer.cli.lists.show import change_json
from composer.lists import Diff, Edit


def edit_json(edit: Edit) -> dict[str, Any]:
    """An edit as scripts know it; nobody is named."""
    return {
        "changed": edit.change is not None,
        "change": change_json(edit.change) if edit.change else None,
        "by_hand": change_json(edit.by_hand) if edit.by_hand else None,
        "kept": _counts(edit.kept) if edit.kept else None,
        "people": len(edit.table.rows),
    }


def _counts(diff: Diff) -> dict[str, int]:
    return {"joins": len(diff.joins), "leaves": len(diff.leaves), "changes": len(diff.changes)}


def counts(diff: Diff) -> str:
    """`3 joined, 1 left, 2 changed`."""
    told = ((len(diff.joins), "joined"), (len(diff.leaves), "left"), (len(diff.changes), "changed"))
    said = [f"{number:,} {what}" for number, what in told if number]
    if diff.columns:
        said.append(f"{len(diff.columns):,} new column{'' if len(diff.columns) == 1 else 's'}")
    return ", ".join(said) or "nothing changed"


def print_beside(edit: Edit) -> None:
    """Tell what was noticed beside."""
    if edit.by_hand:
        by_hand = edit.by_hand
        click.echo(
            f"  The list had been changed in an editor, which is change {by_hand.number}: {counts(by_hand.diff)}."
        )
    if edit.kept:
        click.echo(f"  Somebody had saved an older copy of the list; what it lacked was kept: {counts(edit.kept)}.")
