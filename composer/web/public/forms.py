"""What a form asks for: RFC 8058's one click, or a choice of the page.

Rule: what does not say clearly what it wants, wants nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from composer.model import EVERY

LEAVE, UNDO = "leave", "undo"
EVERYTHING = "*"  # on the page, where an empty value might be one that got lost; no network is called so

_MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """To leave a network or `EVERY` one, or to undo it. `one_click`: asked by a mail provider for its user."""

    network: str = EVERY
    undo: bool = False
    one_click: bool = False


async def wish_of(request: Request) -> Wish | None:
    """What the body asks for; None: nothing that we know."""
    fields = await _fields(request)
    if ("List-Unsubscribe", "One-Click") in fields:
        return Wish(one_click=True)
    choices = [(name, value) for name, value in fields if name in (LEAVE, UNDO) and value]
    if len(choices) != 1:
        return None
    [(name, network)] = choices
    return Wish(EVERY if network == EVERYTHING else network, undo=name == UNDO)


async def _fields(request: Request) -> list[tuple[str, str]]:
    """The fields of either encoding (RFC 8058 section 3.2). Whatever is not multipart is read as urlencoded."""
    try:
        if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
            return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return parse_qsl((await request.body()).decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except (HTTPException, ValueError):
        return []
