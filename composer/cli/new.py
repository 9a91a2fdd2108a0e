"""`composer new`."""

from __future__ import annotations

import sys

import click

from composer import clock
from composer.cli.show import (
    count,
    exit_code,
    finish,
    json_option,
    print_json,
    print_problems,
    problems_json,
    with_workspace,
)
from composer.pipeline.edition import UnreadableError, Workspace
from composer.pipeline.workspace import new_issue


@click.command("new")
@json_option
@with_workspace
def command(workspace: Workspace, *, as_json: bool) -> None:
    """Begin next week's issue: its number, its date, and as comments what will carry over.

    \b
    Example:
      composer new
    """
    try:
        begun = new_issue(workspace, clock.now())
    except UnreadableError as error:
        if as_json:
            print_json(problems_json(error.problems))
        print_problems(error.problems)
        click.echo("No issue was begun. Mend what is told above, then say again: composer new", err=True)
        sys.exit(exit_code(error.problems))
    issue, edition = begun.edition.issue, begun.edition
    if as_json:
        print_json(
            {
                "number": issue.number,
                "date": issue.date,
                "file": begun.file,
                "reminders": [reminder.item.id for reminder in edition.reminders],
                "tools": [tool.id for tool in edition.tools],
            }
        )
        finish(begun.problems)
    click.echo(f"{begun.file.relative_to(workspace.root)}: issue {issue.number}, {issue.date}")
    click.echo(f"{count(len(edition.reminders), 'reminder')} and {count(len(edition.tools), 'tool')} carry over")
    finish(begun.problems)
