"""Sending an issue: what a `send` would do, and freezing what it is to send.

Rule: whoever moves letters holds the issue from before the plan is made until the last letter in flight is settled.
What a run sends was frozen when it began; the issue's file is only compared with it.
"""

from __future__ import annotations

import contextlib
import datetime
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from composer.ledger import Books, Ledger
from composer.model import Delivery, Rendered, Run, State
from composer.pipeline.approval import Changed, changed_since
from composer.pipeline.books import (
    only_sender,
    open_books,
    open_letters,
    reading_books_of,
    recovered,
    secret_if_made,
    secret_of,
    who_left,
    write_sent,
)
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.pipeline.letters import render_issue
from composer.pipeline.mailing import content_of, deliveries_of, envelope, run_of
from composer.pipeline.today import today_for
from composer.problems import UsageError
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
    """What a `send` would do: with which run, how many letters it would send, and what to ask first.

    `letters` counts when it is called: among a million people that takes a while, and is for whoever asks.
    """

    step: Step
    run: Run
    letters: Callable[[], int]
    questions: tuple[str, ...] = ()
    joined: int = 0  # where there is nothing to do: who would be sent it late


class NotApproved(UsageError):
    """The issue needs an approval and has none that holds; `changed` is what is otherwise than approved."""

    def __init__(self, number: int, changed: Changed | None) -> None:
        what = "has changed since it was approved" if changed else "is not approved"
        super().__init__(f"issue {number} {what}. Look at it, then: composer approve {number}")
        self.changed = changed


@dataclass(frozen=True, slots=True)
class HeldIssue:
    """An issue that nobody else sends meanwhile: its workspace, the ledger, and the books of its newest run."""

    workspace: Workspace
    number: int
    ledger: Ledger
    secret: Secret
    books: Books | None

    def addressed(self) -> Addressed:
        """The issue as it is now, those who have left taken off their lists. Raises as `compose_issue` does."""
        return address_issue(self.workspace, self.number, who_left(self.ledger, self.secret))


@contextlib.contextmanager
def hold_issue(workspace: Workspace, number: int, now: datetime.datetime, at: str = "") -> Iterator[HeldIssue]:
    """Hold the issue and its books; what a sender that died had claimed or handed over is recovered first.

    `at`: what of this process it is that sends, for who asks meanwhile.

    Raises:
        LedgerError: somebody else sends it, or the ledger refuses.
    """
    with only_sender(workspace.root, number, now, at), open_books(workspace.root) as ledger:
        held = _newest(workspace, number, ledger, secret_of(workspace.root))
        if held.books:
            held.books.recover(now)
        yield held


@contextlib.contextmanager
def look_at_issue(workspace: Workspace, number: int) -> Iterator[HeldIssue]:
    """The issue and its books as they stand, to plan with and to read: nothing can be moved, and nothing is made.

    Where nothing was ever sent, the books are empty and the secret is for this look alone.

    Raises:
        LedgerError: the ledger refuses.
    """
    secret = secret_if_made(workspace.root) or Secret(secrets.token_bytes(32))
    with reading_books_of(workspace.root, secret) as ledger:
        yield _newest(workspace, number, ledger, secret)


def _newest(workspace: Workspace, number: int, ledger: Ledger, secret: Secret) -> HeldIssue:
    runs = ledger.runs(number)
    return HeldIssue(workspace, number, ledger, secret, ledger.books(runs[-1].name) if runs else None)


def plan(
    held: HeldIssue, addressed: Addressed, relay: str, now: datetime.datetime, *, late: bool, correction: bool
) -> Plan:
    """What sending the issue now would do.

    Raises:
        UsageError: it would not be what was asked for: the content has changed without `correction`, and the like.
        NotApproved: it needs an approval.
    """
    content = content_of(addressed)
    if held.books is None:
        if late or correction:
            raise UsageError(f"issue {held.number} was not sent yet. Send it with: composer send {held.number}")
        return _begin(held, addressed, run_of(addressed, 1, content, relay, now), Step.BEGIN)
    run = held.books.run
    if correction:
        if content == run.content:
            raise UsageError(
                f"nothing in issue {held.number} has changed since run {run.name}: there is nothing to correct"
            )
        return _begin(held, addressed, run_of(addressed, run.revision + 1, content, relay, now), Step.CORRECT)
    if content != run.content:
        raise UsageError(
            f"issue {held.number} has changed since run {run.name} began. Undo the change to go on with that run, or "
            f"send what it says now to everybody: composer send {held.number} --correction"
        )
    return _late(held, held.books, addressed, now) if late else _go_on(held, held.books, addressed, now)


def _begin(held: HeldIssue, addressed: Addressed, run: Run, step: Step) -> Plan:
    _check_approval(held, addressed)
    envelope(run, held.secret.person_key(""), run.letterhead.sender, held.secret)  # told now, not at the first letter
    render_issue(addressed)  # now, as a template may be changed before the question is answered
    everybody = partial(deliveries_of, addressed, held.secret, run.began)
    return Plan(step, run, lambda: _queued(everybody()), tuple(_another_day(addressed, run.began)))


def _queued(people: Iterable[Delivery]) -> int:
    return sum(person.state is State.QUEUED for person in people)


def _late(held: HeldIssue, books: Books, addressed: Addressed, now: datetime.datetime) -> Plan:
    joined = _queued(_joined(held, books, addressed, now))
    if not joined:
        raise UsageError(f"nobody has joined since run {books.run.name}: there is nobody to send to late")
    _check_approval(held, addressed)
    return Plan(Step.LATE, books.run, lambda: joined, tuple(_another_day(addressed, now)))


def _go_on(held: HeldIssue, books: Books, addressed: Addressed, now: datetime.datetime) -> Plan:
    counts = recovered(books.counts())
    resend = addressed.composed.programme.settings.in_doubt == "resend"
    letters = open_letters(counts) + (counts[State.IN_DOUBT] if resend else 0)
    if not letters:
        return Plan(Step.NOTHING, books.run, lambda: 0, joined=_queued(_joined(held, books, addressed, now)))
    began, today = (today_for(addressed, moment) for moment in (books.run.began, now))
    late = f"Run {books.run.name} began on {_written(began)}, and today is {_written(today)}. Go on with it?"
    return Plan(Step.GO_ON, books.run, lambda: letters, () if began == today else (late,))


def _another_day(addressed: Addressed, now: datetime.datetime) -> Iterator[str]:
    """What to ask when today is not the issue's date."""
    date, today = addressed.composed.issue.date, today_for(addressed, now)
    if date != today:
        number = addressed.composed.issue.number
        yield f"Issue {number} is dated {_written(date)}, and today is {_written(today)}. Send it today?"


def _written(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _check_approval(held: HeldIssue, addressed: Addressed) -> None:
    if addressed.composed.programme.settings.approval != "required":
        return
    approved = held.ledger.approval(held.number)
    if approved is None:
        raise NotApproved(held.number, None)
    # Of what was read to be sent: read again it could be something else.
    if changed := changed_since(addressed.before_suppression(), approved, held.secret):
        raise NotApproved(held.number, changed)


def _joined(held: HeldIssue, books: Books, addressed: Addressed, now: datetime.datetime) -> Iterator[Delivery]:
    """Who would get a letter now and has none in the run: on no list when it began, or suppressed then."""
    there = {delivery.key: delivery.state for delivery in books.standing()}
    for person in deliveries_of(addressed, held.secret, now):
        stands = there.get(person.key)
        if stands is None or (stands is State.SUPPRESSED and person.state is State.QUEUED):
            yield person


def carry_out(held: HeldIssue, addressed: Addressed, plan: Plan, now: datetime.datetime) -> Books:
    """Freeze what the plan is about, in one step; nothing is mailed yet. The workspace keeps nobody in memory then.

    Raises:
        LedgerError: it could not be written; nothing of it is.
    """
    books = held.books
    if plan.step in (Step.BEGIN, Step.CORRECT) or books is None:
        people = deliveries_of(addressed, held.secret, now)
        before = books.run.name if books else None
        books = held.ledger.begin(plan.run, render_issue(addressed), people, instead_of=before)
    elif plan.step is Step.LATE:
        places, renderings = _fitted(books, addressed)
        joined = _joined(held, books, addressed, now)
        books.add((replace(person, variant=places[person.variant]) for person in joined), renderings)
    write_sent(held.workspace.root, books)
    held.workspace.forget_people()
    return books


def _fitted(books: Books, addressed: Addressed) -> tuple[list[int], list[Rendered]]:
    """Which of its variants each of today's is in a run that began earlier, and the variants that it has not yet."""
    there = list(books.renderings())
    frozen = len(there)
    places = []
    for rendered in render_issue(addressed):
        if rendered not in there:
            there.append(rendered)
        places.append(there.index(rendered))
    return places, there[frozen:]
