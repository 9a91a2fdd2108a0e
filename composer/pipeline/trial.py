"""Test copies: the fullest variant, marked, its links inert; nothing is recorded."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

from composer.deliver import TEST, Connection, Relay, RelayDown, envelope_of
from composer.files import write_whole
from composer.mailbox import address_fault
from composer.model import Letter, Outcome, State
from composer.pipeline.edition import Addressed
from composer.pipeline.letters import marked_copy, render_variant
from composer.pipeline.rehearsal import outbox_of
from composer.pipeline.signing import signed, signer_of
from composer.problems import UsageError
from composer.render import Unmailable, ascii_address


def keep_copies(addressed: Addressed, addresses: Sequence[str], now: datetime.datetime) -> list[Path]:
    """A copy for each address as a file in the outbox.

    Raises:
        UsageError: one of them is not an address; nothing is written then.
    """
    letters = list(_copies(addressed, addresses, now))
    outbox = outbox_of(addressed.composed.workspace.root)
    folder = outbox / f"{addressed.composed.issue.number}{TEST}"
    for private in (outbox.parent, outbox, folder):
        private.mkdir(mode=0o700, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    paths = [folder / f"{count}.eml" for count in range(1, len(letters) + 1)]
    for path, letter in zip(paths, letters, strict=True):
        write_whole(path, letter.message, mode=0o600)
    return paths


def mail_copies(addressed: Addressed, addresses: Sequence[str], relay: Relay, now: datetime.datetime) -> list[Outcome]:
    """A copy for each address by the relay, and what became of each.

    Raises:
        UsageError: one of them is not an address, or the letters are to be signed and cannot be; nothing is mailed.
    """
    signer = signer_of(addressed)
    return asyncio.run(_mail([signed(copy, signer) for copy in _copies(addressed, addresses, now)], relay))


async def _mail(letters: Sequence[Letter], relay: Relay) -> list[Outcome]:
    return [await _mail_one(letter, relay) for letter in letters]


async def _mail_one(letter: Letter, relay: Relay) -> Outcome:
    try:
        connection = await Connection.open(relay)
    except RelayDown as down:
        return Outcome(letter.key, State.DEFERRED, down.reason)
    try:
        return await connection.send(letter, _nothing_to_record)
    finally:
        await connection.close()


async def _nothing_to_record() -> None:
    """A test copy is in no books."""


def _copies(addressed: Addressed, addresses: Sequence[str], now: datetime.datetime) -> Iterator[Letter]:
    for count, address in enumerate(addresses, start=1):
        if why := address_fault(address):
            raise UsageError(f"the address of test copy {count} is not one. {why}")
    rendered = render_variant(addressed, 0)
    settings = addressed.composed.programme.settings
    sender = ascii_address(settings.sender.address)
    for count, address in enumerate(addresses, start=1):
        try:
            message = marked_copy(addressed, rendered, address, now)
            envelope = envelope_of(ascii_address(address), sender)
        except Unmailable as error:
            raise UsageError(f"no test copy can go to one of these addresses: {error}") from error
        yield Letter(f"test copy {count}", (message,), envelope)
