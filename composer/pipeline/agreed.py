"""What somebody agreed to on a page, done: the same way as on the command line, and only if nothing is otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from composer.deliver import Ending, Rehearsal
from composer.model import Approval
from composer.pipeline.agreement import Agreement, hold_to
from composer.pipeline.approval import approve_issue
from composer.pipeline.books import address_for_sending
from composer.pipeline.dispatch import Begun, Now, Wish, begin, deliver_begun, judge, propose
from composer.pipeline.edition import Workspace
from composer.pipeline.rehearsal import rehearse_issue
from composer.pipeline.sending import HeldIssue, Step, hold_issue
from composer.pipeline.stopping import Heed
from composer.pipeline.today import today_for
from composer.problems import UsageError

AT = "the desk"  # where it is sent from, for who asks


def send_agreed(
    workspace: Workspace,
    number: int,
    wish: Wish,
    agreed: Agreement,
    answered: int,
    *,
    now: Now,
    heed: Heed,
    begun: Callable[[], None],
) -> Ending:
    """Send an issue as was agreed to, until nothing is left or it is stopped.

    `answered`: how many of its questions were answered with yes; `begun` is called once the run is frozen.

    Raises:
        Otherwise: something is not as it was summed up; nothing was sent.
        UsageError: it has errors, or needs an approval; nothing was sent.
        LedgerError: somebody else sends it, or the ledger refuses.
    """
    with hold_issue(workspace, number, now(), AT) as held:
        run = _begun(held, wish, agreed, answered, now)
        begun()
        return deliver_begun(held, run, wish, now, heed=heed)


def _begun(held: HeldIssue, wish: Wish, agreed: Agreement, answered: int, now: Now) -> Begun:
    """The run, frozen. Nobody it is for is in memory any more."""
    proposal = propose(held, None, wish, now)
    hold_to(agreed, Agreement.of(proposal))
    if answered < len(proposal.plan.questions):
        raise UsageError("tick the box at the question, if the answer is yes")
    if proposal.plan.step is Step.NOTHING:
        raise UsageError(f"nothing of issue {held.number} is left to send")
    return begin(held, proposal, now)


def approve_agreed(workspace: Workspace, number: int, agreed: Agreement, now: datetime.datetime, by: str) -> Approval:
    """Approve an issue as it was looked at.

    Raises:
        Otherwise: it is another by now; nothing was approved.
        UsageError: it has errors.
        LedgerError: the ledger refuses.
    """
    judged = judge(workspace, number, lambda addressed: today_for(addressed, now))
    if not judged.sound:
        raise UsageError(f"issue {number} has errors: it is not approved")
    hold_to(agreed, Agreement.with_issue("approve", judged.addressed))
    return approve_issue(judged.addressed, now, by)


def rehearse_agreed(workspace: Workspace, number: int, agreed: Agreement, now: datetime.datetime) -> Rehearsal:
    """Rehearse an issue as it was looked at: its letters become files.

    Raises:
        Otherwise: it is another by now; nothing was written.
        UsageError: it has errors.
    """
    if not judge(workspace, number, lambda _: None).sound:
        raise UsageError(f"issue {number} has errors: it is not rehearsed")
    addressed = address_for_sending(workspace, number)
    hold_to(agreed, Agreement.with_issue("rehearse", addressed))
    return rehearse_issue(addressed, now)
