"""`composer audience`."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import click

from composer.cli.show import (
    count,
    finish,
    heading,
    json_option,
    number_argument,
    print_json,
    with_workspace,
)
from composer.model import Audience
from composer.pipeline.books import address_for_sending, knows_who_left
from composer.pipeline.edition import Addressed, Workspace
from composer.pipeline.variants import variant_words


@click.command("audience")
@number_argument
@click.option("--people", is_flag=True, help="Name everybody also in JSON or a file; on a terminal they are anyway.")
@json_option
@with_workspace
def command(workspace: Workspace, number: int | None, *, people: bool, as_json: bool) -> None:
    """Show who gets an issue: per network, overlaps, copies saved, suppressed.

    \b
    Examples:
      composer audience 391
      composer audience 391 --people
    """
    addressed = address_for_sending(workspace, number)
    if not knows_who_left(workspace.root):
        click.echo("Who has left is not known on this machine: its ledger is on the one that sends.", err=True)
    if as_json:
        print_json(_json(addressed.audience, people=people))
    else:
        _print(addressed, people=people or sys.stdout.isatty())
    finish(addressed.problems)


def _json(audience: Audience, *, people: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "people": len(audience.people),
        "suppressed": len(audience.suppressed),
        "copies_saved": audience.copies_saved,
        "networks": dict(audience.networks),
        "variants": len(audience.variants),
        "overlaps": [{"networks": names, "people": number} for names, number in _overlaps(audience)],
    }
    if people:
        told["recipients"] = [
            {"address": person.address, "name": person.name, "networks": person.networks, "variant": person.variant + 1}
            for person in audience.people
        ]
    return told


def _overlaps(audience: Audience) -> list[tuple[tuple[str, ...], int]]:
    """How many people are on the same several networks, the commonest first."""
    several = Counter(person.networks for person in audience.people if len(person.networks) > 1)
    return several.most_common()


def _print(addressed: Addressed, *, people: bool) -> None:
    audience = addressed.audience
    networks = addressed.composed.programme.networks
    click.secho(f"{count(len(audience.people), 'letter')} for issue {addressed.composed.issue.number}", bold=True)
    saved = count(audience.copies_saved, "copy", "copies")
    click.echo(f"{saved} saved by sending each person one; {len(audience.suppressed):,} suppressed")
    heading("Networks")
    for name, number in audience.networks.items():
        click.echo(f"  {number:>7,}  {networks[name].name}")
    heading("On several networks")
    for names, number in _overlaps(audience) or ():
        click.echo(f"  {number:>7,}  {', '.join(networks[name].name for name in names)}")
    heading("Variants")
    for variant in range(len(audience.variants)):
        click.echo(f"  {variant + 1:>7}.  {variant_words(addressed, variant)}")
    if people:
        heading("People")
        for person in audience.people:
            name = f"{person.name} <{person.address}>" if person.name else person.address
            click.echo(f"  {name}  {', '.join(person.networks)}")
    click.echo()
