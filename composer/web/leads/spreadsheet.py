"""A spreadsheet takes the place of a list: dropped or pasted, looked at, and then applied.

Rule: between the two steps it is held outside the workspace, for whoever dropped it and that list alone.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import anyio
from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from composer.mailbox import canonical
from composer.model import EMAIL
from composer.pipeline.edition import UnreadableError
from composer.pipeline.importing import NotAsShown, Plan, ShrinksTooMuch, WhichSheet, apply, plan, shrinking
from composer.pipeline.list_words import counts
from composer.pipeline.listing import Diff, Edit
from composer.problems import ComposerError, Level, Problem
from composer.text import Cell
from composer.web.leads import Leads
from composer.web.leads.asking import Asked
from composer.web.leads.notices import Notice, beside
from composer.web.leads.people import with_notice
from composer.web.posting import posting

PASTED = "Pasted table"
MOST_SHOWN = 500  # people of a kind
_MOST_ALIKE = 50  # remarks of a kind
_NOTHING = "Choose a spreadsheet, or paste a table below. Nothing was sent."
_GONE = (
    "The spreadsheet is not held here any more: that is for half an hour only. Nothing was changed. Drop it again, and "
    "look once more."
)


def routes(leads: Leads) -> list[Route]:
    """To drop a spreadsheet, to look at what it would change, and to apply it."""
    pages = _Pages(leads)
    return [
        Route("/{network}/import", pages.dropping),
        posting("/{network}/import", pages.drop, files=1),
        Route("/{network}/import/{held}", pages.looking),
        posting("/{network}/import/{held}", pages.apply),
    ]


class _Pages:
    """What the pages of an import answer from."""

    def __init__(self, leads: Leads) -> None:
        self._leads = leads
        # A plan of a large list takes a second and much memory: one at a time, and nobody else waits for its thread.
        self._planning = anyio.CapacityLimiter(1)

    async def dropping(self, request: Request) -> Response:
        """Where a spreadsheet is dropped."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        return self._drop_page(request, asked)

    async def drop(self, request: Request, form: FormData) -> Response:
        """Hold the spreadsheet, and go on to what it would change."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        table = form.get("table")
        pasted = table if isinstance(table, str) else ""
        brought = _brought(form.get("file"), pasted)
        if brought is None:
            return self._drop_page(request, asked, wrong=_NOTHING, pasted=pasted)
        try:
            held = await run_in_threadpool(self._leads.spreadsheets.hold, asked.owner, *brought)
        except ComposerError as error:
            return self._drop_page(request, asked, wrong=f"{error}. Nothing was changed.", pasted=pasted)
        return _see_other(request, f"{asked.network}/import/{held}")

    async def looking(self, request: Request) -> Response:
        """What the spreadsheet would change; nothing is changed by looking."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        return await self._look(request, asked, request.query_params.get("sheet", ""))

    async def apply(self, request: Request, form: FormData) -> Response:
        """Have the spreadsheet take the list's place."""
        asked = await run_in_threadpool(Asked.of, self._leads, request)
        held, sheet = request.path_params["held"], str(form.get("sheet", ""))
        path = self._leads.spreadsheets.find(asked.owner, held)
        if path is None:
            return self._drop_page(request, asked, wrong=_GONE)
        try:
            planned = await to_thread.run_sync(_planned, asked, path, sheet, limiter=self._planning)
            shown, may_shrink = str(form.get("seen", "")), form.get("shrink") == "yes"
            edit = await run_in_threadpool(_applied, asked, planned, shown, may_shrink=may_shrink)
        except ShrinksTooMuch:
            return await self._look(request, asked, sheet, refused="shrinks")
        except NotAsShown:
            return await self._look(request, asked, sheet, refused="otherwise")
        except UnreadableError:
            return await self._look(request, asked, sheet)
        self._leads.spreadsheets.drop(held)
        name = self._leads.notices.hold(asked.owner, _told(edit))
        return _see_other(request, f"{asked.network}/{with_notice(name)}")

    async def _look(self, request: Request, asked: Asked, sheet: str, *, refused: str = "") -> Response:
        held = request.path_params["held"]
        path = self._leads.spreadsheets.find(asked.owner, held)
        if path is None:
            return self._drop_page(request, asked, wrong=_GONE, status=404)
        try:
            plan_shown = await to_thread.run_sync(_plan_shown, asked, path, sheet, limiter=self._planning)
        except WhichSheet as which:
            values = {"asked": asked, "source": path.name, "sheets": which.sheets, "held": held}
            return self._leads.shell.page(request, "which_sheet.html.j2", values)
        except UnreadableError as error:
            values = {"asked": asked, "source": path.name, "problems": _told_of(error.problems)}
            return self._leads.shell.page(request, "faulty_sheet.html.j2", values, status=422)
        values = {"asked": asked, "held": held, "sheet": sheet, "refused": refused, **plan_shown}
        return self._leads.shell.page(request, "plan.html.j2", values, status=409 if refused else 200)

    def _drop_page(
        self, request: Request, asked: Asked, *, wrong: str = "", pasted: str = "", status: int = 0
    ) -> Response:
        values = {"asked": asked, "wrong": wrong, "pasted": pasted}
        return self._leads.shell.page(request, "import.html.j2", values, status=status or (422 if wrong else 200))


def _brought(file: object, pasted: str) -> tuple[str, BinaryIO] | None:
    """What somebody dropped, by its name, or what they pasted; None: neither."""
    if isinstance(file, UploadFile) and file.filename:
        return file.filename, file.file
    return (PASTED, io.BytesIO(pasted.encode("utf-8", "replace"))) if pasted.strip() else None


def _see_other(request: Request, path: str) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/{path}", 303)


def _planned(asked: Asked, path: Path, sheet: str) -> Plan:
    return plan(asked.lists, asked.network, path, sheet, asked.doing("import", path.name))


def _plan_shown(asked: Asked, path: Path, sheet: str) -> dict[str, Any]:
    return _values(_planned(asked, path, sheet))


def _applied(asked: Asked, planned: Plan, shown: str, *, may_shrink: bool) -> Edit:
    doing = asked.doing("import", planned.incoming.file)
    return apply(asked.lists, planned, doing, may_shrink=may_shrink, was_shown=lambda diff: seen(diff) == shown)


def seen(diff: Diff) -> str:
    """By which it is known whether what is to be done is what was shown."""
    rows = (*diff.joins, *diff.leaves, *(row for pair in diff.changes for row in pair))
    said = repr((len(diff.joins), len(diff.leaves), [sorted(row.items()) for row in rows], diff.columns))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _told(edit: Edit) -> Notice:
    """What an import did."""
    if edit.change is None:
        return Notice("The list is so already; nothing was changed.", more=beside(edit), kind="")
    words = f"The spreadsheet is the list now: {counts(edit.change.diff)}."
    return Notice(words, edit.change.number, "good", beside(edit))


@dataclass(frozen=True)
class Told:
    """Something to tell of a spreadsheet: in which cell, what, and what to do."""

    cell: str
    message: str
    fix: str
    is_error: bool


def _told_of(problems: Iterable[Problem]) -> list[Told]:
    """Problems in the order of the rows, errors first."""
    those = sorted(problems, key=lambda problem: (problem.level is not Level.ERROR, problem.place.line))
    return [
        Told(
            problem.place.name if isinstance(problem.place, Cell) else "",
            problem.naming,
            problem.fix,
            problem.level is Level.ERROR,
        )
        for problem in those
    ]


def _values(planned: Plan) -> dict[str, Any]:
    incoming, diff = planned.incoming, planned.diff
    remarks = sorted((remark.problem for remark in incoming.remarks), key=lambda one: (one.code, one.place.line))
    alike = [list(those) for _, those in groupby(remarks, lambda one: one.code)]
    return {
        "plan": planned,
        "source": incoming.file,
        "rows": len(incoming.sheet.table.rows),
        "changes": [one for one in diff.changes if one[0][EMAIL] == one[1][EMAIL]],
        "spelt": [one for one in diff.changes if one[0][EMAIL] != one[1][EMAIL]],
        "told": _told_of([*incoming.told, *(one for those in alike for one in those[:_MOST_ALIKE])]),
        "untold": sum(max(len(those) - _MOST_ALIKE, 0) for those in alike),
        "shrinking": shrinking(planned.before, diff),
        "seen": seen(diff),
        "most": MOST_SHOWN,
        "newer_of": lambda row, newer: newer.get(canonical(row[EMAIL])),
    }
