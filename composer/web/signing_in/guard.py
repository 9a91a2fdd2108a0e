"""Who may see pages behind a sign-in, and how every answer there is sent.

Rule: nothing is answered before the Host, the method and the Origin are right; who asks is found out anew for each
request, and what is not for them they are told nothing of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import Message, Receive, Scope, Send

from composer.pipeline.keepers import Keeper
from composer.pipeline.on_pages import page_words
from composer.pipeline.sign_in import SignIn
from composer.problems import ComposerError
from composer.web.bodies import FORM, Bounds, bounded
from composer.web.headers import strictly
from composer.web.shell import POLICY, Shell
from composer.web.signing_in.cookies import Cookies
from composer.web.visitors import Visitor, admitted

_HOST = "This server answers under another name.\n"
_METHOD = "This can be looked at, or posted to.\n"
_ORIGIN = "Another site's page may ask nothing here.\n"

# What a browser says of a request that another page made.
_OTHER_SITES = ("cross-site", "same-site")

# An answer that brings a policy of its own keeps it. With no-referrer, a browser would tell the origin of no form.
_HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages are reached: what a Host and an Origin say of it, in lower case."""

    hosts: frozenset[str]
    origin: str


class Guard:
    """Lets only those through to pages who signed in to their realm and may be there; others may sign in."""

    def __init__(
        self,
        pages: Starlette,
        entry: Starlette,
        sign_in: SignIn,
        cookies: Cookies,
        shell: Shell,
        place: Place,
        bounds: Bounds,
    ) -> None:
        """Guard `pages` by those to sign in, `entry`; `bounds` are of what somebody signed in may send."""
        self._pages = pages
        self._entry = entry
        self._sign_in = sign_in
        self._cookies = cookies
        self._shell = shell
        self._place = place
        self._bounds = bounds

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """All that there are, in the order in which they are looked through."""
        return (*self._entry.routes, *self._pages.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or have the pages answer."""
        if scope["type"] != "http":
            return
        send = strictly(send, _HEADERS)
        request = Request(scope)
        if refusal := self._refusal(request):
            await refusal(scope, receive, send)
            return
        keeper = None
        try:
            keeper = await self._who(request)
            visitor = await run_in_threadpool(self._visitor, keeper) if keeper else None
        except (ComposerError, OSError) as error:
            await self._later(request, error, keeper)(scope, receive, send)
            return
        if visitor is None:
            await self._strangers(request, receive, send)
        else:
            await self._theirs(request, visitor, receive, send)

    def _later(self, request: Request, error: Exception, keeper: Keeper | None) -> Response:
        """That nobody can be let in at the moment; why, only whom we know is told."""
        told = keeper if isinstance(error, ComposerError) else None
        why = page_words(str(error), manages=told.manages) if told else ""
        return self._shell.page(request, "later.html.j2", {"why": why}, status=503)

    def _refusal(self, request: Request) -> Response | None:
        """What is said to whom it does not matter who they are; None: it does."""
        headers = request.headers
        if headers.get("host", "").lower() not in self._place.hosts:
            return PlainTextResponse(_HOST, 421)  # RFC 9110 section 15.5.20
        if request.method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse(_METHOD, 405, {"allow": "GET, HEAD, POST"})
        posted = request.method == "POST"
        unsaid = () if posted else (None,)  # a browser tells the origin of every form
        if headers.get("origin") not in (*unsaid, self._place.origin):
            return PlainTextResponse(_ORIGIN, 403)
        if posted and headers.get("sec-fetch-site") in _OTHER_SITES:
            return PlainTextResponse(_ORIGIN, 403)
        return None

    async def _who(self, request: Request) -> Keeper | None:
        session = self._cookies.session(request)
        return await run_in_threadpool(self._sign_in.who, self._cookies.realm, session) if session else None

    async def _strangers(self, request: Request, receive: Receive, send: Send) -> None:
        """To sign in, and what those pages are made of; of all else not even whether it is there."""
        path = _below(request)
        if path == "/sign-in" or path.startswith(("/sign-in/", "/static/")):
            await self._entry(request.scope, bounded(request.scope, receive, FORM), send)
        else:
            await self._turned_away(request, path)(request.scope, receive, send)

    def _turned_away(self, request: Request, path: str) -> Response:
        to = f"{request.scope['root_path']}/sign-in"
        if request.method == "POST":
            return self._unsaved(request, to)
        if request.headers.get("hx-request"):
            return Response(status_code=403, headers={"hx-redirect": to})
        response = RedirectResponse(to, 303)
        if request.headers.get("sec-fetch-dest", "document") == "document" and path != "/sign-out":
            query = request.url.query
            self._cookies.remember(response, f"{path}?{query}" if query else path)
        return response

    def _unsaved(self, request: Request, to: str) -> Response:
        """Signed out with a form open: what was typed stays where it is until they have signed in again."""
        if not request.headers.get("hx-request"):
            return self._shell.page(request, "unsaved.html.j2", {"sign_in": to}, status=403)
        said = {"hx-retarget": "#content", "hx-reswap": "afterbegin"}
        page: HTMLResponse = self._shell.page(request, "unsaved_part.html.j2", {"sign_in": to}, status=403)
        page.headers.update(said)
        return page

    async def _theirs(self, request: Request, visitor: Visitor, receive: Receive, send: Send) -> None:
        scope, path = admitted(request.scope, visitor), _below(request)
        if path == "/sign-in" and request.method != "POST":
            await RedirectResponse(f"{scope['root_path']}/", 303)(scope, receive, send)
        elif path == "/sign-out" or path.startswith("/sign-in"):
            await self._entry(scope, bounded(scope, receive, FORM), send)
        else:
            still = self._while_signed_in(request, send)
            await self._pages(scope, bounded(scope, receive, self._bounds), still)

    def _visitor(self, keeper: Keeper) -> Visitor:
        token = self._sign_in.form_token(self._cookies.realm, keeper)
        return Visitor(keeper.address, token, manages=keeper.manages, leads=keeper.leads, signs_out=True)

    def _while_signed_in(self, request: Request, send: Send) -> Send:
        """`send`, which ends a stream of events when whoever listens may be here no longer."""
        streams = ended = False

        async def sending(message: Message) -> None:
            nonlocal streams, ended
            if message["type"] == "http.response.start":
                streams = _is_stream(message)
            elif streams and not ended and await self._who(request) is None:
                ended = True  # whoever makes the stream is told that nobody listens, and stops
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            if not ended:
                await send(message)

        return sending


def _below(request: Request) -> str:
    """The path below the root of the realm's pages."""
    return str(request.scope["path"]).removeprefix(request.scope["root_path"])


def _is_stream(message: Message) -> bool:
    headers: list[Any] = message.get("headers", [])
    return any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers)
