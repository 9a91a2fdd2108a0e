"""The page of an issue: to write on the left, to look on the right."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from composer.web.desk import Desk, looking


async def issue_page(desk: Desk, request: Request, left: Mapping[str, object], status: int = 200) -> Response:
    """The whole page, with these values for its left."""
    right = await looking.values(desk, request)
    return desk.shell.page(request, "issue.html.j2", {**right, **left}, status=status)
