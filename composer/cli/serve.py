"""`composer serve`."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import click

from composer import clock
from composer.cli.show import with_workspace
from composer.pipeline.edition import Workspace
from composer.problems import UsageError

if TYPE_CHECKING:
    import socket


@click.command("serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address of this machine to listen at, for a proxy."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8025, show_default=True, help="The port to listen at.")
@click.option(
    "--desk", "with_desk", is_flag=True, help="The desk too, for managers: to write, look at and send issues."
)
@with_workspace
def command(workspace: Workspace, *, host: str, port: int, with_desk: bool) -> None:
    """Serve the pages that letters lead to, and those on which leads keep their lists.

    Letters lead to pages to unsubscribe and to read an update on the web. The leads of networks.yaml sign in at
    /lists, managers there and at /desk, by a link that is mailed to them.

    It is meant to stand behind a proxy that speaks TLS for the public_url of newsletter.yaml and passes its
    Host on. Start it again after you change newsletter.yaml. /healthz answers 200 while people can leave.
    Ctrl-C or SIGTERM stops it.

    \b
    Examples:
      composer serve
      composer serve --desk --port 8391
    """
    from composer.pipeline.public import Public
    from composer.web.serving import Served, serve

    with Public(workspace) as public, _listening(host, port) as listening:
        click.echo(f"Serving {public.url} at http://{_named(listening)}")
        click.echo("Ctrl-C stops it.", err=True)
        serve(Served(workspace, public, clock.now, _tell), listening, with_desk=with_desk)


def _listening(host: str, port: int) -> socket.socket:
    from composer.web.serving import listen

    try:
        return listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is in use. Give another one with --port") from error
        raise UsageError(f"{host} port {port} cannot be had: {error.strerror}") from error


def _named(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _tell(sentence: str) -> None:
    click.echo(f"composer: {sentence}", err=True)
