"""`composer lists history` and `composer lists undo`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from composer import clock
from composer.cli.asking import agree
from composer.cli.lists.edits import edit_json, people_json, print_beside
from composer.cli.lists.people import NOT_NAMED, cell_changes, may_name, people_option, person, print_some
from composer.cli.lists.show import change_json, when_and_who
from composer.cli.show import count, heading, json_option, print_json, with_workspace
from composer.model import EMAIL
from composer.pipeline.edition import Workspace
from composer.pipeline.list_words import counts
from composer.pipeline.listing import Change, Diff, Edit, Lists, doing
from composer.problems import ComposerError, UsageError


@click.command("history")
@click.argument("network")
@click.argument("number", type=click.IntRange(min=1), required=False)
@people_option
@json_option
@with_workspace
def history_command(workspace: Workspace, network: str, number: int | None, *, people: bool, as_json: bool) -> None:
    """Show what became of a network's list: every change, the newest first; with its number, one in full.

    \b
    JSON: network, changes[{number, at, who, how, source, undoes, joins, leaves,
      changes, columns[], forgotten}]; with --people each also people{joins[],
      leaves[], changes[]}

    \b
    Examples:
      composer lists history send
      composer lists history send 14
    """
    lists = Lists.open(workspace)
    network = lists.known(network)
    changes = lists.changes(network)
    chosen = list(changes) if number is None else [_numbered(changes, number, network)]
    if as_json:
        told = [change_json(change) | ({"people": people_json(change.diff)} if people else {}) for change in chosen]
        print_json({"network": network, "changes": told})
        return
    if not chosen:
        click.echo(f"Nothing was changed on the list of {network} yet, as far as is known.")
    for change in chosen:
        print_change(change, lists)
        if (number is not None and may_name(people)) or people:
            print_diff(change.diff, everybody=people)
        elif number is not None:
            click.echo(f"       {NOT_NAMED}")


def _numbered(changes: Iterable[Change], number: int, network: str) -> Change:
    found = next((change for change in changes if change.number == number), None)
    if found is None:
        raise UsageError(f"there is no change {number} of {network}. See: composer lists history {network}")
    return found


def print_change(change: Change, lists: Lists) -> None:
    """A change in a line: `14  22 November 2026 09:30, import of members.xlsx by sam: 3 joined, 1 left`."""
    click.echo(f"{change.number:>5}  {_in_words(change, lists)}")
    if change.erased:
        who = count(change.erased, "person", "people")
        click.echo(f"       {who} of this change {'was' if change.erased == 1 else 'were'} forgotten since")


def _in_words(change: Change, lists: Lists) -> str:
    return f"{when_and_who(change, lists.zone)}: {counts(change.diff)}"


def print_diff(diff: Diff, *, everybody: bool) -> None:
    """Who joined, who left, what changed."""
    for title, rows in (("Joined", diff.joins), ("Left", diff.leaves)):
        if rows:
            heading(f"{title}: {len(rows):,}")
            print_some(rows, person, everybody=everybody)
    if diff.changes:
        heading(f"Changed: {len(diff.changes):,}")
        print_some(
            diff.changes, lambda one: f"{person({EMAIL: one[0][EMAIL]})}  {cell_changes(*one)}", everybody=everybody
        )


@click.command("undo")
@click.argument("network")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_workspace
def undo_command(workspace: Workspace, network: str, number: int | None, *, yes: bool, as_json: bool) -> None:
    """Undo a change of a network's list, the newest if none is named. What changed since stays so.

    \b
    Exit codes: 0 it is undone, 1 nothing was: all of it was changed since.

    \b
    JSON: changed, change{}, by_hand{}, kept{joins, leaves, changes}, people,
      untouched

    \b
    Examples:
      composer lists undo send
      composer lists undo send 14
    """
    lists = Lists.open(workspace)
    network = lists.known(network)
    if not yes:
        change = lists.to_undo(network, number)
        _show_what(change, lists)
        agree("Undo it")
        number = change.number  # whatever came between, that and nothing else is undone
    edit = lists.undo(network, number, doing("undo", clock.now()))
    if as_json:
        print_json(edit_json(edit) | {"untouched": len(edit.untouched)})
    else:
        _print_undone(edit, lists, network)
    if edit.change is None and edit.untouched:
        sys.exit(ComposerError.exit_code)


def _show_what(change: Change, lists: Lists) -> None:
    """What would be undone, on stderr."""
    click.echo("This would be undone:", err=True)
    click.echo(f"{change.number:>5}  {_in_words(change, lists)}", err=True)


def _print_undone(edit: Edit, lists: Lists, network: str) -> None:
    if change := edit.change:
        click.echo(f"Change {change.undoes} is undone: {counts(change.diff)} (change {change.number}).")
    elif edit.untouched:
        click.echo("Nothing was undone:")
    else:
        click.echo("There was nothing left to undo: the list is so already.")
    if edit.untouched:
        who = count(len(edit.untouched), "row was", "rows were")
        click.echo(f"  {who} left alone: changed since, or of somebody who was forgotten and stays out.")
        if may_name(False):
            print_some(edit.untouched, person, everybody=False)
        click.echo(f"  See what: composer lists history {network}")
    print_beside(edit, lists, network)
