"""Who may see the desk: the person who started it, in the browser that opened its address, and nobody else.

Rule: nothing is answered before the method, the Host, the Origin and the cookie are right, and every answer
carries the headers that keep a browser strict.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from composer.pipeline.acting import user
from composer.web.bodies import Bounds, bounded
from composer.web.headers import strictly
from composer.web.shell import POLICY
from composer.web.visitors import Visitor, admitted

LOOPBACK = "127.0.0.1"

_STRANGER = "This page is for whoever started `composer preview`. Open the address it printed, whole.\n"
_SPENT = (
    "This address was opened before, and works once. Go on in the browser that has it, or stop `composer preview` "
    "and start it again. If it was not you who opened it, stop it now.\n"
)
_HOST = "This is `composer preview` on 127.0.0.1, and answers under no other name.\n"
_ORIGIN = "Another site's page may ask nothing here.\n"
_METHOD = "This can be looked at, or posted to.\n"

_ONWARD = (
    '<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8"><title>Composer</title>'
    '<meta http-equiv="refresh" content="0;url={to}"></head>\n'
    '<body><p><a href="{to}">Open the preview</a></p></body>\n</html>\n'
)

# What a browser says of a request that another page made; a page on another port is of the same site.
_OTHER_SITES = ("cross-site", "same-site")

# An answer that brings a policy of its own keeps it.
_HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer a browser tells the origin of no form
    "cross-origin-opener-policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where the desk is, and the token that opens it once.

    `folder` cannot be guessed, and the cookie is for it alone: a browser sends a host's cookies to every port,
    so without it another user's server on this machine would be sent ours by whoever visits it.
    """

    port: int
    folder: str
    token: str = field(repr=False)
    leads_to: str = ""

    @classmethod
    def new(cls, port: int, leads_to: str = "") -> Self:
        """An entrance nobody has opened, to a page below the folder."""
        return cls(port, f"/{secrets.token_urlsafe(9)}", secrets.token_urlsafe(16), leads_to)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{LOOPBACK}:{self.port}{self.folder}/?token={self.token}"


class Guard:
    """Lets only the browser through that exchanged the token for a cookie."""

    def __init__(self, app: ASGIApp, entrance: Entrance, bounds: Bounds) -> None:
        """`bounds` are of what is posted."""
        self._app = app
        self._bounds = bounds
        self._hosts = {f"{LOOPBACK}:{entrance.port}", f"localhost:{entrance.port}"}
        self._entrance = entrance
        self._home = f"{entrance.folder}/"
        self._spent = False
        # A server on another port may set cookies for this one: not under a name it cannot know.
        self._cookie = f"composer-preview-{entrance.folder.removeprefix('/')}"
        self._session = secrets.token_urlsafe(32)
        self._visitor = Visitor(user(), secrets.token_urlsafe(24), manages=True)

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The desk's."""
        return getattr(self._app, "routes", ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or have the desk answer, for which the folder is the root."""
        if scope["type"] == "http":
            answer = self._answer(Request(scope))
            scope = admitted({**scope, "root_path": self._entrance.folder}, self._visitor)
            await (answer or self._app)(scope, bounded(scope, receive, self._bounds), strictly(send, _HEADERS))

    def _answer(self, request: Request) -> Response | None:
        """What the guard says itself; None: the request may pass."""
        if request.method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse(_METHOD, 405, {"allow": "GET, HEAD, POST"})
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return PlainTextResponse(_HOST, 403)
        unsaid = () if request.method == "POST" else (None,)  # a browser tells the origin of every form
        if request.headers.get("origin") not in (*unsaid, f"http://{host}"):
            return PlainTextResponse(_ORIGIN, 403)
        if not _same(request.url.path[: len(self._home)], self._home):
            return PlainTextResponse(_STRANGER, 403)
        token = request.query_params.get("token") if request.url.path == self._home else None
        if token is not None:
            return self._exchange(request, token)
        if request.headers.get("sec-fetch-site") in _OTHER_SITES:
            return PlainTextResponse(_ORIGIN, 403)
        return None if self._knows(request) else PlainTextResponse(_STRANGER, 403)

    def _knows(self, request: Request) -> bool:
        return _same(request.cookies.get(self._cookie, ""), self._session)

    def _exchange(self, request: Request, token: str) -> Response:
        """The cookie for the token, once; whoever has the cookie already simply goes on."""
        if self._knows(request):
            return RedirectResponse(self._home + self._entrance.leads_to, 303)
        if not _same(token, self._entrance.token):
            return PlainTextResponse(_STRANGER, 403)
        if self._spent:
            return PlainTextResponse(_SPENT, 403)
        answer = self._onward(request)
        if request.method == "GET":
            self._spent = True
            answer.set_cookie(self._cookie, self._session, path=self._home, httponly=True, samesite="strict")
        return answer

    def _onward(self, request: Request) -> Response:
        """To the page. Led there from elsewhere, a browser brings a strict cookie only where a page of ours sent it."""
        to = self._home + self._entrance.leads_to
        if request.headers.get("sec-fetch-site") in _OTHER_SITES:
            return HTMLResponse(_ONWARD.format(to=to))
        return RedirectResponse(to, 303)


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())
