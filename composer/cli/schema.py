"""`composer schema`."""

from __future__ import annotations

import click

from composer.cli.show import print_json
from composer.load import KINDS, json_schema


@click.command("schema")
@click.argument("kind", type=click.Choice(list(KINDS)), default="issue")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; a schema always is.")
def command(kind: str, *, as_json: bool) -> None:
    """Print the JSON Schema of a kind of file, so that an editor can help to write it.

    \b
    Example:
      composer schema issue > issue.schema.json
    """
    print_json(json_schema(kind))
