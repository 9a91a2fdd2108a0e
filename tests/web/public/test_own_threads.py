"""The public pages beside others of the same server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import anyio
import pytest
from anyio import to_thread
from starlette.types import ASGIApp, Message

from composer.pipeline.edition import Workspace
from composer.pipeline.public import Public
from composer.web.public.pages import pages
from tests.web.public.site import Site


async def status_of(app: ASGIApp, path: str) -> int:
    answers: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "query_string": b"", "headers": []}
    await app(scope, receive, send)
    return int(answers[0]["status"])


async def while_all_threads_are_busy(app: ASGIApp, path: str) -> int | None:
    """What it answers while every thread that the other pages share is taken; None: nothing."""
    shared = to_thread.current_default_thread_limiter()
    for _ in range(int(shared.total_tokens)):
        shared.acquire_on_behalf_of_nowait(object())
    with anyio.move_on_after(10):
        return await status_of(app, path)
    return None


@pytest.mark.parametrize("path", ["/healthz", "/u/"])
def test_people_can_leave_while_the_other_pages_keep_every_thread_of_theirs(served: Site, path: str) -> None:
    asked = served.somebody().link if path == "/u/" else path
    with Public(Workspace.open(served.root)) as public:
        app = pages(public, lambda: datetime.now(UTC), lambda _: None)

        # In a thread without a loop: the browser of other tests may have one running in this one.
        with ThreadPoolExecutor(1) as other:
            assert other.submit(anyio.run, while_all_threads_are_busy, app, asked).result(timeout=60) == 200
