"""Delivering what is open of a run by a relay, until it is done or a signal says to stop."""

from __future__ import annotations

import asyncio
import datetime
import signal
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from composer.deliver import Connection, Ending, Relay, Why, deliver
from composer.ledger import Books
from composer.model import Delivery, Letter, Outcome, State
from composer.pipeline.mailing import Mailing
from composer.pipeline.signing import signed
from composer.render import Unmailable
from composer.settings import Pace
from composer.tokens import Secret

if TYPE_CHECKING:
    from composer.deliver.dkim import Signer

Watch = Callable[[str, Mapping[str, object]], None]

# SIGHUP: the terminal is gone, as when a laptop is closed.
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
) -> Ending:
    """Send what is open of the run until nothing is, `wait` is over, or a signal says to stop.

    Letters on their way are finished then; a second SIGINT leaves them in doubt. `signer`, if there is one, signs each
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
        for number in _STOPS:
            asyncio.get_running_loop().add_signal_handler(number, _stop, number, stop, delivering, watch)
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


def _stop(number: signal.Signals, stop: asyncio.Event, delivering: asyncio.Future[Ending], watch: Watch) -> None:
    if not stop.is_set():
        stop.set()
        watch("stopping", {})
    elif number == signal.SIGINT:
        delivering.cancel()
