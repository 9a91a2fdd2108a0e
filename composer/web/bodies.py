"""Bodies of requests: no larger and no slower than they may be."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a body may be, in bytes, and how long it may take to come, in seconds."""

    most: int
    seconds: float


FORM = Bounds(64_000, 10)


def bounded(scope: Scope, receive: Receive, bounds: Bounds) -> Receive:
    """`receive`, for whoever reads the body of a request.

    It raises HTTPException: 413 where the body is more than may come, by what it says of its length or in truth; 408
    where it takes too long.
    """
    told = int(Headers(scope=scope).get("content-length", "0"))
    come = 0
    until: float | None = None
    whole = False

    async def receiving() -> Message:
        nonlocal come, until, whole
        if whole:
            return await receive()
        if told > bounds.most:
            raise _too_large(bounds)
        if until is None:
            until = asyncio.get_running_loop().time() + bounds.seconds
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "This took too long to come. Nothing was changed", _CLOSED) from None
        come += len(message.get("body", b""))
        if come > bounds.most:
            raise _too_large(bounds)
        whole = not message.get("more_body", False)
        return message

    return receiving


_CLOSED = {"connection": "close"}


def _too_large(bounds: Bounds) -> HTTPException:
    most = f"{bounds.most // 1_000_000} MB" if bounds.most >= 1_000_000 else f"{bounds.most // 1000} KB"
    return HTTPException(413, f"This is more than the {most} that can be sent here. Nothing was changed", _CLOSED)
