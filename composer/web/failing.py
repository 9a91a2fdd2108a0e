"""What a page says where it cannot do what was asked: a sentence, and a way on; never a traceback."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from composer.pipeline.on_pages import page_words
from composer.problems import ComposerError, LedgerError, UsageError
from composer.web.shell import Shell
from composer.web.visitors import Visitor


def handlers(shell: Shell) -> Mapping[Any, Any]:
    """For each kind of failure the page that tells it."""

    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        words = error.detail if isinstance(error, HTTPException) and status in _SAID else ""
        page = shell.page(request, "wrong.html.j2", {"status": status, "words": words}, status=status)
        page.headers.update(getattr(error, "headers", None) or {})
        return page

    def telling(status: int) -> Any:
        def told(request: Request, error: Exception) -> Response:
            visitor: Visitor | None = request.scope.get("state", {}).get("visitor")
            words = page_words(str(error), manages=visitor is not None and visitor.manages)
            return shell.page(request, "wrong.html.j2", {"status": status, "words": words}, status=status)

        return told

    def unread(request: Request, error: Exception) -> Response:
        words = f"{error.strerror or 'A file cannot be read'}." if isinstance(error, OSError) else ""
        return shell.page(request, "wrong.html.j2", {"status": 503, "words": words}, status=503)

    def fault(request: Request, error: Exception) -> Response:
        return shell.page(request, "wrong.html.j2", {"status": 500, "words": _FAULT}, status=500)

    return {
        Exception: fault,
        HTTPException: http,
        LedgerError: telling(503),
        UsageError: telling(404),
        ComposerError: telling(409),
        OSError: unread,
    }


_FAULT = "This is a fault of the program, not yours. Try again; if it stays so, tell whoever looks after it"
_SAID = (400, 403, 408, 409, 413, 422, 429)


class Failing:
    """An application whose faults are told to whoever runs it, by their kind and place alone."""

    def __init__(self, app: ASGIApp, tell: Callable[[str], None]) -> None:
        self._app = app
        self._tell = tell

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The application's."""
        return getattr(self._app, "routes", ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have it answer; by the time that it fails, it has said so in a page."""
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 – its words may hold what a log may not
            frame = traceback.extract_tb(error.__traceback__)[-1]
            told = f"{type(error).__name__} in {frame.name}, {frame.filename}:{frame.lineno}"
            self._tell(f"a fault of the program: {told}")
