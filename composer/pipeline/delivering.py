"""Delivering what is open of a run by a relay, until it is done or somebody has it stopped."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.deliver import Connection, Ending, Relay, Why, deliver
from composer.ledger import Books
from composer.model import Delivery, Letter, Outcome, State
from composer.pipeline.mailing import Mailing
from composer.pipeline.signing import signed
from composer.pipeline.stopping import Heed, by_signals
from composer.render import Unmailable
from composer.settings import Pace
from composer.tokens import Secret

if TYPE_CHECKING:
    from composer.deliver.dkim import Signer

Watch = Callable[[str, Mapping[str, object]], None]


def deliver_run(
    books: Books,
    secret: Secret,
    relay: Relay,
    pace: Pace,
    *,
    signer: Signer | None,
    resend: bool,
    wait: datetime.timedelta,
    now: Callable[[], datetime.datetime],
    watch: Watch,
    heed: Heed = by_signals,
) -> Ending:
    """Send what is open of the run until nothing is, `wait` is over, or it is stopped by what `heed` listens to.

    Letters on their way are finished then, or left in doubt, as is asked for. `signer`, if there is one, signs each
    letter. `resend`: letters in doubt are sent again, the same to the byte but for the signature, if the key was
    changed since; once, as a relay that never answers would get them without end. `watch` is told "stopping" besides
    what `deliver` tells it.

    Raises:
        LedgerError: a move could not be written down.
    """
    mailing = Mailing(books.run, secret, dict(enumerate(books.renderings())))

    def letter(delivery: Delivery) -> Letter | Outcome:
        try:
            return signed(mailing.letter(delivery), signer)
        except Unmailable as error:  # one person's fault stops nobody else's letter
            return Outcome(delivery.key, State.REJECTED, str(error))

    async def once() -> Ending:
        stop = asyncio.Event()
        delivering = asyncio.ensure_future(
            deliver(books, letter, lambda: Connection.open(relay), pace, wait=wait, stop=stop, now=now, watch=watch)
        )
        heed(_Delivering(stop, delivering, watch))
        try:
            return await delivering
        except asyncio.CancelledError:
            return Ending(Why.STOPPED)

    if resend:
        books.resolve(State.QUEUED, now())
    ended = asyncio.run(once())
    if resend and ended.why is Why.DONE and books.resolve(State.QUEUED, now()):
        ended = asyncio.run(once())
    return ended


@dataclass(frozen=True, slots=True)
class _Delivering:
    """A delivery under way, to stop."""

    stop: asyncio.Event
    delivering: asyncio.Future[Ending]
    watch: Watch

    def finish(self) -> None:
        """Begin no further letter."""
        if not self.stop.is_set():
            self.stop.set()
            self.watch("stopping", {})

    def break_off(self) -> None:
        """Leave in doubt what is on its way, if it was asked to finish before."""
        if self.stop.is_set():
            self.delivering.cancel()
