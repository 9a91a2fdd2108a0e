"""The desk as an application: its route tables joined."""

from __future__ import annotations

from starlette.applications import Starlette

from composer.problems import printable
from composer.web.desk import Desk, home, looking, sending, writing
from composer.web.desk.looking.told import in_html
from composer.web.failing import handlers


def application(desk: Desk) -> Starlette:
    """The desk's pages. Who may see them is not its business: the scope brings a visitor who manages."""
    desk.shell.add_filters({"in_html": in_html, "printable": printable})
    tables = (home.routes(desk), looking.routes(desk), writing.routes(desk), sending.routes(desk))
    app = Starlette(
        routes=[*(route for table in tables for route in table), desk.shell.files],
        exception_handlers=handlers(desk.shell),
    )
    app.router.redirect_slashes = False
    return app
