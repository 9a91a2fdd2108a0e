"""`composer lists add` and `composer lists remove`."""

from __future__ import annotations

import sys
from typing import Any

import click

from composer import clock
from composer.cli.asking import agree
from composer.cli.lists.edits import edit_json, print_beside
from composer.cli.lists.people import may_name, suppression_json
from composer.cli.show import json_option, print_json, with_workspace
from composer.model import EMAIL
from composer.pipeline.edition import Workspace
from composer.pipeline.listing import Lists, doing
from composer.pipeline.membership import Added, NotListed, add, likely_typo, remove
from composer.pipeline.typed import person_of
from composer.problems import ComposerError, printable


@click.command("add")
@click.argument("network")
@click.argument("address")
@click.option("--name", metavar="WORDS", help="How letters greet them.")
@click.option("--organisation", metavar="WORDS", help="Where they work.")
@click.option("--role", metavar="WORDS", help="What they do there.")
@json_option
@with_workspace
def add_command(workspace: Workspace, network: str, address: str, *, as_json: bool, **cells: str | None) -> None:
    """Put somebody on a network's list, or change what it says of them.

    \b
    Examples:
      composer lists add send ann@example.org --name "Ann Heath"
      composer lists add send ann@example.org --role "Head of SEND"
    """
    lists, address = Lists.open(workspace), address.strip()
    network = lists.known(network)
    person_of(address)
    _ask_about_typo(address, likely_typo(lists, address) if sys.stdin.isatty() else None)
    row = {EMAIL: address} | {column: " ".join(words.split()) for column, words in cells.items() if words is not None}
    added = add(lists, network, row, doing("add", clock.now()))
    if as_json:
        print_json(_added_json(added))
    else:
        _print_added(added, lists, network, address)
    if added.meant and not sys.stdin.isatty():
        meant = printable(added.meant) if may_name(False) else added.meant.rpartition("@")[2]
        click.echo(f"The address may be mistyped: is {meant} meant?", err=True)


def _ask_about_typo(address: str, meant: str | None) -> None:
    """On a terminal, have somebody look twice.

    Raises:
        UsageError: it was mistyped, then.
    """
    if meant:
        agree(f"{meant} may be meant. Add {address} all the same", "Run the command again to be asked again")


def _added_json(added: Added) -> dict[str, Any]:
    return edit_json(added.edit) | {
        "was_there": added.was_there,
        "suppressed": suppression_json(added.suppression),
        "likely_typo": added.meant is not None,
    }


def _print_added(added: Added, lists: Lists, network: str, address: str) -> None:
    if added.edit.change is None:
        click.echo(f"{_who(address)} is on the list of {network} already, just so; nothing was changed.")
    elif added.was_there:
        click.echo(
            f"What the list of {network} says of {_who(address)} was changed (change {added.edit.change.number})."
        )
    else:
        click.echo(f"{_who(address)} is on the list of {network} now (change {added.edit.change.number}).")
    if stopped := added.suppression:
        click.echo(f"  They get nothing all the same, since {stopped.at:%-d %B %Y}: {printable(stopped.reason)}")
        by = f" --network {stopped.network}" if stopped.network else ""
        click.echo(f"  If they ask to come back: composer lists restore {_who(address, 'ADDRESS')}{by}")
    print_beside(added.edit, lists, network)


def _who(address: str, otherwise: str = "The address") -> str:
    """The address is for a terminal only: what is written elsewhere may be kept."""
    return printable(address) if sys.stdout.isatty() else otherwise


@click.command("remove")
@click.argument("network")
@click.argument("address")
@json_option
@with_workspace
def remove_command(workspace: Workspace, network: str, address: str, *, as_json: bool) -> None:
    """Take somebody off a network's list.

    Somebody who asks to get nothing more is better served by `composer lists suppress`: it holds whatever lists say.

    \b
    Example:
      composer lists remove send ann@example.org
    """
    lists, address = Lists.open(workspace), address.strip()
    network = lists.known(network)
    try:
        edit = remove(lists, network, address, doing("remove", clock.now()))
    except NotListed as error:
        if error.near and sys.stderr.isatty():
            raise ComposerError(f"{error}. Did you mean {error.near}?") from error
        raise
    if as_json:
        print_json(edit_json(edit))
        return
    number = edit.change.number if edit.change else 0
    click.echo(f"{_who(address)} is no longer on the list of {network} (change {number}).")
    print_beside(edit, lists, network)
