"""`composer doctor`."""

from __future__ import annotations

import sys
from itertools import groupby

import click

from composer import clock
from composer.cli.show import count, heading, json_option, print_json, with_workspace
from composer.deliver import relay_password
from composer.doctor import Finding, Level, examine
from composer.pipeline.edition import Workspace
from composer.problems import UsageError


@click.command("doctor")
@json_option
@with_workspace
def command(workspace: Workspace, *, as_json: bool) -> None:
    """Look for what would keep a send from working: settings, this machine, relay, DNS.

    Nothing is changed and nothing is mailed. The relay is greeted and, where a password
    is given, logged in to; then it is left again.

    \b
    Examples:
      composer doctor
      composer doctor --json
    """
    findings = examine(workspace.root, clock.now(), relay_password())
    if as_json:
        print_json({"findings": [_json(finding) for finding in findings]})
    else:
        _print(findings)
    if any(finding.level is Level.ERROR for finding in findings):
        sys.exit(UsageError.exit_code)


def _json(finding: Finding) -> dict[str, str]:
    return {
        "group": finding.group,
        "check": finding.check,
        "level": finding.level,
        "found": finding.found,
        "fix": finding.fix,
    }


_COLOURS = {Level.FINE: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


def _print(findings: list[Finding]) -> None:
    """A line for each finding, under its group."""
    for group, of_group in groupby(findings, key=lambda finding: finding.group):
        heading(group[0].upper() + group[1:])
        for finding in of_group:
            level = click.style(f"{finding.level:<7}", fg=_COLOURS[finding.level], bold=finding.level is not Level.FINE)
            words = f"{finding.check}: {finding.found}"
            click.echo(f"  {level}  {words.rstrip('.')}. {finding.fix}" if finding.fix else f"  {level}  {words}")
    levels = [finding.level for finding in findings]
    errors, warnings = levels.count(Level.ERROR), levels.count(Level.WARNING)
    click.echo()
    click.secho(f"{count(errors, 'error')}, {count(warnings, 'warning')}", bold=True)
