"""`composer lists`: a module for each of its commands."""

from __future__ import annotations

import click

from composer.cli.lists import suppress


@click.group("lists")
def command() -> None:
    """Keep the networks' lists, and say who gets no letters.

    \b
    Example:
      composer lists suppress chris@example.org
    """


for each in (suppress.suppress, suppress.restore):
    command.add_command(each)
