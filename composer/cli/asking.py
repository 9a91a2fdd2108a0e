"""What a command that cannot be undone asks first, and what it refuses."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from composer.cli.show import exit_code, print_json, print_problems, problems_json
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.problems import UsageError, has_errors


def sound_issue(workspace: Workspace, number: int, refusal: str, *, as_json: bool) -> Addressed:
    """The issue, its problems told; one with errors ends the command with `refusal`."""
    addressed = address_issue(workspace, number)
    print_problems(addressed.problems)
    if has_errors(addressed.problems):
        if as_json:
            print_json(problems_json(addressed.problems))
        click.echo(f"Issue {number} has errors: {refusal}.", err=True)
        sys.exit(exit_code(addressed.problems))
    return addressed


def confirm(number: int, purpose: str, questions: Sequence[str] = ()) -> None:
    """Have every question answered, then the issue's number typed.

    Raises:
        UsageError: the answer was another.
    """
    try:
        confirmed = all(click.confirm(question, err=True) for question in questions)
        typed = click.prompt(f"Type {number} {purpose}", err=True, default="", show_default=False) if confirmed else ""
    except click.Abort as error:
        raise UsageError("nobody answered; nothing was done. --yes answers where there is nobody to ask") from error
    if typed.strip() != str(number):
        raise UsageError("not confirmed; nothing was done")
