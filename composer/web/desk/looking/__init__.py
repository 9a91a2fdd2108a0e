"""The right of an issue's page: the edition as it will be sent, with switches, and what is wrong with it.

Rule: everything here only looks, and the switches are links whose state is in the address. What somebody types to find
a reader comes as a form, though it changes nothing: names and addresses stand in no address of a page. Addresses are
relative: the pages do not know where they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from composer.pipeline.preview import Look, Sight
from composer.pipeline.writing import read_draft
from composer.problems import UsageError
from composer.web.desk import Desk
from composer.web.desk.live import Live
from composer.web.desk.looking.frame import POLICY, SANDBOX, UNPICTURED, framed
from composer.web.desk.looking.places import Places
from composer.web.desk.looking.state import SCHEMES, VIEWS, WIDTHS, State
from composer.web.desk.looking.told import Told
from composer.web.posting import posting

_CLIPPED = 102 * 1024  # bytes: Gmail shows no more of a letter's HTML
_MUCH = 100_000
_KEPT = {"cache-control": "private, max-age=86400, immutable"}  # seconds; another picture has another id


@dataclass(frozen=True, slots=True)
class Size:
    """How large a letter's HTML is, and whether Gmail shows all of it."""

    bytes: int

    @property
    def words(self) -> str:
        """In KB of 1,000 bytes, rounded up: what is over the limit never looks as if it were not."""
        return f"{-(-self.bytes // 1000)} KB of {_MUCH // 1000}"

    @property
    def warning(self) -> str:
        """What follows from it, if anything does."""
        if self.bytes > _CLIPPED:
            return "Gmail cuts it off"
        return "Gmail nearly cuts it off" if self.bytes > _MUCH else ""


def _digest(document: bytes) -> str:
    """Something else whenever the document is."""
    return hashlib.sha256(document).hexdigest()[:20]


def routes(desk: Desk) -> list[Route]:
    """The edition of an issue, for the right of its page."""
    looking = _Looking(desk)
    return [
        Route("/{number:int}/look", looking.look),
        Route("/{number:int}/problems", looking.problems),
        Route("/{number:int}/letter", looking.letter),
        Route("/{number:int}/events", looking.events),
        Route("/{number:int}/picture/{content_id}", looking.picture),
        Route("/{number:int}/readers", looking.whose),
        posting("/{number:int}/readers", looking.readers),
    ]


async def values(desk: Desk, request: Request) -> dict[str, object]:
    """What the right of an issue's page shows: the switches, the inbox line, the problems, and where the letter is."""
    return await _values(desk, request, letter_first=False)


async def _values(desk: Desk, request: Request, *, letter_first: bool) -> dict[str, object]:
    live = await desk.opened.of(request.path_params["number"])
    return await run_in_threadpool(_shown, desk, live, State.of(request), letter_first=letter_first)


def _shown(desk: Desk, live: Live, asked: State, *, letter_first: bool) -> dict[str, object]:
    look = live.preview.look(asked.variant - 1, asked.reader, judged=not letter_first)
    state = replace(asked, variant=1 if look.reader else look.variant + 1)
    shown = _document(look.sight, state) if look.sight else b""
    return {
        "look": look,
        "state": state,
        "views": VIEWS,
        "widths": WIDTHS,
        "schemes": SCHEMES,
        "sandbox": SANDBOX,
        "letter": state.letter(_digest(shown)),
        "size": Size(len(look.sight.html.encode())) if look.sight else None,
        "letter_first": letter_first,
        **({} if letter_first else _after(desk, live, look, state)),
    }


def _after(desk: Desk, live: Live, look: Look, state: State) -> Mapping[str, object]:
    """What comes after the letter: the problems, where a click on each leads, and what comes of the issues before."""
    return {
        "told": Told.of(look),
        "places": _places(desk, look, state),
        "carried": live.preview.carried(),
        "written": _written(desk, look),
    }


class _Looking:
    """What the addresses below an issue answer from."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, request: Request) -> Response:
        """The right with the letter, for a page that follows: `problems` and the like come after it."""
        if "hx-request" not in request.headers:
            return _to_the_page(request)
        shown = await _values(self._desk, request, letter_first=True)
        return self._desk.shell.page(request, "looking/look.html.j2", shown)

    async def problems(self, request: Request) -> Response:
        """What is wrong, and what comes of the issues before, likewise."""
        if "hx-request" not in request.headers:
            return _to_the_page(request)
        state, live = State.of(request), await self._live(request)
        live.is_drawn()
        look = await run_in_threadpool(live.preview.look, state.variant - 1, state.reader)
        after = await run_in_threadpool(_after, self._desk, live, look, state)
        return self._desk.shell.page(request, "looking/after.html.j2", {"look": look, "state": state, **after})

    async def letter(self, request: Request) -> Response:
        """What stands in the frame."""
        state = State.of(request)
        live = await self._live(request)
        look = await run_in_threadpool(live.preview.look, state.variant - 1, state.reader, judged=False)
        if look.sight is None:
            return PlainTextResponse("There is no letter yet.\n", 404)
        document = _document(look.sight, state)
        digest = _digest(document)
        policy = {"content-security-policy": UNPICTURED if state.view == "off" else POLICY}
        if request.query_params.get("is", digest) != digest:
            # There was a save in between. By its address the page knows which letter stands in the frame.
            return RedirectResponse(state.letter(digest), 303, policy)
        kind = "html" if state.drawn else "plain"
        return Response(document, media_type=f"text/{kind}; charset=utf-8", headers=policy)

    async def picture(self, request: Request) -> Response:
        """A picture of the letter."""
        live = await self._live(request)
        found = live.preview.picture(request.path_params["content_id"])
        if found is None:
            return PlainTextResponse("There is no such picture in this letter.\n", 404)
        headers = {"content-security-policy": "default-src 'none'; sandbox", **_KEPT}
        return Response(found.content, media_type=found.content_type, headers=headers)

    async def events(self, request: Request) -> Response:
        """The stream that tells of new versions."""
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        live = await self._live(request)
        if live.full:
            return PlainTextResponse("Too many pages follow this preview. Close some.\n", 503)
        return StreamingResponse(live.events(), media_type="text/event-stream")

    async def whose(self, request: Request) -> Response:
        """Where to look for a reader, for who came without a form."""
        return self._found(request, await self._live(request), None)

    async def readers(self, request: Request, form: FormData) -> Response:
        """The people of the audience that what was typed fits."""
        live = await self._live(request)
        found = await run_in_threadpool(live.preview.people_like, str(form.get("words", "")))
        return self._found(request, live, found)

    def _found(self, request: Request, live: Live, found: object) -> Response:
        template = "looking/found.html.j2" if "hx-request" in request.headers else "looking/readers.html.j2"
        state, number = State.of(request), request.path_params["number"]
        return self._desk.shell.page(request, template, {"found": found, "state": state, "number": number})

    async def _live(self, request: Request) -> Live:
        return await self._desk.opened.of(request.path_params["number"])


def _to_the_page(request: Request) -> Response:
    return RedirectResponse(f"./{State.of(request).query}", 303)


def _document(sight: Sight, state: State) -> bytes:
    if state.view == "source":
        return sight.letter
    if state.view == "text":
        return sight.text.encode()
    pictures = {} if state.view == "off" else sight.pictures
    return framed(sight.html, state.scheme, pictures, lambda name: f"picture/{quote(name)}").encode()


def _written(desk: Desk, look: Look) -> str:
    """The version of the issue's file, by which a form says what it was made from; empty where there is no file."""
    try:
        return hashlib.sha256((desk.workspace.root / "issues" / f"{look.number}.yaml").read_bytes()).hexdigest()
    except OSError:
        return ""


def _places(desk: Desk, look: Look, state: State) -> Places:
    file, query = f"issues/{look.number}.yaml", replace(state, writing="text").query
    if state.writing or all(problem.place.file != file for problem in look.problems):
        return Places(file, query)
    try:
        draft = read_draft(desk.workspace, look.number)
    except UsageError:  # there is no such file now, which is told
        return Places(file, query)
    return Places.of(file, draft.text, [item.line for item in draft.items], query)
