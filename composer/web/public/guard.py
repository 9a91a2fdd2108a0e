"""What may reach the public pages, and how every answer is sent.

Rule: nothing is answered before the Host and the method are right and the body is small and whole; every answer
carries the headers that keep a browser strict, and none sets a cookie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from composer.web.bodies import Bounds, bounded
from composer.web.headers import strictly

LARGEST_BODY = 32768  # bytes; the largest that means something here is a choice among hundreds of networks
_BOUNDS = Bounds(LARGEST_BODY, 10)

_HOST = "This server answers under another name.\n"
_METHOD = "This can be looked at, or posted to.\n"
_ALLOWED = {"allow": "GET, HEAD, OPTIONS, POST"}
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# An answer that brings a policy of its own keeps it.
_HEADERS: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",  # the address of a page is all it takes to unsubscribe
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
}


class Guard:
    """Lets requests through that are for us, with their body read."""

    def __init__(self, app: ASGIApp, urls: Collection[str], here: Collection[str]) -> None:
        """Guard pages that are reached at `urls`.

        `here`: the Hosts by which this machine itself may ask, for a health check.
        """
        self._app = app
        places = [urlsplit(url) for url in urls]
        self._hosts = {*here, *(host for place in places for host in _hosts(place))}
        self._prefixes = {place.path.rstrip("/") for place in places} - {""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or have the pages answer."""
        if scope["type"] != "http":
            return
        answer = self._refusal(Request(scope))
        try:
            body = await Request(scope, bounded(scope, receive, _BOUNDS)).body() if answer is None else b""
        except ClientDisconnect:
            return
        except HTTPException as error:
            answer = PlainTextResponse(f"{error.detail}.\n", error.status_code, error.headers)
        if answer is not None:
            await answer(scope, receive, strictly(send, _HEADERS))
        else:
            await self._app(self._placed(scope), _whole(body, receive), strictly(send, _HEADERS))

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse(_HOST, 421)  # RFC 9110 section 15.5.20
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_ALLOWED)
        if request.method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse(_METHOD, 405, _ALLOWED)
        return None

    def _placed(self, scope: Scope) -> Scope:
        """Where public_url has a path, a proxy may pass it on or take it off."""
        passed_on = (prefix for prefix in self._prefixes if scope["path"].startswith(f"{prefix}/"))
        return {**scope, "root_path": next(passed_on, "")}


def _hosts(place: SplitResult) -> Iterator[str]:
    """What a Host may say for this address: the port that goes without saying may be said."""
    host = place.netloc.lower()
    yield host
    if place.port is None:
        yield f"{host}{_DEFAULT_PORTS[place.scheme.lower()]}"


def _whole(body: bytes, receive: Receive) -> Receive:
    """`receive` for an application when the body has come already."""
    coming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return coming.pop() if coming else await receive()

    return replay
