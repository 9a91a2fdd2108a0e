"""`composer send`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
from composer.deliver import Rehearsal
from composer.model import State
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.pipeline.variants import variant_words
from composer.problems import INCOMPLETE, UsageError, has_errors


@click.command("send")
@needed_number_argument
@click.option("--yes", is_flag=True, help="Answer every question with yes.")
@click.option(
    "--test",
    "tests",
    metavar="ADDRESS",
    multiple=True,
    help="Send a marked copy with inert links to this address instead; may be given several times.",
)
@click.option("--relay", metavar="URL", help="Send by this relay instead of the one in newsletter.yaml.")
@json_option
@with_workspace
def command(
    workspace: Workspace, number: int, *, yes: bool, tests: tuple[str, ...], relay: str | None, as_json: bool
) -> None:
    """Send an issue to everybody on its networks, one copy each.

    By the relay `outbox` this is a rehearsal: every letter becomes a file in var/outbox/N.
    An issue with errors is not sent.

    \b
    Examples:
      composer send 391
      composer send 391 --test me@example.org
    """
    from composer.pipeline.letters import rehearse_issue, send_test

    addressed = address_issue(workspace, number)
    print_problems(addressed.problems)
    if has_errors(addressed.problems):
        if as_json:
            print_json(problems_json(addressed.problems))
        click.echo(f"Issue {number} has errors: nothing is sent.", err=True)
        sys.exit(exit_code(addressed.problems))
    _refuse_other_relays(relay or addressed.composed.programme.settings.relay)
    if tests:
        paths = send_test(addressed, tests, clock.now())
        if as_json:
            print_json({"issue": number, "test": paths, "rehearsal": True})
        else:
            _report_test(addressed, tests, paths)
        return
    if not yes:
        _ask(addressed)
    _report(rehearse_issue(addressed, clock.now()), as_json=as_json)


def _refuse_other_relays(relay: str) -> None:
    if relay != "outbox":
        raise UsageError(f"this version delivers only to the outbox, not to {relay}. Use: --relay outbox")


def _ask(addressed: Addressed) -> None:
    """Sum up and have the issue's number typed."""
    number = addressed.composed.issue.number
    letters = len(addressed.audience.people) - len(addressed.audience.suppressed)
    click.echo(f"{addressed.edition.subject}", err=True)
    click.echo(f"{count(letters, 'letter')} to the outbox, a rehearsal: nothing leaves this machine.", err=True)
    typed = click.prompt(f"Type {number} to go on", err=True, default="", show_default=False)
    if typed.strip() != str(number):
        raise UsageError("not confirmed; nothing was written")


def _report_test(addressed: Addressed, tests: Sequence[str], paths: Sequence[Path]) -> None:
    """Say where the copies are. Addresses are for a terminal only: what is written elsewhere may be kept."""
    for number, (address, path) in enumerate(zip(tests, paths, strict=True), start=1):
        copy = f"A test copy for {address}" if sys.stdout.isatty() else f"Test copy {number}"
        click.echo(f"{copy} is in {path}.")
    variants = len(addressed.audience.variants)
    if variants > 1:
        click.echo(f"It shows the fullest of {variants} variants ({variant_words(addressed, 0)}).")
    click.echo("Nothing was mailed: the relay is the outbox.")


def _report(rehearsal: Rehearsal, *, as_json: bool) -> None:
    books = rehearsal.books
    if as_json:
        print_json(_json(rehearsal))
    else:
        state = "Rehearsed" if rehearsal.written else "Already rehearsed, nothing written"
        click.secho(f"{state}: run {books.run}", bold=True)
        for name, number in books.states.items():
            if number:
                click.echo(f"  {number:>7,}  {name.replace('_', ' ')}")
        click.echo(f"  {books.audience:>7,}  audience")
        click.echo(f"The letters are in {rehearsal.folder}")
    if books.states[State.REJECTED]:
        for key, reason in books.rejected.items():
            click.echo(f"rejected: {key}: {reason}", err=True)
        sys.exit(INCOMPLETE)


def _json(rehearsal: Rehearsal) -> dict[str, Any]:
    books = rehearsal.books
    return {
        "run": books.run,
        "issue": books.issue,
        "audience": books.audience,
        **{state.value: number for state, number in books.states.items()},
        "rehearsal": True,
        "folder": rehearsal.folder,
    }
