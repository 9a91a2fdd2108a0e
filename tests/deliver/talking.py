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


def letter_to(key: str) -> Letter:
    """The letter of somebody whose key is the beginning of their address."""
    return letter_of(MESSAGE.replace(b"ada.lovelace", key.encode()), f"{key}@example.org", key=key)


LETTERS = tuple(map(letter_to, ("ada", "bob", "cleo")))


def stuffed(letter: Letter) -> bytes:
    """What of a letter is to be on the wire."""
    return b"".join(letter.pieces).replace(b"\r\n.", b"\r\n..") + b".\r\n"


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

    @property
    def seen(self) -> str:
        """As the dialogues have it."""
        words = [self.outcome.state.value, "counts" if self.outcome.counts else "uncounted"]
        words += ["usable" if self.usable else "closed"]
        if self.down:
            words += ["down", "permanent"] if self.down.permanent else ["down"]
        return " ".join([*words, self.outcome.reason])


@dataclass
class Talk:
    """What became of letters, in order; `given_back`: who was announced and then never given."""

    given: list[Given]
    given_back: Letter | None = None


async def talk(relay: Relay, *letters: Letter) -> Talk:
    """Give letters over one connection, until it is not usable any more, each announced where that is asked for."""
    talked = Talk([])
    waiting = iter(letters)

    def following() -> Letter | None:
        talked.given_back = next(waiting, None)
        return talked.given_back

    connection = await Connection.open(relay)
    try:
        while connection.usable and (letter := talked.given_back or next(waiting, None)):
            talked.given_back = None
            synced: list[str] = []
            outcome = await connection.send(letter, told(synced), following)
            await asyncio.sleep(0)
            talked.given.append(Given(outcome, len(synced), connection.usable, connection.down))
    finally:
        await connection.close()
    return talked


async def give(relay: Relay, *letters: Letter) -> list[Given]:
    """What became of letters given over one connection, until it is not usable any more."""
    return (await talk(relay, *(letters or (letter_of(),)))).given


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
