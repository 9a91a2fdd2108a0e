"""What a form asks for: RFC 8058's one click, a button of the page, or which networks to stay on.

Rule: what does not say clearly what it wants, wants nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from composer.model import EVERY
from composer.web.forms import form_of

LEAVE, UNDO, SAVE = "leave", "undo", "save"
SHOWN, STAY = "shown", "stay"  # networks: those with a box on the page, and those whose box is ticked
EVERYTHING = "*"  # on the page, where an empty value might be one that got lost; no network is called so

_MOST_FIELDS = 400


@dataclass(frozen=True, slots=True)
class Wish:
    """To leave a network or `EVERY` one, or to undo it. `one_click`: asked by a mail provider for its user."""

    network: str = EVERY
    undo: bool = False
    one_click: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """To stay on some networks of those that the page showed; it asks for nothing of any other."""

    shown: frozenset[str]
    stays: frozenset[str]


async def wish_of(request: Request) -> Wish | Choice | None:
    """What the body asks for; None: nothing that we know."""
    fields = await _fields(request)
    if ("List-Unsubscribe", "One-Click") in fields:
        return Wish(one_click=True)
    pressed = [(name, value) for name, value in fields if name in (LEAVE, UNDO, SAVE) and value]
    if len(pressed) != 1:
        return None
    [(name, network)] = pressed
    if name == SAVE:
        return _choice(fields)
    return Wish(EVERY if network == EVERYTHING else network, undo=name == UNDO)


def _choice(fields: list[tuple[str, str]]) -> Choice | None:
    """None: nothing was shown, or something is ticked that was not."""
    shown = frozenset(network for name, value in fields if name == SHOWN for network in value.split())
    stays = frozenset(value for name, value in fields if name == STAY)
    return Choice(shown, stays) if shown and stays <= shown else None


async def _fields(request: Request) -> list[tuple[str, str]]:
    """The fields of either encoding (RFC 8058 section 3.2). Whatever is not multipart is read as urlencoded."""
    try:
        if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            async with form_of(request, fields=_MOST_FIELDS) as form:
                return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return parse_qsl((await request.body()).decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except (HTTPException, ValueError):
        return []
