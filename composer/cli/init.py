"""`composer init`."""

from __future__ import annotations

from pathlib import Path

import click

from composer.cli.show import count, json_option, print_json
from composer.pipeline.workspace import init


@click.command("init")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), required=False)
@json_option
@click.pass_obj
def command(start: Path, folder: Path | None, *, as_json: bool) -> None:
    """Start a workspace in DIR, or in the folder you are in: a sample programme to change into your own.

    Nothing leaves your machine until you set a relay. Files that are there already are never touched.

    \b
    Example:
      composer init my-programme
    """
    root = (folder or start).resolve()
    written = init(root)
    if as_json:
        print_json({"workspace": root, "files": [path.relative_to(root) for path in written]})
        return
    click.echo(f"A workspace with {count(len(written), 'file')} is in {root}")
    click.echo("It holds a sample programme with invented people. Look at it: composer compose 391")
    click.echo("Then make it yours: newsletter.yaml, recipients/ and contacts.yaml; take the sample issues away.")
