"""A send from the first look to the last letter: judged, proposed, agreed to, frozen, delivered.

Rule: the command line and the desk both go this way, so that neither leaves out a step that the other takes.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from composer.pipeline.checking import Reading, checked
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.pipeline.share_left import who_left_if_known
from composer.pipeline.stopping import Heed, by_signals
from composer.pipeline.today import today_for
from composer.problems import Problem, UsageError, has_errors
from composer.settings import OUTBOX, Settings

if TYPE_CHECKING:
    from composer.deliver import Ending, Relay
    from composer.deliver.dkim import Signer
    from composer.ledger import Books
    from composer.pipeline.delivering import Watch
    from composer.pipeline.sending import HeldIssue, Plan

Now = Callable[[], datetime.datetime]
Day = Callable[[Addressed], datetime.date | None]  # the one on which readers are about to get an issue, if any


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with an issue: sent, or gone on with; sent to who joined since; corrected.

    `relay`: another one than the settings say. `connections`: to the relay, at once. `wait`: how long letters that the
    relay puts off are tried again.
    """

    late: bool = False
    correction: bool = False
    relay: str | None = None
    connections: int | None = None
    wait: datetime.timedelta = datetime.timedelta(minutes=30)

    def relay_of(self, addressed: Addressed) -> str:
        """By which relay, as the settings or the wish write it."""
        return self.relay or settings_of(addressed).relay


def settings_of(addressed: Addressed) -> Settings:
    """The settings an issue was read with."""
    return addressed.composed.programme.settings


def relay_of(url: str) -> Relay:
    """The relay at this URL, with the password that the environment has for it. Raises as `read_relay` does."""
    from composer.deliver import read_relay, relay_password

    return read_relay(url, relay_password())


@dataclass(frozen=True, slots=True)
class Judged:
    """An issue and all that is wrong with it; with errors it is neither sent nor approved."""

    addressed: Addressed
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether it may be sent."""
        return not has_errors(self.problems)


def judge(workspace: Workspace, number: int, day: Day) -> Judged:
    """The issue, checked as for that day; its audience is as if nobody had left. Raises as `address_issue` does."""
    addressed = address_issue(workspace, number, who_left_if_known(workspace.root))
    problems = checked(addressed, day(addressed), to_send=True)
    return Judged(addressed.before_suppression(), problems)


def day_by(wish: Wish, addressed: Addressed, now: datetime.datetime) -> datetime.date | None:
    """The day by which dates are judged, beside the issue's own: a run that stopped is gone on with as it began.

    A rehearsal is judged by the issue's own alone.
    """
    from composer.pipeline.settling import day_of_sending

    if wish.relay_of(addressed) == OUTBOX:
        return None
    return today_for(addressed, now) if wish.correction else day_of_sending(addressed, now)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a send would do: of the issue as it is, by which relay, and who signs."""

    addressed: Addressed
    plan: Plan
    relay: Relay
    signer: Signer | None


def propose(held: HeldIssue, sound: Reading | None, wish: Wish, now: Now) -> Proposal:
    """What sending the issue would do now that nobody else can change its books.

    `sound`: how it was when it was last judged; whatever is otherwise by now is judged again.

    Raises:
        UsageError: it has errors, or it would not be what is wished for.
        NotApproved: it needs an approval.
    """
    from composer.pipeline.sending import Step, plan
    from composer.pipeline.signing import signer_of

    addressed = held.addressed()
    relay = relay_of(wish.relay_of(addressed))
    began = held.books.run.began if held.books and not wish.correction else now()
    if Reading.of(addressed) != sound and has_errors(checked(addressed, today_for(addressed, began), to_send=True)):
        raise UsageError(f"issue {held.number} was changed just now, and has errors. Nothing is sent")
    planned = plan(held, addressed, relay.name, now(), late=wish.late, correction=wish.correction)
    signer = None if planned.step is Step.NOTHING else signer_of(addressed)
    return Proposal(addressed, planned, relay, signer)


@dataclass(frozen=True, slots=True)
class Begun:
    """A run to deliver. Nobody it is for is in memory any more: they stand in its books."""

    books: Books
    settings: Settings
    relay: Relay
    signer: Signer | None
    is_new: bool


def begin(held: HeldIssue, proposal: Proposal, now: Now) -> Begun:
    """Freeze what was agreed to. Raises as `carry_out` does."""
    from composer.pipeline.sending import Step, carry_out

    books = carry_out(held, proposal.addressed, proposal.plan, now())
    is_new = proposal.plan.step in (Step.BEGIN, Step.CORRECT)
    return Begun(books, settings_of(proposal.addressed), proposal.relay, proposal.signer, is_new)


def deliver_begun(
    held: HeldIssue, begun: Begun, wish: Wish, now: Now, show: Watch | None = None, heed: Heed = by_signals
) -> Ending:
    """Send what is open of a run, and keep a log of it; `show` is told what `deliver` tells.

    Raises:
        LedgerError: a move could not be written down.
    """
    from composer.log import Log
    from composer.pipeline.delivering import deliver_run

    run, pace = begun.books.run.name, begun.settings.pace
    with Log(log_of(held.workspace)) as log:

        def watch(event: str, fields: Mapping[str, object]) -> None:
            log.write(event, now(), {"run": run, **fields})
            if show:
                show(event, fields)

        return deliver_run(
            begun.books,
            held.secret,
            begun.relay,
            replace(pace, connections=wish.connections or pace.connections),
            signer=begun.signer,
            resend=begun.settings.in_doubt == "resend",
            wait=wish.wait,
            now=now,
            watch=watch,
            heed=heed,
        )


def log_of(workspace: Workspace) -> Path:
    """The file in which every send writes what happens."""
    return workspace.root / "var" / "log" / "send.jsonl"
