"""`composer rebuild`."""

from __future__ import annotations

import click

from composer.cli.show import with_workspace
from composer.pipeline.edition import Workspace


@click.command("rebuild")
@with_workspace
def command(workspace: Workspace) -> None:
    """Make a lost ledger again from its receipts.

    Whoever may have got a letter, for all that the receipts tell, is in doubt afterwards. The damaged ledger is kept
    beside the new one. A ledger that can be read, or only cannot be read for now, is never replaced.

    \b
    Examples:
      composer rebuild
    """
    from composer.pipeline.keeping import rebuild_ledger

    remarks = rebuild_ledger(workspace)
    click.echo("The ledger is made again. Look at it with: composer status")
    for remark in remarks:
        click.echo(remark, err=True)
