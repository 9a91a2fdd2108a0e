"""A letter given over one connection, and all that can be seen of it from both ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from composer.deliver.dialogue import Connection
from composer.deliver.relay import Relay, RelayDown
from composer.model import Envelope, Letter, Outcome

T = TypeVar("T")

PATIENCE = 30  # seconds; a relay's own bounds are minutes
RECIPIENT = "ada.lovelace@example.org"
SENDER = "news@example.net"
MESSAGE = (
    b"From: news@example.net\r\nTo: ada.lovelace@example.org\r\nMessage-ID: <1@example.net>\r\n"
    b"Date: Thu, 19 Nov 2026 08:00:00 +0000\r\n\r\nGood morning\r\n.\r\n..two dots\r\n. MAIL FROM:<x@example.org>\r\n"
)


def letter_of(message: bytes = MESSAGE, recipient: str = RECIPIENT, sender: str = SENDER, key: str = "ada") -> Letter:
    """A person's letter."""
    return Letter(key, (message,), Envelope(sender, recipient))


def here(port: int) -> Relay:
    """A relay on this machine."""
    return Relay("127.0.0.1", port)


@dataclass(frozen=True)
class Given:
    """What became of a letter; `synced`: how often the books were told that it is handed over."""

    outcome: Outcome
    synced: int
    usable: bool
    down: RelayDown | None


async def give(relay: Relay, *letters: Letter) -> list[Given]:
    """Give letters over one connection, until it is not usable any more, and close it."""
    given = []
    connection = await Connection.open(relay)
    try:
        for letter in letters or (letter_of(),):
            if not connection.usable:
                break
            synced: list[str] = []
            outcome = await connection.send(letter, told(synced))
            await asyncio.sleep(0)
            given.append(Given(outcome, len(synced), connection.usable, connection.down))
    finally:
        await connection.close()
    return given


def told(synced: list[str]) -> Callable[[], Awaitable[None]]:
    """Books that keep in `synced` that they were told."""

    async def handing_over() -> None:
        await asyncio.sleep(0)
        synced.append("handed over")

    return handing_over


def in_time(scenario: Coroutine[Any, Any, T]) -> T:
    """Run it in real time; one that waits for what never comes fails."""

    async def bounded() -> T:
        async with asyncio.timeout(PATIENCE):
            return await scenario

    return asyncio.run(bounded())
