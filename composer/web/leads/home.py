"""The first page: the networks that somebody leads, and how it stands with each one's list."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from composer.pipeline.listing import standings
from composer.web.leads import Leads
from composer.web.leads.asking import theirs
from composer.web.visitors import Visitor, visitor_of


def routes(leads: Leads) -> list[Route]:
    """The first page."""

    async def home(request: Request) -> Response:
        """The networks somebody leads; whoever leads one alone is led to it."""
        visitor = visitor_of(request)
        values = await run_in_threadpool(_values, leads, visitor)
        if len(values["standings"]) == 1 and not values["joined"] and not visitor.manages:
            network = values["standings"][0].network.id
            return RedirectResponse(f"{request.scope.get('root_path', '')}/{network}/", 303)
        return leads.shell.page(request, "networks.html.j2", values)

    return [Route("/", home)]


def _values(leads: Leads, visitor: Visitor) -> dict[str, Any]:
    lists = theirs(leads, visitor)
    own = lists.with_lists()
    return {
        "standings": list(standings(lists)),
        "joined": [network for name, network in lists.networks.items() if name not in own],
        "zone": lists.zone,
        "answers_to": lists.answers_to,
    }
