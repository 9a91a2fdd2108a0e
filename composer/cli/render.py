"""`composer render`."""

from __future__ import annotations

from pathlib import Path

import click

from composer import clock
from composer.cli.show import finish, json_option, number_argument, print_json, with_workspace
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.variants import variant_words


@click.command("render")
@number_argument
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to write to; made if it is not there.",
)
@json_option
@with_workspace
def command(workspace: Workspace, number: int | None, *, folder: Path, as_json: bool) -> None:
    """Write an edition as files to look at: N.html, N.txt and N.eml.

    They are what is sent, to the byte, with a made-up reader: open the .eml in a mail program to see
    it with its pictures. People on different networks may see different items; further variants are
    N.2.html and so on. Files of this issue from an earlier run go.

    \b
    Example:
      composer render 391 --out out
    """
    from composer.pipeline.checking import checked
    from composer.pipeline.letters import write_rendered

    addressed = address_issue(workspace, number)
    variants = write_rendered(addressed, folder, clock.now())
    if as_json:
        files = [path for paths in variants for path in paths]
        print_json({"number": addressed.composed.issue.number, "variants": len(variants), "files": files})
    else:
        for variant, paths in enumerate(variants):
            click.echo(f"{'  '.join(map(str, paths))}\n    {variant_words(addressed, variant)}")
    finish(checked(addressed))
