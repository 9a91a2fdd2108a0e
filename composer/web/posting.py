"""Routes that change something: each refuses a form without the token of the visitor's own pages.

Rule: a route of the leads' pages and the desk that takes a POST is made by `posting`, so none can forget to look.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from composer.web.forms import form_of
from composer.web.visitors import visitor_of

TOKEN = "token"  # noqa: S105 – the name of the field, not a password
_MOST_FIELDS = 500

Answering = Callable[[Request, FormData], Awaitable[Response]]


def posting(path: str, answer: Answering, *, files: int = 0) -> Route:
    """A route for POST: `answer` gets the form, in which at most `files` files may come.

    Without the visitor's token in the form the answer is 403, and nothing was done.
    """

    async def checked(request: Request) -> Response:
        async with form_of(request, fields=_MOST_FIELDS, files=files) as form:
            given = form.get(TOKEN)
            if not isinstance(given, str) or not _same(given, visitor_of(request).token):
                raise HTTPException(403, _FORGED)
            return await answer(request, form)

    return Route(path, checked, methods=["POST"], name=f"POST {path}")


_FORGED = "This form did not come from a page of yours, or that page is too old. Nothing was changed. Load it again."


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
