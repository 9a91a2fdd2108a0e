"""The server behind a proxy: what recipients' letters lead to, the leads' pages, and the desk where it is asked for.

Rule: each has its own guard and its own cookies; a sign-in to one is none to another.
"""

from __future__ import annotations

import asyncio
import datetime
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from starlette.applications import Starlette
from starlette.routing import Mount, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from composer.pipeline.edition import Workspace
from composer.pipeline.importing import MOST_BYTES
from composer.pipeline.public import Public
from composer.pipeline.sign_in import SignIn
from composer.sessions import Realm
from composer.web import desk, leads, signing_in
from composer.web.bodies import Bounds
from composer.web.desk import Desk
from composer.web.desk.application import application as desk_pages
from composer.web.desk.opened import Opened
from composer.web.failing import Failing
from composer.web.leads import Leads
from composer.web.leads.application import application as lead_pages
from composer.web.public.guard import Guard as PublicGuard
from composer.web.public.pages import pages as public_pages
from composer.web.running import Server, quiet
from composer.web.shell import Shell
from composer.web.signing_in.cookies import Cookies
from composer.web.signing_in.guard import Guard, Place
from composer.web.signing_in.pages import pages as pages_to_sign_in

LOOPBACK = "127.0.0.1"
_FINISHING = 5  # seconds that requests get when it is stopped
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# A spreadsheet, or the text of an issue (1 MB), which in a form takes up to three times as much.
_BOUNDS = {Realm.LISTS: Bounds(MOST_BYTES + 1_000_000, 300), Realm.DESK: Bounds(4_000_000, 60)}


@dataclass(frozen=True, slots=True)
class Served:
    """A workspace to serve, and whoever runs it: `tell` gets a sentence for each failure."""

    workspace: Workspace
    public: Public
    now: Callable[[], datetime.datetime]
    tell: Callable[[str], None]


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address of this machine; port 0: one that is free.

    Raises:
        OSError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)


def serve(served: Served, listening: socket.socket, *, with_desk: bool = False) -> None:
    """Serve until SIGINT or SIGTERM; with the desk, that as well."""
    asyncio.run(_serve(served, listening, with_desk=with_desk))


async def _serve(served: Served, listening: socket.socket, *, with_desk: bool) -> None:
    opened = Opened(served.workspace, served.now) if with_desk else None
    app = application(served, here_of(listening), opened)
    if opened is None:
        await Server(quiet(app, finishing=_FINISHING)).serve(sockets=[listening])
        return
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(opened.follow())
        await Server(quiet(app, finishing=_FINISHING), opened.stop).serve(sockets=[listening])
        opened.stop()


def here_of(listening: socket.socket) -> frozenset[str]:
    """The Hosts by which this machine itself may ask, for a health check."""
    host, port = listening.getsockname()[:2]
    own = f"[{host}]" if ":" in host else host
    return frozenset(f"{name}:{port}" for name in (LOOPBACK, "localhost", "[::1]", own))


def application(served: Served, here: frozenset[str], opened: Opened | None = None) -> Router:
    """All of it as one application; with the issues that are `opened`, the desk too."""
    name = served.public.settings.name
    with_desk = {} if opened is None else {"Issues": "/../desk/", "Lists": "/"}
    behind: dict[Realm, Starlette] = {
        Realm.LISTS: lead_pages(Leads(served.workspace, Shell(leads.FOLDER, name, with_desk), served.now))
    }
    if opened is not None:
        of_desk = Shell(desk.FOLDER, name, {"Issues": "/", "Lists": "/../lists/"})
        behind[Realm.DESK] = desk_pages(Desk(served.workspace, opened, of_desk, served.now))
    public = PublicGuard(public_pages(served.public, served.now, served.tell), served.public.urls, here)
    place = urlsplit(served.public.url)
    sign_in = SignIn(served.workspace.root, served.now, served.tell)
    guarded = [Mount(f"/{realm}", _guarded(served, realm, pages, sign_in, place)) for realm, pages in behind.items()]
    return _Placed([*guarded, Mount("/", public)], place.path.rstrip("/"), frozenset(behind))


def _guarded(served: Served, realm: Realm, pages: Starlette, sign_in: SignIn, place: SplitResult) -> ASGIApp:
    scheme, path = place.scheme.lower(), place.path.rstrip("/")
    cookies = Cookies(realm, f"{path}/{realm}", scheme == "https")
    shell = Shell(signing_in.FOLDER, served.public.settings.name)
    entry = pages_to_sign_in(sign_in, cookies, shell, served.tell)
    guard = Guard(pages, entry, sign_in, cookies, shell, _place(place), _BOUNDS[realm])
    return Failing(guard, served.tell)


def _place(place: SplitResult) -> Place:
    """What a Host and an Origin say of an address: the port that goes without saying may be said in the first."""
    scheme = place.scheme.lower()
    default = _DEFAULT_PORTS[scheme]
    host = place.netloc.lower().removesuffix(default)
    usual = place.port is None or default == f":{place.port}"
    return Place(frozenset({host, f"{host}{default}"} if usual else {host}), f"{scheme}://{host}")


class _Placed(Router):
    """Routes below the path that public_url may have, which a proxy may pass on or take off."""

    def __init__(self, routes: Sequence[Mount], path: str, realms: frozenset[Realm]) -> None:
        super().__init__(routes, redirect_slashes=False)
        self._path = path
        self._realms = realms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is behind a sign-in gets the path as a browser sees it; the public pages know of any themselves."""
        if scope["type"] == "http":
            path = str(scope["path"])
            below = path[len(self._path) :] if path.startswith(f"{self._path}/") else path
            realm, slash, _ = below.removeprefix("/").partition("/")
            if realm in self._realms:
                end = "" if slash else "/"
                scope = {**scope, "path": f"{self._path}{below}{end}", "root_path": self._path}
        await super().__call__(scope, receive, send)
