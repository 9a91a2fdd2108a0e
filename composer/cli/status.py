"""`composer status`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from composer.cli.show import json_option, number_argument, print_json, with_workspace
from composer.model import State
from composer.pipeline.edition import Workspace
from composer.problems import UsageError

if TYPE_CHECKING:
    from composer.ledger import Books


@click.command("status")
@number_argument
@click.option("--people", is_flag=True, help="In JSON, name everybody and how they stand.")
@json_option
@with_workspace
def command(workspace: Workspace, number: int | None, *, people: bool, as_json: bool) -> None:
    """Show the books of a run: every state and its count, who is in doubt, what to do next.

    Without a number, the newest run. Where an issue was only rehearsed, the rehearsal.

    \b
    Examples:
      composer status 391
      composer status 391 --json --people
    """
    from composer.cli.rehearsing import report_rehearsal
    from composer.pipeline.books import sender_of
    from composer.pipeline.rehearsal import rehearsal_of_issue
    from composer.pipeline.settling import newest_books

    with newest_books(workspace, number) as books:
        if books:
            _show(books, sender_of(workspace.root, books[0].run.issue), people=people, as_json=as_json)
            return
    rehearsal = rehearsal_of_issue(workspace.root, number) if number else None
    if rehearsal is None:
        raise UsageError(
            f"issue {number} was not sent yet. Send it with: composer send {number}" if number else _NOTHING
        )
    report_rehearsal(rehearsal, "Rehearsed", as_json=as_json)


def _show(books: Sequence[Books], sender: str, *, people: bool, as_json: bool) -> None:
    """The newest run's books, and in a line each those of the ones it corrected."""
    from composer.cli.balance import counts_json, hint, next_step, people_json, print_counts, print_people

    newest, *earlier = books
    run, counts = newest.run, newest.counts()
    if as_json:
        told = counts_json(run.name, run.issue, counts)
        print_json(told | {"people": people_json(newest)} if people else told)
        return
    began = run.began.astimezone(ZoneInfo(run.letterhead.timezone))
    click.secho(f"Run {run.name}, begun {began:%d %B %Y %H:%M}", bold=True)
    print_counts(counts)
    for each in earlier:
        sent = each.counts()
        click.echo(f"Before it run {each.run.name}: {sent[State.ACCEPTED]:,} accepted of {sum(sent.values()):,}")
    for state, heading in _TOLD.items():
        print_people(newest, counts, state, heading)
    if sender:
        click.echo(f"It is being sent now, by {sender}")
        return
    for words in filter(None, (hint(newest, counts), next_step(newest, counts))):
        click.echo(words)


_NOTHING = "nothing was sent yet. Send an issue with: composer send N"

_TOLD = {
    State.DEFERRED: "Put off by the relay",
    State.REJECTED: "Rejected",
    State.IN_DOUBT: "In doubt",
}
