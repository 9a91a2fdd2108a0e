"""`composer check`."""

from __future__ import annotations

import sys

import click

from composer.cli.show import (
    count,
    exit_code,
    json_option,
    number_argument,
    print_json,
    print_problems,
    problems_json,
    with_workspace,
)
from composer.pipeline.edition import UnreadableError, Workspace, address_issue, check_all
from composer.problems import Level


@click.command("check")
@number_argument
@click.option("--all", "every", is_flag=True, help="Check every issue.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@json_option
@with_workspace
def command(workspace: Workspace, number: int | None, *, every: bool, strict: bool, as_json: bool) -> None:
    """Tell every problem of an issue and of what it depends on.

    Without a number, the newest issue.

    \b
    Examples:
      composer check 391
      composer check --all --strict
    """
    if every and number is not None:
        raise click.UsageError("Give a number or --all, not both.")
    try:
        problems = list(check_all(workspace) if every else address_issue(workspace, number).problems)
    except UnreadableError as error:
        problems = error.problems
    if as_json:
        print_json(problems_json(problems))
    print_problems(problems)
    if not as_json:
        errors = sum(1 for problem in problems if problem.level is Level.ERROR)
        tally = f"{count(errors, 'error')}, {count(len(problems) - errors, 'warning')}."
        click.echo(tally if problems else "No problems found.")
    sys.exit(exit_code(problems, strict=strict))
