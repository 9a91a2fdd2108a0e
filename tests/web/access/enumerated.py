"""Every route that the servers have, found by walking what they serve and not by anybody's list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from composer import clock
from composer.pipeline.edition import Workspace
from composer.pipeline.public import Public
from composer.web import loopback
from composer.web.desk.opened import Opened
from composer.web.serving import Served, application


def served(root: Path) -> list[str]:
    """Those of `composer serve --desk`, as "GET /lists/{network}/"."""
    workspace = Workspace.open(root)
    with Public(workspace) as public:
        app = application(Served(workspace, public, clock.now, print), frozenset(), Opened(workspace, clock.now))
        return sorted(_walked(app.routes))


def of_loopback(root: Path) -> list[str]:
    """Those of `composer preview`."""
    workspace = Workspace.open(root)
    app = loopback.application(workspace, Opened(workspace, clock.now), "name", clock.now)
    return sorted(_walked(app.routes))


def _walked(routes: Any, above: str = "") -> Iterator[str]:
    for route in routes:
        assert isinstance(route, BaseRoute)
        if isinstance(route, Mount):
            below = _routes_within(route.app)
            assert below, f"nothing can be seen of what is at {above}{route.path}"
            yield from _walked(below, above + route.path)
        else:
            assert isinstance(route, Route), route
            yield from (f"{method} {above}{route.path}" for method in route.methods or () if method != "HEAD")


def _routes_within(app: Any) -> Any:
    """Those of an application, looked for within what stands before it."""
    while not getattr(app, "routes", None):
        app = app._app
    return app.routes
