"""The desk's pages: an edition as it will be sent, with switches, and what is wrong with it.

Rule: everything is a GET and changes nothing; the switches are links, and their state is in the address. Addresses
are relative: the pages do not know where they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from composer.pipeline.preview import Preview, Sight
from composer.web.desk.frame import POLICY, SANDBOX, framed
from composer.web.desk.live import Live
from composer.web.desk.told import Told, in_html

_HERE = Path(__file__).parent
_FILES = {"desk.css": "text/css", "desk.js": "text/javascript", "desk.svg": "image/svg+xml"}
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.filters["in_html"] = in_html

VIEWS = {"html": "Letter", "text": "Text", "source": "Source"}
WIDTHS = {"desktop": "Desktop", "phone": "Phone"}
SCHEMES = {"light": "Light", "dark": "Dark"}

_CLIPPED = 102 * 1024  # bytes: Gmail shows no more of a letter's HTML
_MUCH = 100_000


@dataclass(frozen=True, slots=True)
class State:
    """How the switches stand; `variant` counts from 1, as people do."""

    view: str = "html"
    variant: int = 1
    width: str = "desktop"
    scheme: str = "light"

    @classmethod
    def of(cls, request: Request) -> State:
        """As the address says; what it says wrongly is as if not said."""
        asked = request.query_params
        variant = asked.get("variant", "1")
        return cls(
            _one_of(VIEWS, asked.get("view")),
            int(variant) if variant.isascii() and variant.isdigit() and 0 < len(variant) < 5 and int(variant) else 1,
            _one_of(WIDTHS, asked.get("width")),
            _one_of(SCHEMES, asked.get("scheme")),
        )

    def address(self, **switched: str | int) -> str:
        """The page's address in this state, with some switches set otherwise."""
        usual = asdict(State())
        said = {name: value for name, value in (asdict(self) | switched).items() if value != usual[name]}
        return f"?{urlencode(said)}" if said else "."

    def letter(self, digest: str) -> str:
        """The address of the letter in this state: another one whenever the letter is another."""
        return f"letter?{urlencode({'view': self.view, 'variant': self.variant, 'scheme': self.scheme, 'is': digest})}"


def _one_of(known: dict[str, str], asked: str | None) -> str:
    return asked if asked in known else next(iter(known))


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


def desk(preview: Preview, live: Live) -> Starlette:
    """The desk as an application; who may see it is not its business."""
    return _Desk(preview, live).application


class _Desk:
    """The routes, and what they answer from."""

    def __init__(self, preview: Preview, live: Live) -> None:
        self._preview = preview
        self._live = live
        self.application = Starlette(
            routes=[
                Route("/", self.page),
                Route("/letter", self.letter),
                Route("/events", self.events),
                Route("/picture/{content_id}", self.picture),
                *(Route(f"/{name}", _file(name)) for name in _FILES),
            ]
        )

    def page(self, request: Request) -> Response:
        """The switches, the inbox line, the problems, and the frame with the letter."""
        state = State.of(request)
        look = self._preview.look(state.variant - 1)
        state = replace(state, variant=look.variant + 1)
        shown = _document(look.sight, state) if look.sight else b""
        page = _TEMPLATES.get_template("desk.html.j2").render(
            look=look,
            state=state,
            views=VIEWS,
            widths=WIDTHS,
            schemes=SCHEMES,
            sandbox=SANDBOX,
            letter=state.letter(_digest(shown)),
            size=Size(len(look.sight.html.encode())) if look.sight else None,
            told=Told.of(look),
        )
        return HTMLResponse(page)

    def letter(self, request: Request) -> Response:
        """What stands in the frame."""
        state = State.of(request)
        sight = self._preview.look(state.variant - 1).sight
        if sight is None:
            return PlainTextResponse("There is no letter yet.\n", 404)
        document = _document(sight, state)
        digest = _digest(document)
        if request.query_params.get("is", digest) != digest:
            # There was a save in between. By its address the page knows which letter stands in the frame.
            return RedirectResponse(state.letter(digest), 303, {"content-security-policy": POLICY})
        kind = "html" if state.view == "html" else "plain"
        return Response(document, media_type=f"text/{kind}; charset=utf-8", headers={"content-security-policy": POLICY})

    def picture(self, request: Request) -> Response:
        """A picture of the letter."""
        found = self._preview.picture(request.path_params["content_id"])
        if found is None:
            return PlainTextResponse("There is no such picture in this letter.\n", 404)
        policy = {"content-security-policy": "default-src 'none'; sandbox"}
        return Response(found.content, media_type=found.content_type, headers=policy)

    async def events(self, request: Request) -> Response:
        """The stream that tells of new versions."""
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        if self._live.full:
            return PlainTextResponse("Too many pages follow this preview. Close some.\n", 503)
        return StreamingResponse(self._live.events(), media_type="text/event-stream")


def _document(sight: Sight, state: State) -> bytes:
    if state.view == "source":
        return sight.letter
    if state.view == "text":
        return sight.text.encode()
    return framed(sight.html, state.scheme, sight.pictures, lambda name: f"picture/{quote(name)}").encode()


def _file(name: str) -> Callable[[Request], Response]:
    """What answers with a file of the page itself."""
    return lambda _: Response((_HERE / name).read_bytes(), media_type=_FILES[name])
