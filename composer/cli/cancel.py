"""`composer cancel`."""

from __future__ import annotations

import click

from composer import clock
from composer.cli.show import count, json_option, needed_number_argument, print_json, with_workspace
from composer.pipeline.edition import Workspace
from composer.problems import UsageError


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
    from composer.cli.balance import counts_json, next_step, print_counts
    from composer.pipeline.settling import cancel_issue

    if not yes and click.prompt(
        f"Type {number} to send nothing more of it, ever", err=True, default="", show_default=False
    ).strip() != str(number):
        raise UsageError("not confirmed; nothing was cancelled")
    settled = cancel_issue(workspace, number, clock.now())
    if as_json:
        print_json(counts_json(settled.run, number, settled.counts))
        return
    click.secho(f"Run {settled.run}: {count(settled.letters, 'letter')} cancelled", bold=True)
    print_counts(settled.counts)
    if step := next_step(number, settled.counts):
        click.echo(step)
