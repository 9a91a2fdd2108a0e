"""Two edits of one row: what somebody else saved first, beside what was to be saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from composer.mailbox import canonical
from composer.model import EMAIL
from composer.web.leads.asking import Asked
from composer.web.leads.form import Typed
from composer.web.leads.people import key_of


@dataclass(frozen=True)
class Choice:
    """A cell that two people say otherwise. `take`: whose is likely meant, as only they changed it; empty: both did."""

    at: int
    column: str
    theirs: str
    yours: str
    take: str


def conflict(asked: Asked, typed: Typed, theirs: Mapping[str, str] | None) -> dict[str, Any]:
    """What the page of two edits shows; `theirs` is the row as it is now, None where there is none any more."""
    who = canonical(typed.shown[EMAIL])
    union = dict.fromkeys([*(theirs or ()), *typed.cells], "")
    now = union | dict(theirs or {})
    yours = {**now, **typed.cells}
    return {
        "asked": asked,
        "typed": typed,
        "theirs": now if theirs is not None else None,
        "yours": yours,
        "columns": list(union),
        "choices": [
            Choice(at, name, now[name], yours[name], _likely(typed.shown.get(name, ""), now[name], yours[name]))
            for at, name in enumerate(union)
            if now[name] != yours[name]
        ],
        "change": asked.lists.newest_about(asked.network, who),
        "key": key_of(asked, who),
        "shown_json": json.dumps(now if theirs is not None else dict.fromkeys(union, "")),
    }


def _likely(was: str, theirs: str, yours: str) -> str:
    if yours == was:
        return "theirs"
    return "yours" if theirs == was else ""
