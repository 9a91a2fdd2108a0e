"""Headers that every answer of a server carries."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send


def strictly(send: Send, headers: Mapping[str, str]) -> Send:
    """`send`, with those of the headers added to each answer that it has none of its own of."""

    async def strict(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = MutableHeaders(scope=message)
            for name, value in headers.items():
                own.setdefault(name, value)
        await send(message)

    return strict
