"""What an open page of sending is told of by itself: how a run gets on, that one has begun, that files have changed.

Rule: a look is cheap, and however many pages look at an issue, there is one a second.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from composer.pipeline.balances import Balance, balance
from composer.pipeline.books import sender_of
from composer.pipeline.edition import Workspace
from composer.web.desk import Desk
from composer.web.desk.sending import words
from composer.web.desk.watch import stamps

_EVERY = 1.0  # seconds between two looks
_MOST_STREAMS = 32
_ISSUE = re.compile(r"[0-9]{1,9}(?=[.]yaml$)")


def files_of(root: Path, number: int) -> str:
    """Something else whenever a file is that an issue may be made of; later issues are not among them."""
    found = sorted(item for item in stamps(root).items() if not _is_later(item[0], number))
    return hashlib.sha256(repr(found).encode("utf-8", "surrogateescape")).hexdigest()[:20]


def _is_later(path: str, number: int) -> bool:
    issue = _ISSUE.match(PurePath(path).name)
    return PurePath(path).parent.name == "issues" and issue is not None and int(issue[0]) > number


@dataclass(frozen=True, slots=True)
class _Sight:
    """How an issue stood at a look; the books are read only while somebody sends, the files only while nobody does."""

    balance: Balance | None = None
    files: str = ""


@dataclass
class _Watched:
    """An issue that pages watch: how it stood when somebody last looked."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    at: float = float("-inf")
    sight: _Sight = field(default_factory=_Sight)


class Events:
    """The streams of the pages of sending."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workspace = Workspace.open(desk.workspace.root)
        self._running: dict[int, _Watched] = {}
        self._waiting: dict[int, _Watched] = {}
        self._streams = 0

    async def events(self, request: Request) -> Response:
        """The stream of a run's balance, until nobody sends it any more; with `files`, of what comes before one."""
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        if self._streams >= _MOST_STREAMS:
            return PlainTextResponse("Too many pages watch sends. Close some.\n", 503)
        telling = self._waits(request) if "files" in request.query_params else self._follows(request)
        return StreamingResponse(self._counted(telling), media_type="text/event-stream")

    async def _counted(self, telling: AsyncIterator[str]) -> AsyncIterator[str]:
        self._streams += 1
        try:
            yield "retry: 2000\n\n"
            async for event in telling:
                yield event
        finally:
            self._streams -= 1

    async def _follows(self, request: Request) -> AsyncIterator[str]:
        told, number = "", request.path_params["number"]
        while not self._desk.opened.stopping.is_set():
            now = (await self._look(self._running, number)).balance
            fragment = self._balance(request, now) if now else ""
            yield ": still here\n\n" if fragment == told else _event("balance", fragment)
            told = fragment
            if now is None or not now.sender:
                yield _event("over", "over")
                return
            await self._a_while()

    async def _waits(self, request: Request) -> AsyncIterator[str]:
        """Until somebody sends it; meanwhile, once, that its files are not those that the page was made from."""
        known, number, is_told = request.query_params["files"], request.path_params["number"], False
        while not self._desk.opened.stopping.is_set():
            seen = await self._look(self._waiting, number)
            if seen.balance and seen.balance.sender:
                yield _event("over", "over")
                return
            changed = not is_told and seen.files not in ("", known)
            yield _event("changed", self._changed(request)) if changed else ": still here\n\n"
            is_told = is_told or changed
            await self._a_while()

    async def _a_while(self) -> None:
        """Until it is time to look again, or the server stops."""
        try:
            await asyncio.wait_for(self._desk.opened.stopping.wait(), _EVERY)
        except TimeoutError:
            return

    async def _look(self, where: dict[int, _Watched], number: int) -> _Sight:
        """How it stands; however many pages watch it, it is looked at once."""
        watched = where.setdefault(number, _Watched())
        async with watched.lock:
            loop = asyncio.get_running_loop()
            if loop.time() - watched.at > _EVERY / 2:
                read = self._books if where is self._running else self._glance
                watched.sight = await run_in_threadpool(read, number)
                watched.at = loop.time()
            return watched.sight

    def _books(self, number: int) -> _Sight:
        return _Sight(balance(self._workspace, number, self._desk.now()))

    def _glance(self, number: int) -> _Sight:
        if sender_of(self._workspace.root, number):
            return self._books(number)
        return _Sight(files=files_of(self._workspace.root, number))

    def _balance(self, request: Request, now: Balance) -> str:
        values = {"balance": now, "words": words}
        return bytes(self._desk.shell.page(request, "sending/balance.html.j2", values).body).decode()

    def _changed(self, request: Request) -> str:
        values = {"number": request.path_params["number"]}
        return bytes(self._desk.shell.page(request, "sending/changed.html.j2", values).body).decode()


def _event(name: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    return f"event: {name}\n{lines}\n"
