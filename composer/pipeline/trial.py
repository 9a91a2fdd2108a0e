"""Test copies: the fullest variant, marked, its links inert; nothing is recorded."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from composer.deliver import TEST, Relay, envelope_of
from composer.files import write_whole
from composer.mailbox import address_fault
from composer.model import Letter, Outcome
from composer.pipeline.alone import mail_each
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
    """A copy for each address by the relay, and what became of each. Raises as `copies_to_mail` does."""
    return asyncio.run(copies_to_mail(addressed, addresses, relay, now).mailed())


@dataclass(frozen=True, slots=True)
class ToMail:
    """Copies that are made, and the relay they go to."""

    letters: Sequence[Letter]
    relay: Relay

    async def mailed(self) -> list[Outcome]:
        """What became of each."""
        return await mail_each(self.letters, self.relay)


def copies_to_mail(addressed: Addressed, addresses: Sequence[str], relay: Relay, now: datetime.datetime) -> ToMail:
    """A copy for each address, signed where letters are.

    Raises:
        UsageError: one of them is not an address, or the letters are to be signed and cannot be.
    """
    signer = signer_of(addressed)
    return ToMail([signed(copy, signer) for copy in _copies(addressed, addresses, now)], relay)


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
