"""`composer restore`."""

from __future__ import annotations

from pathlib import Path

import click

from composer.cli.show import with_workspace
from composer.pipeline.edition import Workspace


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_workspace
def command(workspace: Workspace, file: Path) -> None:
    """Put a backup in the place of a ledger that is lost.

    Receipts here that tell at least as much as the backup's go before them: they know what happened since. Without
    them, letters that the backup has as still to send are in doubt afterwards. Who has unsubscribed by either stays so.
    A ledger that is not lost is never replaced, and the backup of another workspace changes nothing.

    \b
    Examples:
      composer restore ../composer-391.tar.gz
    """
    from composer.pipeline.keeping import restore_backup

    remarks = restore_backup(workspace, file.absolute())
    click.echo("The books are back. Look at them with: composer status")
    for remark in remarks:
        click.echo(remark, err=True)
