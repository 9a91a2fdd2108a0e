"""`composer backup`."""

from __future__ import annotations

from pathlib import Path

import click

from composer.cli.show import with_workspace
from composer.pipeline.edition import Workspace


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_workspace
def command(workspace: Workspace, file: Path) -> None:
    """Put the ledger, its receipts and the secret into FILE.

    It holds people's addresses, and what signs the links in letters: keep it where you keep passwords. A send may be
    running. FILE appears whole or not at all; nothing is overwritten.

    \b
    Examples:
      composer backup ../composer-391.tar.gz
    """
    from composer.pipeline.keeping import back_up

    back_up(workspace, file.absolute())
    click.echo(f"The ledger, its receipts and the secret are in {file}. Keep it where you keep passwords.")
