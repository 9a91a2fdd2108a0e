"""`composer approve`."""

from __future__ import annotations

import sys

import click

from composer import clock
from composer.cli.show import (
    count,
    exit_code,
    json_option,
    needed_number_argument,
    print_json,
    print_problems,
    problems_json,
    with_workspace,
)
from composer.pipeline.edition import Workspace, address_issue
from composer.problems import has_errors


@click.command("approve")
@needed_number_argument
@json_option
@with_workspace
def command(workspace: Workspace, number: int, *, as_json: bool) -> None:
    """Record that you approve exactly these bytes and this audience.

    With `approval: required` in newsletter.yaml, `send` refuses after any change and says what changed. An
    issue with errors is not approved. Who has left since may leave: that needs no new approval.

    \b
    Examples:
      composer approve 391
    """
    from composer.pipeline.approval import approve_issue

    addressed = address_issue(workspace, number)
    print_problems(addressed.problems)
    if has_errors(addressed.problems):
        if as_json:
            print_json(problems_json(addressed.problems))
        click.echo(f"Issue {number} has errors: it is not approved.", err=True)
        sys.exit(exit_code(addressed.problems))
    approval = approve_issue(addressed, clock.now())
    if as_json:
        print_json({"issue": number, "people": len(approval.people), "by": approval.by, "at": approval.at.isoformat()})
        return
    people = count(len(approval.people), "person", "people")
    click.echo(f"Issue {number} is approved by {approval.by}, as it is now, for {people}.")
