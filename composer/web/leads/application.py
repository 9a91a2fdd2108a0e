"""The leads' pages as an application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from composer.pipeline.edition import UnreadableError
from composer.web.failing import handlers
from composer.web.leads import Leads, changes, exporting, home, people, row, spreadsheet
from composer.web.leads.words import FILTERS


def application(leads: Leads) -> Starlette:
    """The pages. Who may see them is not their business: the scope brings a visitor, and pages show what is theirs."""
    leads.shell.add_filters(FILTERS)
    tables = (home, people, row, spreadsheet, changes, exporting)

    def unreadable(request: Request, error: Exception) -> Response:
        """What is wrong with a list that nothing can be shown of."""
        problems = error.problems if isinstance(error, UnreadableError) else []
        return leads.shell.page(request, "unreadable.html.j2", {"problems": problems}, status=409)

    app = Starlette(
        routes=[leads.shell.files, *(route for table in tables for route in table.routes(leads))],
        exception_handlers={**handlers(leads.shell), UnreadableError: unreadable},
    )
    app.router.redirect_slashes = False
    return app
