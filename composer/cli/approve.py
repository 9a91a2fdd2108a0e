"""`composer approve`."""

from __future__ import annotations

from functools import partial

import click

from composer import clock
from composer.cli.asking import sound_issue
from composer.cli.show import count, json_option, needed_number_argument, print_json, with_workspace
from composer.pipeline.edition import Workspace
from composer.pipeline.today import today_for


@click.command("approve")
@needed_number_argument
@json_option
@with_workspace
def command(workspace: Workspace, number: int, *, as_json: bool) -> None:
    """Record that you approve exactly these bytes and this audience.

    With `approval: required` in newsletter.yaml, `send` refuses after any change and says what changed. An
    issue with errors is not approved. Who unsubscribes afterwards needs no new approval; who is taken off a list
    does, like who joins one.

    \b
    Examples:
      composer approve 391
    """
    from composer.pipeline.approval import approve_issue

    now = clock.now()
    addressed = sound_issue(workspace, number, partial(today_for, now=now), "it is not approved", as_json=as_json)
    approval = approve_issue(addressed, now)
    if as_json:
        print_json({"issue": number, "people": len(approval.people), "by": approval.by, "at": approval.at.isoformat()})
        return
    people = count(len(approval.people), "person", "people")
    click.echo(f"Issue {number} is approved by {approval.by}, as it is now, for {people}.")
