"""`composer lists show`."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import click

from composer.cli.lists.people import (
    how_many,
    may_name,
    people_option,
    person,
    print_some,
    suppression_json,
    tell_unknown_who_left,
)
from composer.cli.show import count, json_option, print_json, print_problems, with_workspace
from composer.model import Network, Suppression
from composer.pipeline.edition import Workspace
from composer.pipeline.kept_out import kept_out_if_known
from composer.pipeline.listing import Change, Listed, Lists, ListStanding, people_of, standings
from composer.problems import printable


@click.command("show")
@click.argument("network", required=False)
@people_option
@json_option
@with_workspace
def show(workspace: Workspace, network: str | None, *, people: bool, as_json: bool) -> None:
    """Show the lists there are, or who is on one.

    \b
    JSON: lists[{network, name, readable, people, suppressed, leads, changed,
      by_hand}]; of one network: network, people, suppressed; with --people also
      recipients[]

    \b
    Examples:
      composer lists show
      composer lists show send
    """
    lists = Lists.open(workspace)
    if network is None:
        _show_all(lists, as_json=as_json)
    else:
        _show_one(lists, lists.known(network), people=people, as_json=as_json)


def _show_all(lists: Lists, *, as_json: bool) -> None:
    found = list(standings(lists))
    if as_json:
        print_json({"lists": [_standing_json(one) for one in found]})
        return
    for one in found:
        click.secho(f"{one.network.name} ({one.network.id})", bold=True)
        if one.problems:
            print_problems(one.problems)
            click.echo(f"  cannot be read: composer lists check {one.network.id}")
            continue
        click.echo(f"  {how_many(one.people, one.suppressed)}")
        click.echo(f"  {_leads(one.network)}")
        click.echo(f"  last change: {when_and_who(one.changed, lists.zone) if one.changed else 'none known'}")
        if one.by_hand:
            click.echo("  changed in an editor since; `composer lists check` tells what")


def _leads(network: Network) -> str:
    if network.leads and may_name(False):
        return printable(f"led by {', '.join(network.leads)}")
    return count(len(network.leads), "lead") if network.leads else "no lead"


def _standing_json(one: ListStanding) -> dict[str, Any]:
    return {
        "network": one.network.id,
        "name": str(one.network.name),
        "readable": not one.problems,
        "people": one.people,
        "suppressed": one.suppressed,
        "leads": len(one.network.leads),
        "changed": change_json(one.changed) if one.changed else None,
        "by_hand": one.by_hand,
    }


def when_and_who(change: Change, zone: ZoneInfo) -> str:
    """`20 November 2026 09:30, import of members.xlsx by sam`."""
    doing = change.doing
    by = f" by {doing.who}" if doing.who else ""
    what = doing.source or (f"change {change.undoes}" if change.undoes else "")
    of = f" of {what}" if what else ""
    return printable(f"{doing.at.astimezone(zone):%-d %B %Y %H:%M}, {doing.how}{of}{by}")


def change_json(change: Change) -> dict[str, Any]:
    """A change as scripts know it; nobody is named."""
    doing, diff = change.doing, change.diff
    return {
        "number": change.number,
        "at": doing.at.isoformat(),
        "who": doing.who or None,
        "how": doing.how,
        "source": doing.source or None,
        "undoes": change.undoes,
        "joins": len(diff.joins),
        "leaves": len(diff.leaves),
        "changes": len(diff.changes),
        "columns": list(diff.columns),
        "forgotten": change.erased,
    }


def _show_one(lists: Lists, network: str, *, people: bool, as_json: bool) -> None:
    out = kept_out_if_known(lists.root)
    listed = people_of(lists, network, out)
    suppressed = [one for one in listed if one.suppression]
    if not out.is_known:
        tell_unknown_who_left()
    if as_json:
        told: dict[str, Any] = {"network": network, "people": len(listed), "suppressed": len(suppressed)}
        print_json(told | {"recipients": [_listed_json(one) for one in listed]} if people else told)
        return
    click.secho(f"{lists.networks[network].name}: {how_many(len(listed), len(suppressed))}", bold=True)
    if may_name(people):
        print_some(listed, _listed_words, everybody=True)


def _listed_words(one: Listed) -> str:
    words = person(one.cells)
    return f"{words} – {_why(one.suppression)}" if one.suppression else words


def _why(suppression: Suppression) -> str:
    return printable(f"nothing since {suppression.at:%-d %B %Y}: {suppression.reason}")


def _listed_json(one: Listed) -> dict[str, Any]:
    return {**one.cells, "suppressed": suppression_json(one.suppression)}
