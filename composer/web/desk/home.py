"""The desk's first page, which lists the issues and begins another, and the page of each."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from composer.pipeline.edition import UnreadableError
from composer.pipeline.standing import standings
from composer.pipeline.workspace import AlreadyBegun, Begun, new_issue
from composer.problems import Problem, UsageError
from composer.web.desk import Desk, writing
from composer.web.desk.issue import issue_page
from composer.web.posting import posting

_MOST_SHOWN = 60  # a year of issues; older ones are asked for


def routes(desk: Desk) -> list[Route]:
    """The list of issues, the button for another, and the page of each."""
    pages = _Pages(desk)
    return [
        Route("/", pages.home),
        Route("/{number:int}/", pages.issue),
        Route("/{number:int}", pages.without_slash),
        posting("/new", pages.begin),
    ]


class _Pages:
    """What the addresses answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def home(self, request: Request) -> Response:
        """Every issue there is, the newest first."""
        return await self._home(request)

    async def issue(self, request: Request) -> Response:
        """An issue to write and to look at."""
        return await issue_page(self._desk, request, await writing.values(self._desk, request))

    async def without_slash(self, request: Request) -> Response:
        """The same, typed by hand."""
        return RedirectResponse(f"{request.scope['root_path']}/{request.path_params['number']}/", 307)

    async def begin(self, request: Request, form: FormData) -> Response:
        """Next week's issue, opened."""
        try:
            begun = await self._desk.opened.read(partial(new_issue, now=self._desk.now()))
        except AlreadyBegun as there:
            return RedirectResponse(f"{request.scope['root_path']}/{there.number}/", 303)
        except UsageError:
            # The newest has no items yet: that is the one to write.
            return await self._home(request, refused="empty", status=409)
        except UnreadableError as error:
            return await self._home(request, refused="unreadable", problems=error.problems, status=409)
        await self._desk.opened.changed()
        asked = {"did": "begun", "reminders": len(begun.edition.reminders), "tools": len(begun.edition.tools)}
        return RedirectResponse(f"{request.scope['root_path']}/{_number(begun)}/?{urlencode(asked)}", 303)

    async def _home(
        self, request: Request, *, refused: str = "", problems: list[Problem] | None = None, status: int = 200
    ) -> Response:
        issues, unknown = await self._desk.opened.read(standings)
        everything = "all" in request.query_params
        shown = {
            "issues": issues if everything else issues[:_MOST_SHOWN],
            "older": 0 if everything else max(len(issues) - _MOST_SHOWN, 0),
            "newest": issues[0].number if issues else None,
            "refused": refused,
            "problems": problems or [],
            "unknown": unknown,
        }
        return self._desk.shell.page(request, "home.html.j2", shown, status=status)


def _number(begun: Begun) -> int:
    return begun.edition.issue.number
