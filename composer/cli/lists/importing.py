"""`composer lists import`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from composer import clock
from composer.cli.lists.edits import edit_json, people_json, print_beside
from composer.cli.lists.people import people_option, print_remarks, remarks_json
from composer.cli.lists.report import Report
from composer.cli.show import errors_first, exit_code, json_option, print_json, print_problems, with_workspace
from composer.pipeline.edition import UnreadableError, Workspace
from composer.pipeline.importing import Plan, apply, plan, shrinking, shrinks
from composer.pipeline.list_words import counts
from composer.pipeline.listing import Doing, Edit, Lists, doing
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
    JSON: network, file, sheet, rows, joins, leaves, changes, columns[], newer,
      applied, edit, problems[]; with --people also people{joins[], leaves[],
      changes[]}

    \b
    Examples:
      composer lists import send members.xlsx
      composer lists import send members.xlsx --apply
    """
    lists, now = Lists.open(workspace), clock.now()
    network = lists.known(network)
    by = doing("import", now, file.name)
    planned = _plan(lists, network, file, sheet, by, as_json=as_json, people=people)
    guard = "" if shrink else shrinking(planned.before, planned.diff)
    refusal = [shrinks(planned.incoming, guard)] if guard else []
    edit = apply(lists, planned, by, may_shrink=shrink) if applies and not guard else None
    if as_json:
        print_json(_json(planned, refusal, edit, people=people))
    else:
        Report(lists, planned, people).print()
    print_remarks(planned.incoming.remarks, people=people)
    print_problems([*planned.incoming.told, *refusal], people=people)
    if edit and not as_json:
        _print_done(edit, planned, lists)
    elif not (as_json or planned.changes_nothing):
        words = "Nothing was changed. If so many are meant to leave:" if guard else "Nothing was changed yet. To do it:"
        click.echo(f"\n{words}\n  {_command(network, file, sheet, shrink or bool(guard))}")
    sys.exit(exit_code(refusal))


def _plan(lists: Lists, network: str, file: Path, sheet: str, by: Doing, *, as_json: bool, people: bool) -> Plan:
    if not file.exists():
        raise UsageError(f"there is no file {file}")
    try:
        return plan(lists, network, file, sheet, by)
    except UnreadableError as error:
        if as_json:
            raise
        click.echo("Nothing was compared or changed. Mend these first:", err=True)
        print_problems(errors_first(error.problems), people=people)
        sys.exit(exit_code(error.problems))


def _command(network: str, file: Path, sheet: str, shrink: bool) -> str:
    words = ["composer", "lists", "import", network, str(file)]
    words += ["--sheet", sheet] if sheet else []
    words += ["--shrink"] if shrink else []
    return printable(shlex.join([*words, "--apply"]))


def _print_done(edit: Edit, planned: Plan, lists: Lists) -> None:
    if edit.change is None:
        return
    click.echo(f"\nDone: {counts(edit.change.diff)} (change {edit.change.number}).")
    if edit.change.diff != planned.diff:
        click.echo("  That is not just what was shown: the list was changed meanwhile, or somebody was forgotten.")
    print_beside(edit, lists, planned.network)
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
        told["people"] = people_json(diff)
    return told
