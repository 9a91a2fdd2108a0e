"""`composer status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from composer.cli.show import json_option, number_argument, print_json, with_workspace
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
    from composer.pipeline.rehearsal import rehearsal_of_issue
    from composer.pipeline.settling import newest_books

    with newest_books(workspace, number) as books:
        if books:
            _show(books, people=people, as_json=as_json)
            return
    rehearsal = rehearsal_of_issue(workspace.root, number) if number else None
    if rehearsal is None:
        what = (
            f"issue {number} was not sent yet. Send it with: composer send {number}"
            if number
            else "nothing was sent yet"
        )
        raise UsageError(what)
    report_rehearsal(rehearsal, as_json=as_json)


def _show(books: Books, *, people: bool, as_json: bool) -> None:
    from composer.cli.balance import counts_json, next_step, people_json, print_counts, print_people
    from composer.model import State

    run, counts = books.run, books.counts()
    if as_json:
        told = counts_json(run.name, run.issue, counts)
        print_json(told | {"people": people_json(books.standing())} if people else told)
        return
    click.secho(f"Run {run.name}, begun {run.began:%d %B %Y %H:%M} UTC, by {run.relay}", bold=True)
    print_counts(counts)
    for state, heading in (
        (State.DEFERRED, "Put off by the relay"),
        (State.REJECTED, "Rejected"),
        (State.IN_DOUBT, "In doubt"),
        (State.CANCELLED, "Cancelled"),
    ):
        print_people(books, state, heading)
    if step := next_step(run.issue, counts):
        click.echo(step)
