"""The left of an issue's page: the issue as forms and as text, both of them views of one file."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from composer.pipeline.edition import UnreadableError, Workspace
from composer.pipeline.networks import programme_of
from composer.pipeline.writing import drop_reminder, keep_reminder, read_draft, unlist_reminder
from composer.web.desk import Desk
from composer.web.desk.issue import issue_page
from composer.web.desk.writing.beside import Beside
from composer.web.desk.writing.form import words
from composer.web.desk.writing.saving import DID, done_to_head, done_to_item, done_to_reminders, done_to_text
from composer.web.desk.writing.shown import (
    TEXT,
    Choices,
    Done,
    Notice,
    Pane,
    day_type,
    in_words,
    theirs_in_words,
    time_type,
)
from composer.web.posting import Answering, posting

_REMINDERS = {"keep": keep_reminder, "drop": drop_reminder, "unlist": unlist_reminder}


def routes(desk: Desk) -> list[Route]:
    """What the forms do, and the left of the page by itself."""
    desk.shell.add_filters(
        {"day_type": day_type, "time_type": time_type, "in_words": in_words, "theirs": theirs_in_words}
    )
    writing = _Writing(desk)
    return [
        Route("/{number:int}/writing", writing.pane),
        posting("/{number:int}/item", writing.doing(done_to_item)),
        posting("/{number:int}/head", writing.doing(done_to_head)),
        posting("/{number:int}/text", writing.doing(done_to_text)),
        *(posting(f"/{{number:int}}/reminders/{name}", writing.reminding(name)) for name in _REMINDERS),
    ]


async def values(desk: Desk, request: Request) -> dict[str, object]:
    """What the left of an issue's page shows."""
    draft = await run_in_threadpool(read_draft, _beside(desk), request.path_params["number"])
    done = Done(draft, _told_on_arrival(request))
    return {"writing": await _pane(desk, done, as_text=request.query_params.get("as") == "text")}


def _beside(desk: Desk) -> Workspace:
    """The workspace for a thread of its own: one is read by one thread at a time."""
    return Workspace.open(desk.workspace.root)


def _told_on_arrival(request: Request) -> Notice | None:
    """What a plain form did before it led here."""
    asked = request.query_params
    if asked.get("did") == "begun":
        counts = {name: asked.get(name, "") for name in ("reminders", "tools")}
        if all(count.isascii() and count.isdecimal() and len(count) < 5 for count in counts.values()):
            return Notice(_begun(int(counts["reminders"]), int(counts["tools"])))
    did = DID.get(asked.get("did", ""))
    return Notice(did) if did else None


def _begun(reminders: int, tools: int) -> str:
    if not reminders and not tools:
        return "The issue is begun. Nothing carries over from earlier weeks: add the first item below."
    carried = " and ".join(_counted(count, word) for count, word in ((reminders, "reminder"), (tools, "tool")) if count)
    verb = "carries" if reminders + tools == 1 else "carry"
    return f"The issue is begun. {carried} {verb} over: you see them in the letter. Add the first item below."


def _counted(count: int, word: str) -> str:
    return f"{count} {word if count == 1 else f'{word}s'}"


async def _pane(desk: Desk, done: Done, *, as_text: bool) -> Pane:
    live = await desk.opened.of(done.draft.number)
    look = await run_in_threadpool(live.preview.look)
    choices = await run_in_threadpool(_choices, desk)
    return Pane.of(done, choices, Beside.of(look.problems, done.draft), look.version, as_text=as_text)


def _choices(desk: Desk) -> Choices:
    try:
        return Choices.of(programme_of(desk.workspace))
    except UnreadableError:  # told on the right; what the issue names already can still be unticked
        return Choices()


class _Writing:
    """What the forms' addresses answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def pane(self, request: Request) -> Response:
        """The left by itself, as the file is now."""
        shown = await values(self._desk, request)
        return self._desk.shell.page(request, "writing/written.html.j2", shown)

    def doing(self, act: Callable[[Workspace, int, FormData], Done]) -> Answering:
        """An answer that does something to the file, renews the preview, and shows what came of it."""

        async def answer(request: Request, form: FormData) -> Response:
            done = await run_in_threadpool(act, _beside(self._desk), request.path_params["number"], form)
            await self._desk.opened.changed()
            return await self._answer(request, done)

        return answer

    def reminding(self, name: str) -> Answering:
        """An answer that says of a reminder whether it is kept."""

        async def answer(request: Request, form: FormData) -> Response:
            number = request.path_params["number"]
            act = _REMINDERS[name]
            await run_in_threadpool(done_to_reminders, act, _beside(self._desk), number, words(form, "id"))
            await self._desk.opened.changed()
            if _by_htmx(request):
                return Response(status_code=204)
            return RedirectResponse(f"{request.scope['root_path']}/{number}/", 303)

        return answer

    async def _answer(self, request: Request, done: Done) -> Response:
        as_text = done.part == TEXT
        if _by_htmx(request):
            await (await self._desk.opened.of(done.draft.number)).drawn()
            shown = {"writing": await _pane(self._desk, done, as_text=as_text)}
            return self._desk.shell.page(request, "writing/written.html.j2", shown, status=done.status)
        if done.did:
            asked = {"as": "text"} if as_text else {}
            place = f"#item-{done.at}" if done.at is not None else ""
            address = f"{request.scope['root_path']}/{done.draft.number}/?{urlencode(asked | {'did': done.did})}{place}"
            return RedirectResponse(address, 303)
        shown = {"writing": await _pane(self._desk, done, as_text=as_text)}
        return await issue_page(self._desk, request, shown, done.status)


def _by_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"
