"""`composer preview`."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from composer import clock
from composer.cli.show import number_argument, with_workspace
from composer.pipeline.edition import Workspace
from composer.problems import UsageError

if TYPE_CHECKING:
    import socket


@click.command("preview")
@number_argument
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="one that is free",
    help="The port to serve at.",
)
@click.option("--open/--no-open", "opens", default=True, help="Open the browser; only done from a terminal.")
@with_workspace
def command(workspace: Workspace, number: int | None, *, port: int, opens: bool) -> None:
    """Show an edition in the browser as the letter that will be sent, and again whenever you save.

    Without a number, the newest issue. The page is for you alone: its address works once, in one browser
    of this machine. What is wrong is told above the letter. Ctrl-C stops it.

    \b
    Examples:
      composer preview
      composer preview 391 --port 8391 --no-open
    """
    from composer.cli.opening import opened
    from composer.pipeline.books import var_of
    from composer.pipeline.shelf import name_of, number_to_open
    from composer.web.entrance import Entrance
    from composer.web.loopback import serve

    opens_at = number_to_open(workspace, number)
    with ExitStack() as until_the_end:
        listening = until_the_end.enter_context(_listening(port))
        entrance = Entrance.new(listening.getsockname()[1], f"{opens_at}/" if opens_at else "")
        click.echo(f"{f'Issue {opens_at}' if opens_at else 'No issue yet'}: {entrance.address}")
        click.echo("Save, and the page follows. Ctrl-C stops it.", err=True)
        if opens and sys.stdout.isatty() and _has_screen():
            until_the_end.enter_context(opened(entrance.address, var_of(workspace.root)))
        serve(workspace, name_of(workspace), listening, entrance, clock.now, _tell)


def _listening(port: int) -> socket.socket:
    from composer.web.loopback import listen

    try:
        return listen(port)
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had: {error.strerror}"
        raise UsageError(f"port {port} {reason}. Give another one, or leave out --port") from error


def _tell(sentence: str) -> None:
    click.echo(f"composer: {sentence}", err=True)


def _has_screen() -> bool:
    """Whether a browser would be a window: in a terminal alone it would take the place of this command."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
