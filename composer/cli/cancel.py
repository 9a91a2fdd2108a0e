"""`composer cancel`."""

from __future__ import annotations

import click

from composer import clock
from composer.cli.asking import confirm
from composer.cli.show import count, json_option, needed_number_argument, with_workspace
from composer.pipeline.edition import Workspace


@click.command("cancel")
@needed_number_argument
@click.option("--yes", is_flag=True, help="Answer every question with yes.")
@json_option
@with_workspace
def command(workspace: Workspace, number: int, *, yes: bool, as_json: bool) -> None:
    """Stop a run for good: letters that were not sent yet never are.

    To stop a send and go on later, press Ctrl-C instead.

    \b
    Examples:
      composer cancel 391
    """
    from composer.cli.balance import print_settled
    from composer.model import State
    from composer.pipeline.books import open_letters
    from composer.pipeline.settling import held_books

    with held_books(workspace, number, clock.now()) as books:
        if not yes:
            counts = books.counts()
            click.echo(
                f"{count(counts[State.ACCEPTED], 'person has', 'people have')} run {books.run.name}; ",
                err=True,
                nl=False,
            )
            click.echo(f"{count(open_letters(counts), 'letter')} not yet sent would never be.", err=True)
            confirm(number, "to send nothing more of it, ever")
        letters = books.cancel(clock.now(), "cancelled by hand")
        print_settled(books, f"{count(letters, 'letter')} cancelled", as_json=as_json)
