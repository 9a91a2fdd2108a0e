"""What was done to a list, and what was noticed beside: a change by hand, an older copy saved over a newer one."""

from __future__ import annotations

from typing import Any

import click

from composer.cli.lists.numbers import in_which
from composer.cli.lists.show import change_json
from composer.pipeline.list_words import counts
from composer.pipeline.listing import Change, Diff, Edit, Lists
from composer.pipeline.newer import newer_than_copy


def edit_json(edit: Edit) -> dict[str, Any]:
    """An edit as scripts know it; nobody is named."""
    return {
        "changed": edit.change is not None,
        "change": change_json(edit.change) if edit.change else None,
        "by_hand": change_json(edit.by_hand) if edit.by_hand else None,
        "kept": _counts(edit.kept) if edit.kept else None,
        "people": len(edit.table.rows),
    }


def people_json(diff: Diff) -> dict[str, Any]:
    """Who joined, who left and what changed, for scripts that asked for people."""
    changes = [{"before": before, "after": after} for before, after in diff.changes]
    return {"joins": diff.joins, "leaves": diff.leaves, "changes": changes}


def _counts(diff: Diff) -> dict[str, int]:
    return {"joins": len(diff.joins), "leaves": len(diff.leaves), "changes": len(diff.changes)}


def print_beside(edit: Edit, lists: Lists, network: str) -> None:
    """Tell what was noticed beside."""
    if edit.by_hand:
        by_hand = edit.by_hand
        click.echo(
            f"  The list had been changed in an editor, which is change {by_hand.number}: {counts(by_hand.diff)}."
        )
    if edit.by_hand and not edit.kept:
        _print_taken_back(edit.by_hand, lists, network)
    if edit.kept:
        click.echo(f"  Somebody had saved an older copy of the list; what it lacked was kept: {counts(edit.kept)}.")


def _print_taken_back(by_hand: Change, lists: Lists, network: str) -> None:
    """That a copy may have been older than what the save took back, too old to be put back unasked."""
    newer = newer_than_copy(lists, network, by_hand.diff, by_hand.doing.at, by_hand.number)
    told = ((len(newer.leaves), "added"), (len(newer.joins), "removed"), (len(newer.changes), "changed"))
    said = " and ".join(f"{number:,} {how}" for number, how in told if number)
    if said:
        click.echo(f"  It took back what was done only recently: {said} ({in_which(newer.all_changes)}).")
        click.echo(f"  If that was an older copy, put it back: composer lists undo {network} {by_hand.number}")
