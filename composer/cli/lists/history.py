"""`composer lists history` and `composer lists undo`."""

from __future__ import annotations

import click

from composer import clock
from composer.cli.lists.edits import counts, edit_json, print_beside
from composer.cli.lists.people import cell_changes, may_name, people_option, person, print_some
from composer.cli.lists.show import change_json, when_and_who
from composer.cli.show import count, heading, json_option, print_json, with_workspace
from composer.lists import Change, Diff, Edit
from composer.model import EMAIL
from composer.pipeline.edition import Workspace
from composer.pipeline.listing import Lists, doing
from composer.problems import UsageError


@click.command("history")
@click.argument("network")
@click.argument("number", type=click.IntRange(min=1), required=False)
@people_option
@json_option
@with_workspace
def history_command(workspace: Workspace, network: str, number: int | None, *, people: bool, as_json: bool) -> None:
    """Show what became of a network's list: every change, the newest first; with its number, one in full.

    \b
    Examples:
      composer lists history send
      composer lists history send 14
    """
    lists = Lists.open(workspace)
    network = lists.known(network)
    changes = lists.history(network)
    chosen = changes if number is None else [_numbered(changes, number, network)]
    if as_json:
        told = [change_json(change) | (_people_json(change.diff) if people else {}) for change in chosen]
        print_json({"network": network, "changes": told})
        return
    if not chosen:
        click.echo(f"Nothing was changed on the list of {network} yet, as far as is known.")
    for change in chosen:
        print_change(change, lists)
        if (number is not None and may_name(people)) or people:
            print_diff(change.diff, everybody=people)


def _numbered(changes: list[Change], number: int, network: str) -> Change:
    found = next((change for change in changes if change.number == number), None)
    if found is None:
        raise UsageError(f"there is no change {number} of {network}. See: composer lists history {network}")
    return found


def print_change(change: Change, lists: Lists) -> None:
    """A change in a line: `14  22 November 2026 09:30, import of members.xlsx by sam: 3 joined, 1 left`."""
    click.echo(f"{change.number:>5}  {when_and_who(change, lists.zone)}: {counts(change.diff)}")


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


def _people_json(diff: Diff) -> dict[str, object]:
    changes = [{"before": before, "after": after} for before, after in diff.changes]
    return {"people": {"joins": diff.joins, "leaves": diff.leaves, "changes": changes}}


@click.command("undo")
@click.argument("network")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_workspace
def undo_command(workspace: Workspace, network: str, number: int | None, *, yes: bool, as_json: bool) -> None:
    """Undo a change of a network's list, the newest if none is named. What changed since stays so.

    \b
    Examples:
      composer lists undo send
      composer lists undo send 14
    """
    lists = Lists.open(workspace)
    network = lists.known(network)
    if not yes:
        _show_what(lists, network, number)
        _confirm()
    edit = lists.undo(network, number, doing("undo", clock.now()))
    if as_json:
        print_json(edit_json(edit) | {"untouched": len(edit.untouched)})
    else:
        _print_undone(edit, network)


def _show_what(lists: Lists, network: str, number: int | None) -> None:
    """What would be undone, on stderr: the change named, else the newest that was not undone."""
    by_hand = lists.by_hand(network) if number is None else None
    if by_hand:
        click.echo(f"What was changed in an editor would be undone: {counts(by_hand)}.", err=True)
        return
    changes = lists.history(network)
    if number is not None:
        change: Change | None = _numbered(changes, number, network)
    else:
        undone = {change.undoes for change in changes}
        standing = (change for change in changes if change.undoes is None and change.number not in undone)
        change = next((change for change in standing if change.diff), None)
    if change:
        click.echo("This would be undone:", err=True)
        click.echo(f"{change.number:>5}  {when_and_who(change, lists.zone)}: {counts(change.diff)}", err=True)


def _print_undone(edit: Edit, network: str) -> None:
    if edit.change is None:
        click.echo("There was nothing left to undo.")
    else:
        change = edit.change
        click.echo(f"Change {change.undoes} is undone: {counts(change.diff)} (change {change.number}).")
    if edit.untouched:
        who = count(len(edit.untouched), "person was", "people were")
        click.echo(f"  {who} left alone, as their rows were changed since:")
        if may_name(False):
            print_some(edit.untouched, person, everybody=False)
        click.echo(f"  See what: composer lists history {network}")
    print_beside(edit)


def _confirm() -> None:
    try:
        agreed = click.confirm("Undo it", err=True)
    except click.Abort as error:
        raise UsageError("nobody answered; nothing was changed. --yes answers where there is nobody to ask") from error
    if not agreed:
        raise UsageError("nothing was changed")
