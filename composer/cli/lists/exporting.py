"""`composer lists export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from composer.cli.show import count, with_workspace
from composer.pipeline.edition import Workspace
from composer.pipeline.exporting import as_csv, export
from composer.pipeline.listing import Lists
from composer.problems import printable


@click.command("export")
@click.argument("network")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@with_workspace
def export_command(workspace: Workspace, network: str, file: Path | None) -> None:
    """Write a network's list for a spreadsheet program: to FILE.csv or FILE.xlsx, without FILE as CSV to stdout.

    Imported again, it is the same list. What a spreadsheet program would compute has an apostrophe before it, which
    the import takes off again.

    \b
    Examples:
      composer lists export send members.xlsx
      composer lists export send > members.csv
    """
    lists = Lists.open(workspace)
    network = lists.known(network)
    table = lists.read(network)
    if file is None:
        sys.stdout.buffer.write(as_csv(table).encode())
        return
    export(table, lists.networks[network].name, file)
    click.echo(printable(f"{file} has {count(len(table.rows), 'person', 'people')} of {network}."), err=True)
