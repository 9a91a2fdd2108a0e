"""`composer lists import`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from composer import clock
from composer.cli.lists.edits import counts, edit_json, print_beside
from composer.cli.lists.people import (
    cell_changes,
    may_name,
    people_option,
    person,
    print_remarks,
    print_some,
    remarks_json,
)
from composer.cli.lists.show import when_and_who
from composer.cli.show import count, exit_code, heading, json_option, print_json, print_problems, with_workspace
from composer.lists import Doing, Edit, Row
from composer.mailbox import canonical
from composer.model import EMAIL
from composer.pipeline.edition import UnreadableError, Workspace
from composer.pipeline.importing import Plan, apply, plan, shrinking, shrinks
from composer.pipeline.listing import Lists, doing
from composer.problems import Problem, UsageError, printable


@click.command("import")
@click.argument("network")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--sheet", metavar="NAME", default="", help="Which sheet of the file, if it has several.")
@click.option("--apply", "applies", is_flag=True, help="Do it. Without this, it is only shown.")
@click.option("--shrink", is_flag=True, help="Many are meant to leave the list.")
@people_option
@json_option
@with_workspace
def import_command(
    workspace: Workspace,
    network: str,
    file: Path,
    *,
    sheet: str,
    applies: bool,
    shrink: bool,
    people: bool,
    as_json: bool,
) -> None:
    """Have a spreadsheet take the place of a network's list: CSV, TSV, XLSX, XLS or ODS.

    First it shows what would change: who joins, who leaves, whose details change, what may be mistyped, and who has
    left and stays out whatever the file says. Nothing changes before you add --apply.

    \b
    Examples:
      composer lists import send members.xlsx
      composer lists import send members.xlsx --apply
    """
    lists, now = Lists.open(workspace), clock.now()
    network = lists.known(network)
    by = doing("import", now, file.name)
    planned = _plan(lists, network, file, sheet, by, as_json=as_json)
    guard = "" if shrink else shrinking(planned.before, planned.diff)
    refusal = [shrinks(planned.incoming, guard)] if guard else []
    edit = apply(lists, planned, by, may_shrink=shrink) if applies and not guard else None
    if as_json:
        print_json(_json(planned, refusal, edit, people=people))
    else:
        _Report(lists, planned, people).print()
    print_remarks(planned.incoming.remarks, people=people)
    print_problems([*planned.incoming.told, *refusal])
    if edit and not as_json:
        _print_done(edit, planned)
    elif not (guard or as_json or planned.changes_nothing):
        click.echo(f"\nNothing was changed yet. To do it:\n  {_command(network, file, sheet, shrink)}")
    sys.exit(exit_code(refusal))


def _plan(lists: Lists, network: str, file: Path, sheet: str, by: Doing, *, as_json: bool) -> Plan:
    if not file.exists():
        raise UsageError(f"there is no file {file}")
    try:
        return plan(lists, network, file, sheet, by)
    except UnreadableError:
        if not as_json:
            click.echo("Nothing was compared or changed. Mend these first:", err=True)
        raise


def _command(network: str, file: Path, sheet: str, shrink: bool) -> str:
    words = ["composer", "lists", "import", network, str(file)]
    words += ["--sheet", sheet] if sheet else []
    words += ["--shrink"] if shrink else []
    return printable(shlex.join([*words, "--apply"]))


class _Report:
    """What a spreadsheet would make of a list, in words: names on a terminal, counts anywhere."""

    def __init__(self, lists: Lists, planned: Plan, people: bool) -> None:
        self._lists = lists
        self._plan = planned
        self._people = people

    def print(self) -> None:
        """All of it."""
        incoming, diff = self._plan.incoming, self._plan.diff
        of = f"Sheet {incoming.name} of {incoming.file}" if incoming.name else incoming.file
        rows = count(len(incoming.sheet.table.rows), "row")
        name = self._lists.networks[self._plan.network].name
        people = count(len(self._plan.before.rows), "person", "people")
        click.echo(printable(f"{of} has {rows}; the list of {name} has {people}."))
        changes = [one for one in diff.changes if one[0][EMAIL] == one[1][EMAIL]]
        spelt = [one for one in diff.changes if one[0][EMAIL] != one[1][EMAIL]]
        self._section("Join", diff.joins, person)
        self._section("Leave", diff.leaves, self._leaver)
        self._newer()
        self._section("Change", changes, lambda one: f"{person({EMAIL: one[0][EMAIL]})}  {cell_changes(*one)}")
        self._section("Spelt otherwise", spelt, lambda one: cell_changes(*one))
        if diff.columns:
            heading("New columns")
            click.echo(printable(f"  {', '.join(diff.columns)}"))
        if self._plan.changes_nothing:
            click.echo("The list is so already: nothing to change.")

    def _section(self, title: str, told: Sequence[Any], words: Any) -> None:
        if told:
            heading(f"{title}: {len(told):,}")
            if may_name(self._people):
                print_some(told, words, everybody=self._people)

    def _leaver(self, row: Row) -> str:
        change = self._plan.newer.get(canonical(row[EMAIL]))
        if change is None:
            return person(row)
        return f"{person(row)} – added on {when_and_who(change, self._lists.zone)} (change {change.number})"

    def _newer(self) -> None:
        """That the spreadsheet may be older than somebody else's work."""
        if newer := self._plan.newer:
            numbers = ", ".join(map(str, sorted({change.number for change in newer.values()})))
            who = count(len(newer), "person here was", "people here were")
            click.echo(f"  {who} added only recently (change {numbers}): is the file older than that?")


def _print_done(edit: Edit, planned: Plan) -> None:
    if edit.change is None:
        return
    click.echo(f"\nDone: {counts(edit.change.diff)} (change {edit.change.number}).")
    if edit.change.diff != planned.diff:
        click.echo("  Somebody changed the list meanwhile; that is in it too.")
    print_beside(edit)
    click.echo(f"To undo it: composer lists undo {planned.network} {edit.change.number}")


def _json(planned: Plan, refusal: list[Problem], edit: Edit | None, *, people: bool) -> dict[str, Any]:
    incoming, diff = planned.incoming, planned.diff
    told: dict[str, Any] = {
        "network": planned.network,
        "file": incoming.file,
        "sheet": incoming.name or None,
        "rows": len(incoming.sheet.table.rows),
        "joins": len(diff.joins),
        "leaves": len(diff.leaves),
        "changes": len(diff.changes),
        "columns": list(diff.columns),
        "newer": len(planned.newer),
        "applied": edit is not None,
        "edit": edit_json(edit) if edit else None,
        "problems": remarks_json([*incoming.told, *refusal], incoming.remarks, people=people),
    }
    if people:
        changes = [{"before": before, "after": after} for before, after in diff.changes]
        told["people"] = {"joins": diff.joins, "leaves": diff.leaves, "changes": changes}
    return told
