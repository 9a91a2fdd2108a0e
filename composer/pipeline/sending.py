"""Sending an issue: what a `send` would do, doing it, and delivering what is open.

Rule: whoever moves letters holds the issue's lock from before the plan is made until the last letter in flight is
settled. What a run sends was frozen when it began; the issue's file is only compared with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

from composer.deliver import Connection, Ending, Relay, Why, deliver
from composer.ledger import Books, Ledger
from composer.model import Delivery, Letter, Rendered, Run, State
from composer.pipeline.approval import Changed, changed_since
from composer.pipeline.books import only_sender, open_books, open_states, secret_of, who_left, write_sent
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.pipeline.letters import render_issue
from composer.pipeline.mailing import content_of, deliveries_of, envelope, letter_of, run_of
from composer.problems import UsageError
from composer.settings import Pace
from composer.tokens import Secret


class Step(Enum):
    """What a `send` does."""

    BEGIN = "begin"
    GO_ON = "go on"
    LATE = "late"
    CORRECT = "correct"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a `send` would do: with which run, how many letters it would add, and what to ask first."""

    step: Step
    run: Run
    letters: int
    questions: tuple[str, ...]


class NotApproved(UsageError):
    """The issue needs an approval and has none that holds; `changed` is what is otherwise than approved."""

    def __init__(self, number: int, changed: Changed | None) -> None:
        what = "has changed since it was approved" if changed else "is not approved"
        super().__init__(f"issue {number} {what}. Look at it, then: composer approve {number}")
        self.changed = changed


@dataclass(frozen=True, slots=True)
class Desk:
    """An issue held for sending: the workspace, the ledger, and the books of the issue's newest run."""

    workspace: Workspace
    number: int
    ledger: Ledger
    secret: Secret
    books: Books | None

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.workspace.root

    def addressed(self) -> Addressed:
        """The issue as it is now, those who have left taken off their lists. Raises as `compose_issue` does."""
        return address_issue(self.workspace, self.number, who_left(self.ledger, self.secret))


@contextlib.contextmanager
def sending_desk(workspace: Workspace, number: int, now: datetime.datetime) -> Iterator[Desk]:
    """Hold the issue and its books; what a sender that died had claimed or handed over is recovered first.

    Raises:
        LedgerError: somebody else sends it, or the ledger refuses.
    """
    with only_sender(workspace.root, number, now), open_books(workspace.root) as ledger:
        runs = ledger.runs(number)
        books = ledger.books(runs[-1].name) if runs else None
        if books:
            books.recover(now)
        yield Desk(workspace, number, ledger, secret_of(workspace.root), books)


def plan(desk: Desk, addressed: Addressed, relay: str, now: datetime.datetime, *, late: bool, correction: bool) -> Plan:
    """What sending the issue now would do.

    Raises:
        UsageError: it would not be what was asked for: the content has changed without `correction`, and the like.
        NotApproved: it needs an approval.
    """
    content = content_of(addressed)
    if desk.books is None:
        if late or correction:
            raise UsageError(f"issue {desk.number} was not sent yet. Send it with: composer send {desk.number}")
        return _begin(desk, addressed, run_of(addressed, 1, content, relay, now), now, Step.BEGIN)
    run = desk.books.run
    if correction:
        if content == run.content:
            raise UsageError(
                f"nothing in issue {desk.number} has changed since run {run.name}: there is nothing to correct"
            )
        return _begin(desk, addressed, run_of(addressed, run.revision + 1, content, relay, now), now, Step.CORRECT)
    if content != run.content:
        raise UsageError(
            f"issue {desk.number} has changed since run {run.name} began. Undo the change to go on with that run, or "
            f"send what it says now to everybody: composer send {desk.number} --correction"
        )
    return _late(desk, addressed, run, now) if late else _go_on(desk.books, addressed, now)


def _begin(desk: Desk, addressed: Addressed, run: Run, now: datetime.datetime, step: Step) -> Plan:
    _check_approval(desk, addressed)
    envelope(run, desk.secret.person_key(""), run.letterhead.sender, desk.secret)  # told now, not at the first letter
    letters = len(addressed.audience.people) - len(addressed.audience.suppressed)
    return Plan(step, run, letters, tuple(_another_day(addressed, now)))


def _late(desk: Desk, addressed: Addressed, run: Run, now: datetime.datetime) -> Plan:
    joined = len(_joined(desk, addressed, now))
    if not joined:
        raise UsageError(f"nobody has joined since run {run.name}: there is nobody to send to late")
    _check_approval(desk, addressed)
    return Plan(Step.LATE, run, joined, tuple(_another_day(addressed, now)))


def _go_on(books: Books, addressed: Addressed, now: datetime.datetime) -> Plan:
    letters = open_states(books.counts())
    if not letters:
        return Plan(Step.NOTHING, books.run, 0, ())
    began, today = (_day(moment, addressed) for moment in (books.run.began, now))
    late = f"Run {books.run.name} began on {_written(began)}, and today is {_written(today)}. Go on with it?"
    return Plan(Step.GO_ON, books.run, letters, () if began == today else (late,))


def _another_day(addressed: Addressed, now: datetime.datetime) -> Iterator[str]:
    """What to ask when today is not the issue's date."""
    date, today = addressed.composed.issue.date, _day(now, addressed)
    if date != today:
        number = addressed.composed.issue.number
        yield f"Issue {number} is dated {_written(date)}, and today is {_written(today)}. Send it today?"


def _day(moment: datetime.datetime, addressed: Addressed) -> datetime.date:
    """The day by the programme's clock."""
    return moment.astimezone(ZoneInfo(addressed.composed.programme.settings.timezone)).date()


def _written(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _check_approval(desk: Desk, addressed: Addressed) -> None:
    if addressed.composed.programme.settings.approval != "required":
        return
    approved = desk.ledger.approval(desk.number)
    if approved is None:
        raise NotApproved(desk.number, None)
    everybody = address_issue(desk.workspace, desk.number)  # before suppression
    if changed := changed_since(everybody, approved, desk.secret):
        raise NotApproved(desk.number, changed)


def _joined(desk: Desk, addressed: Addressed, now: datetime.datetime) -> list[Delivery]:
    """Who would get a letter now and has none in the run: on no list when it began, or suppressed then."""
    there = {delivery.key: delivery.state for delivery in desk.books.standing()} if desk.books else {}
    people = deliveries_of(addressed, desk.secret, now)
    return [
        person
        for person in people
        if person.key not in there or (there[person.key] is State.SUPPRESSED and person.state is State.QUEUED)
    ]


def carry_out(desk: Desk, addressed: Addressed, plan: Plan, now: datetime.datetime) -> Books:
    """Freeze what the plan is about; nothing is mailed yet.

    Raises:
        LedgerError: it could not be written; nothing of it is.
    """
    books = desk.books
    if plan.step is Step.LATE and books:
        books.add(*_fitted(books, addressed, _joined(desk, addressed, now)))
    elif plan.step in (Step.BEGIN, Step.CORRECT) or books is None:
        if books:
            books.resolve(State.CANCELLED, now)
            books.cancel(now, f"corrected by run {plan.run.name}")
        books = desk.ledger.begin(plan.run, render_issue(addressed), deliveries_of(addressed, desk.secret, now))
    write_sent(desk.root, books)
    return books


def _fitted(books: Books, addressed: Addressed, people: list[Delivery]) -> tuple[list[Delivery], list[Rendered]]:
    """People as they fit a run that began earlier: what they see by the run's variants, and variants it has not yet."""
    there = list(books.renderings())
    frozen = len(there)
    places = []
    for rendered in render_issue(addressed):
        if rendered not in there:
            there.append(rendered)
        places.append(there.index(rendered))
    return [replace(person, variant=places[person.variant]) for person in people], there[frozen:]


def deliver_run(
    desk: Desk,
    books: Books,
    relay: Relay,
    pace: Pace,
    *,
    resend: bool,
    wait: datetime.timedelta,
    now: Callable[[], datetime.datetime],
    watch: Callable[[str, Mapping[str, object]], None],
) -> Ending:
    """Send what is open of the run until nothing is, `wait` is over, or SIGINT or SIGTERM says to stop.

    Letters on their way are finished then; a second SIGINT leaves them in doubt. `resend`: letters in doubt are sent
    again, the same to the byte; once, as a relay that never answers would get them without end. `watch` is told
    "stopping" besides what `deliver` tells it.
    """
    renderings = books.renderings()

    def letter(delivery: Delivery) -> Letter:
        return letter_of(books.run, delivery, renderings[delivery.variant], desk.secret)

    async def run() -> Ending:
        stop = asyncio.Event()
        delivering = asyncio.ensure_future(
            deliver(books, letter, lambda: Connection.open(relay), pace, wait=wait, stop=stop, now=now, watch=watch)
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asked_to_stop, number, stop, delivering)
        try:
            return await delivering
        except asyncio.CancelledError:
            return Ending(Why.STOPPED)

    def asked_to_stop(number: signal.Signals, stop: asyncio.Event, delivering: asyncio.Future[Ending]) -> None:
        if stop.is_set() and number == signal.SIGINT:
            delivering.cancel()
        elif not stop.is_set():
            stop.set()
            watch("stopping", {})

    if resend:
        books.resolve(State.QUEUED, now())
    ended = asyncio.run(run())
    if resend and ended.why is Why.DONE and books.resolve(State.QUEUED, now()):
        ended = asyncio.run(run())
    return ended
