"""How things are said on the leads' pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from composer.model import EMAIL
from composer.pipeline.advice import Remark
from composer.pipeline.list_words import counts
from composer.pipeline.listing import Change, Row
from composer.pipeline.newer import NOT_YET
from composer.pipeline.on_pages import page_phrase, page_words
from composer.problems import printable

_LONGEST_SHOWN = 300  # characters of a cell in a table
_LABELS = {EMAIL: "Email", "name": "Name", "organisation": "Organisation", "role": "Role"}
_HOW = {
    "add": "added by hand",
    "edit": "details corrected",
    "remove": "removed",
    "import": "spreadsheet",
    "undo": "undone",
    "by hand": "the file changed in another program",
    "merge": "put back what an older copy lacked",
}


def moment(at: datetime, zone: ZoneInfo) -> str:
    """`22 November 2026, 09:30`."""
    return f"{at.astimezone(zone):%-d %B %Y, %H:%M}"


def how(change: Change) -> str:
    """What somebody did: `spreadsheet members.xlsx`."""
    done = _HOW.get(change.doing.how, change.doing.how)
    if change.undoes:
        return f"change {change.undoes} undone"
    return clear(f"{done} {change.doing.source}") if change.doing.source else done


def done(change: Change, zone: ZoneInfo) -> str:
    """`22 November 2026, 09:30, by priya.nair@example.org: spreadsheet members.xlsx`."""
    if change.number == NOT_YET:
        return "in another program, after the last change that the history tells"
    return f"{moment(change.doing.at, zone)}{by(change)}: {how(change)}"


def by(change: Change) -> str:
    """`, by priya.nair@example.org`; empty where nobody knows."""
    return clear(f", by {change.doing.who}") if change.doing.who else ""


def clear(words: str) -> str:
    """Words of anybody's as they are shown: nothing in them turns the line round, and they end somewhere."""
    words = printable(words).replace("\0", "")
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"


def label(column: str) -> str:
    """What a column is called above its cells."""
    return _LABELS.get(column) or clear(column)


def person(row: Row) -> str:
    """`Ann Heath`, or her address where no name is known."""
    return clear(row.get("name") or row[EMAIL])


def cells_changed(before: Row, after: Row) -> list[tuple[str, str, str]]:
    """The cells that say otherwise: the column, what it said, what it says."""
    columns = dict.fromkeys([*before, *after])
    both = ((name, before.get(name, ""), after.get(name, "")) for name in columns)
    return [(label(name), clear(was), clear(is_now)) for name, was, is_now in both if was != is_now]


def remark_words(remark: Remark) -> str:
    """What may be wrong with somebody's row, said beside the row itself."""
    if remark.problem.code == "list-typo":
        return f"Mistyped? Perhaps {clear(remark.meant)} is meant."
    if remark.problem.code == "list-duplicate":
        return "On this list more than once. They get one copy all the same."
    if remark.problem.code == "list-namesake":
        return "Somebody of this name is on this list with another address too. If it is one person, remove one."
    return page_words(remark.problem.message)


def capitalised(words: str) -> str:
    """Words as a sentence begins; the rest of it as it is."""
    return words[:1].upper() + words[1:]


def breakable(address: str) -> Markup:
    """An address that is broken, where it must be, after an @ or before a dot."""
    return escape(address).replace("@", Markup("@<wbr>")).replace(".", Markup("<wbr>."))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "breakable": breakable,
    "by": by,
    "capitalised": capitalised,
    "cells_changed": cells_changed,
    "clear": clear,
    "counts": counts,
    "done": done,
    "how": how,
    "label": label,
    "moment": moment,
    "page_phrase": page_phrase,
    "page_words": page_words,
    "person": person,
}
