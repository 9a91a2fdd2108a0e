"""The server of this machine's own pages: on the loopback interface alone, gone within seconds when told to."""

from __future__ import annotations

import asyncio
import datetime
import socket
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.routing import Mount

from composer.pipeline.edition import Workspace
from composer.pipeline.importing import MOST_BYTES
from composer.web import desk, leads
from composer.web.bodies import Bounds
from composer.web.desk import Desk
from composer.web.desk.application import application as desk_pages
from composer.web.desk.opened import Opened
from composer.web.entrance import LOOPBACK, Entrance, Guard
from composer.web.failing import Failing
from composer.web.leads import Leads
from composer.web.leads.application import application as lead_pages
from composer.web.running import Server, quiet
from composer.web.shell import Shell

_FINISHING = 3  # seconds that requests get when it is stopped
_BOUNDS = Bounds(MOST_BYTES + 1_000_000, 60)  # a spreadsheet is the most that is sent, and comes from this machine


def listen(port: int) -> socket.socket:
    """A socket that browsers of this machine alone reach; port 0: one that is free.

    Raises:
        OSError: it cannot be had.
    """
    return socket.create_server((LOOPBACK, port))


def serve(
    workspace: Workspace,
    name: str,
    listening: socket.socket,
    entrance: Entrance,
    now: Callable[[], datetime.datetime],
    tell: Callable[[str], None],
) -> None:
    """Serve the desk of the newsletter called `name` to whoever comes through the entrance, until SIGINT or SIGTERM.

    `tell` gets a sentence for each fault of the program.
    """
    asyncio.run(_serve(workspace, name, listening, entrance, now, tell))


def application(workspace: Workspace, opened: Opened, name: str, now: Callable[[], datetime.datetime]) -> Starlette:
    """The desk, where somebody is at home, and the lists."""
    of_lists = Shell(leads.FOLDER, name, {"Issues": "/../", "Lists": "/"})
    of_desk = Shell(desk.FOLDER, name, {"Issues": "/", "Lists": "/lists/"})
    return Starlette(
        routes=[
            Mount("/lists", lead_pages(Leads(workspace, of_lists, now))),
            Mount("/", desk_pages(Desk(workspace, opened, of_desk, now))),
        ]
    )


async def _serve(
    workspace: Workspace,
    name: str,
    listening: socket.socket,
    entrance: Entrance,
    now: Callable[[], datetime.datetime],
    tell: Callable[[str], None],
) -> None:
    opened = Opened(workspace, now)
    app = Guard(Failing(application(workspace, opened, name, now), tell), entrance, _BOUNDS)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(opened.follow())
        await Server(quiet(app, finishing=_FINISHING), opened.stop).serve(sockets=[listening])
        opened.stop()
