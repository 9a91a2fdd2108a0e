"""The history of a list: every change in words, the newest first, each with its undoing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from composer.lists import BY_HAND
from composer.pipeline.list_words import counts
from composer.pipeline.listing import Change, Edit
from composer.pipeline.on_pages import page_words
from composer.problems import ComposerError
from composer.web.leads import Leads
from composer.web.leads.asking import Asked
from composer.web.leads.notices import Notice, beside
from composer.web.leads.people import with_notice
from composer.web.posting import posting

PER_PAGE = 50
MOST_NAMED = 100  # people of a change
_ODD = "This does not say what to undo. Nothing was changed. Load the page again."
_ELSE = Notice("Something else was changed meanwhile, so nothing was undone. Look at the history once more.", 0, "mild")


def routes(leads: Leads) -> list[Route]:
    """The history of a list, and undoing a change."""

    async def history(request: Request) -> Response:
        """The changes, newest first."""
        asked = await run_in_threadpool(Asked.of, leads, request)
        before = request.query_params.get("before", "")
        last = int(before) if before.isascii() and before.isdigit() and len(before) < 9 else 0
        return leads.shell.page(request, "changes.html.j2", await run_in_threadpool(_values, asked, last))

    async def undo(request: Request, form: FormData) -> Response:
        """Take a change back, and tell what was left alone."""
        asked = await run_in_threadpool(Asked.of, leads, request)
        number = str(form.get("number", ""))
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise HTTPException(400, _ODD)
        by_hand = form.get("by-hand") == "yes"
        notice = await run_in_threadpool(_undone, asked, int(number), by_hand=by_hand)
        name = leads.notices.hold(asked.owner, notice)
        here = request.scope.get("root_path", "")
        return RedirectResponse(f"{here}/{asked.network}/{with_notice(name)}", 303)

    return [Route("/{network}/history", history), posting("/{network}/undo", undo)]


def _values(asked: Asked, before: int) -> dict[str, Any]:
    newer: list[Change] = []
    shown: list[Change] = []
    for change in asked.lists.changes(asked.network):
        (newer if before and change.number >= before else shown).append(change)
        if len(shown) > PER_PAGE:
            break
    by_hand = None if before else _by_hand(asked)
    return {
        "asked": asked,
        "changes": shown[:PER_PAGE],
        "older": shown[PER_PAGE - 1].number if len(shown) > PER_PAGE else 0,
        "undone": _undone_by([*newer, *shown]),  # an undo comes after what it undoes
        "by_hand": by_hand,
        "next": shown[0].number + 1 if shown else 1,
        "most": MOST_NAMED,
    }


def _by_hand(asked: Asked) -> Any:
    """What was changed in the file and is no change of the history yet; None where that cannot be told."""
    try:
        return asked.lists.by_hand(asked.network)
    except ComposerError:
        return None


def _undone_by(changes: Iterable[Change]) -> dict[int, int]:
    """For each change that was taken back, and is not there again, by which."""
    found: dict[int, int] = {}
    for change in changes:
        if change.undoes is not None and change.number not in found:
            found[change.undoes] = change.number
    return found


def _undone(asked: Asked, number: int, *, by_hand: bool) -> Notice:
    """What an undoing did, or why it did nothing. `by_hand`: that change was in no history until now."""
    try:
        if by_hand and asked.lists.to_undo(asked.network, number).doing.how != BY_HAND:
            return _ELSE
        return _told(asked.lists.undo(asked.network, number, asked.doing("undo")), number)
    except ComposerError as error:
        return Notice(page_words(str(error)), 0, "bad")


def _told(edit: Edit, number: int) -> Notice:
    left = len(edit.untouched)
    rows = f"{left:,} {'row was' if left == 1 else 'rows were'} left alone, being changed or erased since"
    more = (f"{rows}:",) if left else ()
    if edit.change:
        words = f"Change {number} is undone: {counts(edit.change.diff)}."
        return Notice(words, edit.change.number, "good", (*beside(edit), *more), edit.untouched)
    words = "Nothing was undone." if left else "There was nothing left to undo: the list is so already."
    return Notice(words, 0, "mild", (*beside(edit), *more), edit.untouched)
