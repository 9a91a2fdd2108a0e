"""One row of a list: somebody added, corrected, or removed.

Rule: what somebody typed is never lost, and what somebody else saved first is never overwritten unasked.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from composer.mailbox import canonical
from composer.model import EMAIL, USUAL
from composer.pipeline.kept_out import kept_out
from composer.pipeline.listing import Edit, Row
from composer.pipeline.membership import (
    AlreadyListed,
    ChangedMeanwhile,
    NoSuchColumn,
    StaysOut,
    add_new,
    amend,
    take_off,
)
from composer.pipeline.on_pages import page_words
from composer.problems import ComposerError
from composer.web.leads import Leads
from composer.web.leads.asking import Asked
from composer.web.leads.conflict import conflict
from composer.web.leads.form import Typed, judged, shown_in, typed_in
from composer.web.leads.looking_at import in_reading_order
from composer.web.leads.notices import Notice, beside
from composer.web.leads.people import key_of, row_key, with_notice
from composer.web.leads.words import clear, person
from composer.web.posting import posting

_NO_COLUMN = (
    "This form has a column that the list does not have any more. Nothing was changed. Load the page again, and type "
    "it once more."
)


def routes(leads: Leads) -> list[Route]:
    """To add, to correct and to remove somebody."""
    rows = _Rows(leads)
    return [
        Route("/{network}/add", rows.adding),
        posting("/{network}/add", rows.add),
        Route("/{network}/person/{key}", rows.correcting),
        posting("/{network}/correct", rows.correct),
        posting("/{network}/settle", rows.settle),
        posting("/{network}/remove", rows.remove),
    ]


class _Rows:
    """What the pages of one row answer from."""

    def __init__(self, leads: Leads) -> None:
        self._leads = leads

    async def adding(self, request: Request) -> Response:
        """An empty form."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        table = await run_in_threadpool(asked.lists.read, asked.network)
        columns = dict.fromkeys((*USUAL, *table.columns), "")
        return self._form(request, asked, Typed(columns, dict(columns)), new=True)

    async def add(self, request: Request, form: FormData) -> Response:
        """Put somebody on the list, or tell at each field why not."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        typed = typed_in(form)
        if not await run_in_threadpool(judged, asked, typed, form):
            return self._form(request, asked, typed, new=True)
        row = {name: cell for name, cell in typed.cells.items() if cell}
        edit = await self._tried(asked, typed, lambda: add_new(asked.lists, asked.network, row, asked.doing("add")))
        if edit is None:
            return self._form(request, asked, typed, new=True)
        return await self._done(request, asked, edit, f"{person(typed.cells)} is on the list now", typed.address)

    async def correcting(self, request: Request) -> Response:
        """The form of somebody's row as it is now."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        row = await run_in_threadpool(_row_of, asked, request)
        if row is None:
            return self._leads.shell.page(request, "nobody.html.j2", {"asked": asked}, status=404)
        return self._form(request, asked, Typed(row, dict(row)), new=False)

    async def correct(self, request: Request, form: FormData) -> Response:
        """Save what was typed, or show beside it what somebody else saved first."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        typed = typed_in(form)
        if not await run_in_threadpool(judged, asked, typed, form):
            return self._form(request, asked, typed, new=False)
        return await self._save(request, asked, typed)

    async def settle(self, request: Request, form: FormData) -> Response:
        """Save what was chosen, cell by cell, of two edits of one row."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        typed = typed_in(form)
        for at, name in enumerate(typed.shown):
            if form.get(f"take-{at}") == "theirs":
                typed.cells[name] = typed.shown[name]
        if not await run_in_threadpool(judged, asked, typed, form):
            return self._form(request, asked, typed, new=False)
        return await self._save(request, asked, typed)

    async def remove(self, request: Request, form: FormData) -> Response:
        """Take a row off the list, unless it is another than was shown."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        shown = shown_in(form)
        try:
            edit = await run_in_threadpool(take_off, asked.lists, asked.network, shown, asked.doing("remove"))
        except ChangedMeanwhile as meanwhile:
            values = await run_in_threadpool(conflict, asked, Typed(shown, dict(shown)), meanwhile.row)
            return self._leads.shell.page(request, "removing.html.j2", values, status=409)
        return await self._done(request, asked, edit, f"{person(shown)} is no longer on the list")

    async def _save(self, request: Request, asked: Asked, typed: Typed) -> Response:
        changed = {name: cell for name, cell in typed.cells.items() if typed.shown.get(name, "") != cell}
        row = {EMAIL: typed.address, **changed}
        try:
            edit = await self._tried(
                asked, typed, lambda: amend(asked.lists, asked.network, typed.shown, row, asked.doing("edit"))
            )
        except ChangedMeanwhile as meanwhile:
            values = await run_in_threadpool(conflict, asked, typed, meanwhile.row)
            return self._leads.shell.page(request, "conflict.html.j2", values, status=409)
        if edit is None:
            return self._form(request, asked, typed, new=False)
        if edit.change is None:
            return await self._done(request, asked, edit, f"Nothing was changed about {person(typed.cells)}", kind="")
        return await self._done(request, asked, edit, f"{person(typed.cells)} is corrected", typed.address)

    async def _tried(self, asked: Asked, typed: Typed, doing: Callable[[], Edit]) -> Edit | None:
        """What an edit did; None: why not is told in `typed`. Raises ChangedMeanwhile, and HTTPException: 400."""
        try:
            return await run_in_threadpool(doing)
        except ChangedMeanwhile:
            raise
        except NoSuchColumn as unknown:
            raise HTTPException(400, _NO_COLUMN) from unknown
        except AlreadyListed as there:
            typed.there = key_of(asked, canonical(there.row[EMAIL]))
            typed.wrong[EMAIL] = f"{person(there.row)} is on this list already, with this address."
        except StaysOut as out:
            typed.wrong[EMAIL] = page_words(str(out))
        except ComposerError as error:
            typed.trouble = page_words(str(error))
        return None

    def _form(self, request: Request, asked: Asked, typed: Typed, *, new: bool) -> Response:
        told = typed.wrong or typed.trouble
        values = {
            "asked": asked,
            "typed": typed,
            "columns": in_reading_order(typed.cells),
            "new": new,
            "shown_json": json.dumps(typed.shown),
        }
        return self._leads.shell.page(request, "person.html.j2", values, status=422 if told or typed.meant else 200)

    async def _done(
        self, request: Request, asked: Asked, edit: Edit, words: str, address: str = "", kind: str = "good"
    ) -> Response:
        more = beside(edit)
        if address and (stopped := await run_in_threadpool(_stopped, asked, address)):
            more = (stopped, *more)
        notice = Notice(f"{words}.", edit.change.number if edit.change else 0, kind, more)
        name = self._leads.notices.hold(asked.owner, notice)
        here = request.scope.get("root_path", "")
        return RedirectResponse(f"{here}/{asked.network}/{with_notice(name)}", 303)


def _stopped(asked: Asked, address: str) -> str:
    """That somebody gets nothing whatever the list says; empty where they do."""
    out = kept_out(asked.lists.root).by(asked.network, canonical(address))
    if out is None:
        return ""
    why = f"since {out.at:%-d %B %Y}: {clear(out.reason)}"
    return f"They get nothing all the same, {why}. If they ask to come back, tell whoever manages the newsletter."


def _row_of(asked: Asked, request: Request) -> Row | None:
    """The row that a page's address stands for: of somebody's several rows the one that was shown, else the first."""
    table, key = asked.lists.read(asked.network), request.path_params["key"]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows if key_of(asked, table.who(row)) == key]
    wanted = request.query_params.get("row", "")
    return next((row for row in rows if row_key(asked, row) == wanted), rows[0] if rows else None)
