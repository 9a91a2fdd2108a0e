"""`composer resolve`."""

from __future__ import annotations

import click

from composer import clock
from composer.cli.show import count, json_option, needed_number_argument, print_json, with_workspace
from composer.pipeline.edition import Workspace


@click.command("resolve")
@needed_number_argument
@click.option(
    "--in-doubt",
    "what",
    type=click.Choice(["resend", "skip"]),
    required=True,
    help="Send them again, the same to the byte; or leave them be.",
)
@json_option
@with_workspace
def command(workspace: Workspace, number: int, *, what: str, as_json: bool) -> None:
    """Settle letters that may or may not have arrived.

    The relay broke off after the letter and before its answer. Look for the letters in its log, by
    their Message-ID; `composer status N` names the people. Who is sent it again may get it twice.

    \b
    Examples:
      composer resolve 391 --in-doubt resend
      composer resolve 391 --in-doubt skip
    """
    from composer.cli.balance import counts_json, next_step, print_counts
    from composer.model import State
    from composer.pipeline.settling import resolve_issue

    settled = resolve_issue(workspace, number, State.QUEUED if what == "resend" else State.CANCELLED, clock.now())
    if as_json:
        print_json(counts_json(settled.run, number, settled.counts))
        return
    done = "to be sent again" if what == "resend" else "left be"
    click.secho(f"Run {settled.run}: {count(settled.letters, 'letter')} in doubt {done}", bold=True)
    print_counts(settled.counts)
    if step := next_step(number, settled.counts):
        click.echo(step)
