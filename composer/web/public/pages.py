"""The public pages: to leave and to come back, and to read a letter on the web.

Rule: a GET changes nothing, whoever follows the link; a POST does what its body says in so many words, or nothing.

A form here needs no token against forged requests, and Origin is not looked at: the address itself is what entitles,
it is in no page that another site could read, and mail providers post from anywhere (RFC 8058 section 3.2).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar, TypeVarTuple

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from composer.pipeline.leaving import ON_THE_PAGE, ONE_CLICK, Left, Standing
from composer.pipeline.public import Public
from composer.pipeline.web_version import Version
from composer.problems import LedgerError, printable
from composer.web.public.forms import EVERYTHING, Choice, Wish, wish_of
from composer.web.public.look import Look
from composer.web.public.web_version import POLICY, document_of
from composer.web.public.words import Words

_NONE: Mapping[str, str] = {}
_MOST_DIGITS = 6
_AT_ONCE = 20  # threads

_Asked = TypeVarTuple("_Asked")
_Told = TypeVar("_Told")
_LATER = {"retry-after": "600"}  # seconds


def pages(public: Public, now: Callable[[], datetime], tell: Callable[[str], None]) -> Starlette:
    """The pages as an application; who may reach it is not its business. `tell` tells whoever runs it of failures."""
    return _Pages(public, now, tell).application


class _Pages:
    """The routes, and what they answer from."""

    def __init__(self, public: Public, now: Callable[[], datetime], tell: Callable[[str], None]) -> None:
        self._public = public
        self._now = now
        self._tell = tell
        self._look = Look.of(public)
        # Of their own: whatever the other pages of the server are busy with, people can leave.
        self._threads = anyio.CapacityLimiter(_AT_ONCE)
        self.application = Starlette(
            routes=[
                Route("/healthz", self.healthz),
                Route("/u/{token}", self.leaving, methods=["GET", "POST"]),
                Route("/w/{token}", self.web_version),
                Route("/w/{token}/leave", self.how_to_leave),
            ],
            exception_handlers={
                404: self._lost,
                405: self._lost,
                LedgerError: self._refused,
                OSError: self._refused,
                Exception: self._failed,
            },
        )
        self.application.router.redirect_slashes = False  # a redirect would lose a mail provider's POST

    async def healthz(self, _: Request) -> Response:
        """Whether people can leave."""
        await self._in_thread(self._public.check)
        return PlainTextResponse("ok\n")

    async def leaving(self, request: Request) -> Response:
        """GET: how it stands, and the buttons. POST: what one of them does, or a mail provider's one click."""
        key = self._public.whose(request.path_params["token"])
        if key is None:
            raise HTTPException(404)
        if request.method == "POST":
            return await self._done(key, await wish_of(request))
        return self._standing(key, await self._in_thread(self._public.standing, key))

    async def web_version(self, request: Request) -> Response:
        """A letter as a page, the link's own or by `?issue=N` an earlier one."""
        issue = _number(request.query_params.get("issue"))
        found = await self._in_thread(self._public.web_version, request.path_params["token"], issue)
        if found is None:
            raise HTTPException(404)
        if isinstance(found, Version):
            return HTMLResponse(document_of(found), headers={"content-security-policy": POLICY})
        return self._page("unsent.html.j2", 404, issue=found.issue)

    async def how_to_leave(self, request: Request) -> Response:
        """Where the web version's link to unsubscribe leads. That page may have been passed on, so this only tells."""
        token = request.path_params["token"]
        if not self._public.is_web_token(token):
            raise HTTPException(404)
        return self._page("from_letter.html.j2", token=token)

    async def _done(self, key: str, wish: Wish | Choice | None) -> Response:
        if wish is None:
            return self._unclear()
        standing = await self._in_thread(self._becomes, key, wish)
        return self._standing(key, standing, wish) if standing else self._unclear()

    async def _in_thread(self, doing: Callable[[*_Asked], _Told], *asked: *_Asked) -> _Told:
        return await to_thread.run_sync(doing, *asked, limiter=self._threads)

    def _becomes(self, key: str, wish: Wish | Choice) -> Standing | None:
        """How it stands once it is as somebody wishes; None: it is about no network of theirs."""
        if isinstance(wish, Choice):
            return self._public.choose(key, wish.shown, wish.stays, self._now())
        if wish.undo:
            return self._public.come_back(key, wish.network, self._now())
        return self._public.leave(key, wish.network, ONE_CLICK if wish.one_click else ON_THE_PAGE, self._now())

    def _standing(self, key: str, standing: Standing, wish: Wish | Choice | None = None) -> Response:
        return self._page(
            "leaving.html.j2",
            standing=standing,
            words=Words.of(standing, wish, self._public.settings.name),
            web_version=self._public.web_token(key, standing.issue) if standing.issue else "",
            done=wish is not None,
            left=Left,
            everything=EVERYTHING,
        )

    def _unclear(self) -> Response:
        return self._page("unclear.html.j2", 400)

    def _lost(self, *_: object) -> Response:
        """The same for whatever is not there: nobody learns whether a token was nearly right."""
        return self._page("lost.html.j2", 404)

    def _refused(self, _: Request, error: Exception) -> Response:
        """A mail provider tries again, and people are told to."""
        words = error.strerror if isinstance(error, OSError) else error
        self._tell(printable(f"nobody can leave now: {words}"))
        return self._page("later.html.j2", 503, _LATER)

    def _failed(self, _: Request, error: Exception) -> Response:
        """A fault of ours. Its words may hold what a log may not."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        self._tell(f"a fault of the program: {type(error).__name__} in {frame.name}, {frame.filename}:{frame.lineno}")
        return self._page("later.html.j2", 503, _LATER)

    def _page(self, template: str, status: int = 200, headers: Mapping[str, str] = _NONE, **values: object) -> Response:
        page = self._look.page(template, answers_to=self._public.settings.answers_to, **values)
        return HTMLResponse(page, status, {"content-security-policy": self._look.policy, **headers})


def _number(asked: str | None) -> int | None:
    """An issue's number; what is none is as if not said."""
    return int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) <= _MOST_DIGITS else None
