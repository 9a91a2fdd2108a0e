"""The pages to sign in and out: the same for everybody, whether they are known here or not."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

import anyio
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from composer.pipeline.sign_in import SignIn
from composer.web.failing import handlers
from composer.web.forms import form_of
from composer.web.posting import TOKEN, posting
from composer.web.shell import Shell
from composer.web.signing_in.cookies import Cookies, form_token, new_browser

_MAILED_AT_ONCE = 4
_MOST_WAITING = 100  # letters to sign in; who asks after that is shown the same page, and asks again
_MOST_FIELDS = 5
_LONGEST_ADDRESS = 320
_NONE: Mapping[str, object] = {}


def pages(sign_in: SignIn, cookies: Cookies, shell: Shell, tell: Callable[[str], None]) -> Starlette:
    """They as an application, below the root of the realm's pages; `tell` gets a sentence for each failure."""
    return _Pages(sign_in, cookies, shell, tell).application


class _Pages:
    """The routes, and what they answer from."""

    def __init__(self, sign_in: SignIn, cookies: Cookies, shell: Shell, tell: Callable[[str], None]) -> None:
        self._sign_in = sign_in
        self._cookies = cookies
        self._shell = shell
        self._tell = tell
        self._mailing = anyio.CapacityLimiter(_MAILED_AT_ONCE)
        self._waiting = 0
        self.application = Starlette(
            routes=[
                Route("/sign-in", self.form, methods=["GET"]),
                Route("/sign-in", self.asked, methods=["POST"]),
                Route("/sign-in/{link}", self.button, methods=["GET"]),
                Route("/sign-in/{link}", self.used, methods=["POST"]),
                posting("/sign-out", self.out),
                shell.files,
            ],
            exception_handlers=handlers(shell),
        )
        self.application.router.redirect_slashes = False

    async def form(self, request: Request) -> Response:
        """Where somebody asks for a link."""
        return self._page(request, "form.html.j2", {"out": request.query_params.get("out") == "1"})

    async def asked(self, request: Request) -> Response:
        """The same page at once, whoever's address it is; the letter is sent when it has been answered."""
        form, browser = await self._form(request)
        if browser is None:
            return self._page(request, "form.html.j2", {"again": True}, 403)
        address = str(form.get("address") or "")[:_LONGEST_ADDRESS]
        if "@" not in address:  # a slip, which tells nobody anything
            return self._page(request, "form.html.j2", {"wrong": address}, 422)
        page = self._page(request, "asked.html.j2")
        page.background = BackgroundTask(self._mail, address, browser, self._cookies.known(request))
        return page

    async def _mail(self, address: str, browser: str, known: str) -> None:
        if self._waiting >= _MOST_WAITING:
            self._tell("too many ask to sign in at once, so some letters are not sent")
            return
        self._waiting += 1
        try:
            async with self._mailing:
                await self._sign_in.ask(self._cookies.realm, address, browser, known)
        finally:
            self._waiting -= 1

    async def button(self, request: Request) -> Response:
        """What a link in a letter leads to. What it is worth is looked at when the button is pressed."""
        known = bool(self._cookies.browser(request))
        if not known and self._cookies.session(request):  # the letter is somebody's way back to their list
            return RedirectResponse(f"{request.scope['root_path']}/", 303)
        return self._page(request, "button.html.j2" if known else "elsewhere.html.j2")

    async def used(self, request: Request) -> Response:
        """A session for a link, once."""
        _, browser = await self._form(request)
        if browser is None:
            return self._page(request, "elsewhere.html.j2", status=403)
        known = new_browser()
        session = await run_in_threadpool(
            self._sign_in.come_in,
            self._cookies.realm,
            request.path_params["link"],
            browser,
            self._cookies.session(request),
            known,
        )
        if session is None:
            return self._page(request, "spent.html.j2", status=403)
        response = RedirectResponse(f"{request.scope['root_path']}{self._cookies.way(request) or '/'}", 303)
        self._cookies.begin(response, session, known)
        return response

    async def out(self, request: Request, _: FormData) -> Response:
        """The end of a session."""
        await run_in_threadpool(self._sign_in.go_out, self._cookies.session(request))
        response = RedirectResponse(f"{request.scope['root_path']}/sign-in?out=1", 303)
        self._cookies.end(response)
        return response

    async def _form(self, request: Request) -> tuple[FormData, str | None]:
        """What was sent, and the browser that it came from; None: not from a page that this browser was given."""
        async with form_of(request, fields=_MOST_FIELDS) as form:
            browser, given = self._cookies.browser(request), form.get(TOKEN)
            ours = bool(browser) and isinstance(given, str) and _same(given, form_token(browser))
            return form, browser if ours else None

    def _page(
        self, request: Request, template: str, values: Mapping[str, object] = _NONE, status: int = 200
    ) -> Response:
        """A page with forms that only the browser it is given to can send."""
        browser = self._cookies.browser(request) or new_browser()
        shown = {"form_token": form_token(browser), "desk": self._cookies.realm == "desk", "again": False, "out": False}
        shown["wrong"] = None
        page = self._shell.page(request, template, {**shown, **values}, status=status)
        self._cookies.know(page, browser)
        return page


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
