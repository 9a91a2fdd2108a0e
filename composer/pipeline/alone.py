"""A letter on its own: mailed or kept as a file, in no books.

Rule: mailing is done in the loop of whoever asks for it, so that its end ends that too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from composer.deliver import Connection, Relay, RelayDown
from composer.files import write_whole
from composer.model import Letter, Outcome, State

# Seconds for a letter, from the connection to the last reply: somebody waits for it, or soon asks for another.
_PATIENCE = 30
_UNTRIED = "it was not tried, for the mail server did not answer the one before"


async def mail_alone(letter: Letter, relay: Relay) -> Outcome:
    """Hand a letter to the relay; what became of it. A relay that takes too long is given up."""
    has_body = asyncio.Event()

    async def handing_over() -> None:
        has_body.set()

    try:
        async with asyncio.timeout(_PATIENCE):
            connection = await Connection.open(relay)
            outcome = await connection.send(letter, handing_over)
    except RelayDown as down:
        return Outcome(letter.key, State.DEFERRED, down.reason)
    except TimeoutError:
        return Outcome(letter.key, State.IN_DOUBT if has_body.is_set() else State.DEFERRED, _too_long(relay))
    await connection.close()
    return outcome


async def mail_each(letters: Sequence[Letter], relay: Relay) -> list[Outcome]:
    """Hand letters to the relay one after another; what became of each. After one that took too long none is tried."""
    outcomes: list[Outcome] = []
    for letter in letters:
        outcomes.append(await mail_alone(letter, relay))
        if outcomes[-1].reason == _too_long(relay):
            break
    untried = letters[len(outcomes) :]
    return [*outcomes, *(Outcome(letter.key, State.DEFERRED, _UNTRIED) for letter in untried)]


def _too_long(relay: Relay) -> str:
    return f"{relay.name} did not answer within {_PATIENCE} seconds"


def keep_alone(letter: Letter, folder: Path) -> Path:
    """Put a letter into a folder of the outbox, in the place of the last one to the same person."""
    for private in (folder.parent.parent, folder.parent, folder):
        private.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{letter.key}.eml"
    write_whole(path, letter.message, mode=0o600)
    return path
