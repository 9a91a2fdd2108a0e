"""What the leads' pages and the desk share: the frame of a page, its style, and the files it is made of.

Rule: a page asks this server alone for anything; its files carry a hash in their address, so a browser keeps them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from composer.web.posting import TOKEN
from composer.web.visitors import Visitor

_HERE = Path(__file__).parent
_NONE: Mapping[str, object] = {}
_NOWHERE: Mapping[str, str] = {}
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = "public, max-age=31536000, immutable"  # a year; another file has another address

# What pages may do: their own scripts, styles and pictures, nothing written into the page itself.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Shell:
    """The pages of one trust level: its own templates and files, and those that all share."""

    def __init__(self, folder: Path, name: str, elsewhere: Mapping[str, str] = _NOWHERE) -> None:
        """Pages from the templates in `folder`, of the newsletter called `name`.

        `elsewhere` is where a manager may go from each of them: what it is called, and its path from the root of these.
        """
        self._folders = (folder, _HERE)
        self._environment = Environment(
            loader=FileSystemLoader(self._folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {"newsletter": name, "token_field": TOKEN, "elsewhere": elsewhere}
        self.files = Route("/static/{file}", self._file, name="static")

    def add_filters(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        """More filters for the templates."""
        self._environment.filters |= filters

    def page(
        self, request: Request, template: str, values: Mapping[str, object] = _NONE, *, status: int = 200
    ) -> HTMLResponse:
        """A template filled in. It knows `here` (the root of these pages), `visitor` (or none) and `file(NAME)`."""
        visitor: Visitor | None = request.scope.get("state", {}).get("visitor")
        here = request.scope.get("root_path", "")
        page = self._environment.get_template(template).render(
            here=here,
            visitor=visitor,
            file=lambda name: f"{here}/static/{name}?is={_digest(self._path(name))}",
            **values,
        )
        return HTMLResponse(page, status)

    def _file(self, request: Request) -> Response:
        try:
            path = self._path(request.path_params["file"])
        except FileNotFoundError as error:
            raise HTTPException(404) from error
        headers = {"cache-control": _KEPT} if request.query_params.get("is") == _digest(path) else {}
        return Response(_content(path), media_type=_KINDS[path.suffix], headers=headers)

    def _path(self, name: str) -> Path:
        """A file by its name, which can lead nowhere else: it is looked for among those that there are."""
        for folder in self._folders:
            for path in _files_of(folder):
                if path.name == name:
                    return path
        raise FileNotFoundError(name)


@cache
def _files_of(folder: Path) -> tuple[Path, ...]:
    return tuple(path for path in sorted(folder.rglob("*")) if path.suffix in _KINDS)


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(_content(path)).hexdigest()[:16]
