"""`composer lists suppress` and `composer lists restore`."""

from __future__ import annotations

import sys
from typing import Any

import click

from composer import clock
from composer.cli.lists.people import may_name
from composer.cli.show import json_option, print_json, with_workspace
from composer.model import EVERY, Why
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import Kept, restore_address, suppress_address
from composer.problems import printable

_network_option = click.option("--network", metavar="ID", default=EVERY, help="Only what is sent to this network.")
_KINDS = [Why.UNSUBSCRIBED.value, Why.BOUNCED.value, Why.COMPLAINED.value]


@click.command("suppress")
@click.argument("address")
@_network_option
@click.option("--reason", metavar="WORDS", default="", help="Why, for whoever asks later; without addresses.")
@click.option("--as", "why", type=click.Choice(_KINDS), help="What kind of reason it is, if it is one of these.")
@json_option
@with_workspace
def suppress(workspace: Workspace, address: str, *, network: str, reason: str, why: str | None, as_json: bool) -> None:
    """Send nothing more to an address.

    For somebody who asks by mail or on the telephone. It holds whatever lists the address is on now or later,
    also while a send is under way.

    \b
    Examples:
      composer lists suppress chris@example.org --reason "asked on the telephone"
      composer lists suppress chris@example.org --network send
      composer lists suppress chris@example.org --as bounced --reason "has left"
    """
    kept = suppress_address(workspace, address, network, reason, clock.now(), Why(why or Why.SUPPRESSED))
    if as_json:
        print_json(_json(kept))
        return
    by = f" by {network}" if network else ""
    click.echo(f"{_who(address, kept)} {'gets nothing more' if kept.changed else 'gets nothing already'}{by}.")
    _print(kept)


@click.command("restore")
@click.argument("address")
@_network_option
@json_option
@with_workspace
def restore(workspace: Workspace, address: str, *, network: str, as_json: bool) -> None:
    """Undo a suppression.

    Whoever made it, the person among others: make sure that they want this.

    \b
    Examples:
      composer lists restore chris@example.org
      composer lists restore chris@example.org --network send
    """
    kept = restore_address(workspace, address, network, clock.now())
    if as_json:
        print_json(_json(kept))
        return
    of = f" by {network}" if network else " by all networks"
    click.echo(f"{_who(address, kept)} is {'no longer' if kept.changed else 'not'} suppressed{of}.")
    _print(kept)
    for one in kept.suppressions:
        where = f" --network {one.network}" if one.network else ""
        click.echo(f"  To undo that too: composer lists restore {_named(address)}{where}")


def _json(kept: Kept) -> dict[str, Any]:
    return {
        "key": kept.key,
        "changed": kept.changed,
        "suppressions": [
            {"network": one.network or None, "reason": one.reason, "at": one.at.isoformat()}
            for one in kept.suppressions
        ],
        "lists": kept.lists,
    }


def _who(address: str, kept: Kept) -> str:
    """The address is for a terminal only: what is written elsewhere may be kept."""
    return printable(address) if sys.stdout.isatty() else kept.key


def _named(address: str) -> str:
    """The address as a command takes it, where it may be named."""
    return printable(address) if may_name(False) else "ADDRESS"


def _print(kept: Kept) -> None:
    """What is now so."""
    for one in kept.suppressions:
        by = f"by {one.network}" if one.network else "by all networks"
        click.echo(f"  suppressed {by} since {one.at:%Y-%m-%d}: {printable(one.reason)}")
    if kept.lists:
        click.echo(f"  on the {'list' if len(kept.lists) == 1 else 'lists'} of {', '.join(kept.lists)}")
    else:
        click.echo("  on no list now" + ("; it is kept for when the address is on one" if kept.suppressions else ""))
