"""A letter that a test copy or a rehearsal has left as a file: a page with the letter in a frame, and its parts.

Rule: the letter stands in a sandbox of the strictest policy, whatever it says; its text and source are plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from composer.pipeline.kept_letters import in_words
from composer.pipeline.opened_letter import open_letter
from composer.web.desk.looking.frame import POLICY, SANDBOX, framed
from composer.web.shell import Shell

_PLAIN = {"content-security-policy": "default-src 'none'; sandbox"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says around a letter: its heading, and the way back, from the pages of sending, in words."""

    heading: str
    back: str
    back_words: str


def look_at(shell: Shell, request: Request, letter: bytes, told: Told) -> Response:
    """The page of a letter; by `see`, what stands in its frame, its text or its source; by `picture`, one of those."""
    if content_id := request.query_params.get("picture"):
        return _picture(letter, content_id)
    see = request.query_params.get("see", "")
    if see == "letter":
        return _in_frame(letter)
    if see in ("text", "source"):
        shown = letter if see == "source" else in_words(letter).encode("utf-8", "replace")
        return Response(shown, media_type="text/plain; charset=utf-8", headers=_PLAIN)
    opened = open_letter(letter)
    values = {"number": request.path_params["number"], "opened": opened, "told": told, "sandbox": SANDBOX}
    return shell.page(request, "sending/letter.html.j2", values)


def _in_frame(letter: bytes) -> Response:
    opened = open_letter(letter)
    if not opened.html:
        return Response(opened.text.encode("utf-8", "replace"), media_type="text/plain; charset=utf-8", headers=_PLAIN)
    document = framed(opened.html, "light", opened.pictures, lambda name: f"?picture={quote(name, safe='')}")
    headers = {"content-security-policy": POLICY}
    return Response(document.encode(), media_type="text/html; charset=utf-8", headers=headers)


def _picture(letter: bytes, content_id: str) -> Response:
    found = open_letter(letter).pictures.get(content_id)
    if found is None:
        raise HTTPException(404)
    return Response(found.content, media_type=found.content_type, headers=_PLAIN)
