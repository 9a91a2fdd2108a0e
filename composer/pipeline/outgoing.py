"""An issue on its way out, to look at: what is wrong with it, who gets it, whether it is approved, what can be sent.

Rule: looking changes nothing on disk. What is offered here is judged and planned again when somebody agrees to it.
"""

from __future__ import annotations

import datetime
import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from composer.address.figures import Figures
from composer.ledger import Books
from composer.model import Approval, Rendered, Why
from composer.pipeline.agreement import Agreement
from composer.pipeline.approval import Changed, changed_since
from composer.pipeline.books import address_for_sending, knows_who_left
from composer.pipeline.checking import Reading
from composer.pipeline.dispatch import Judged, Now, Proposal, Wish, day_by, judge, propose, settings_of
from composer.pipeline.edition import Addressed, Workspace
from composer.pipeline.letters import render_issue
from composer.pipeline.mailing import content_of
from composer.pipeline.sending import HeldIssue, NotApproved, Step, look_at_issue
from composer.pipeline.suppressed import Reached, address_with_reasons
from composer.pipeline.variants import variant_words
from composer.problems import Problem, UsageError
from composer.render import read, text_of
from composer.settings import OUTBOX


@dataclass(frozen=True, slots=True)
class Reach:
    """Who gets an issue, in numbers; `copies` are rows of networks that share people, most saved first."""

    people: int
    letters: int
    rows: int
    copies_saved: int
    networks: Mapping[str, str]  # names by id
    figures: Figures
    suppressed: Mapping[Why, int]
    variants: tuple[str, ...]
    knows_who_left: bool


@dataclass(frozen=True, slots=True)
class Approved:
    """The approval that there is, if any, and what is otherwise since; `needed`: without one it is not sent."""

    approval: Approval | None
    changed: Changed | None
    needed: bool
    agreement: str  # to what is there now

    @property
    def holds(self) -> bool:
        """Whether what is there now is approved."""
        return self.approval is not None and not self.changed


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be sent now, and what is to be agreed to for it."""

    step: Step
    run: str
    letters: int
    relay: str
    signed_as: str
    questions: tuple[str, ...]
    joined: int
    agreement: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """All of it. `offer` None: nothing can be sent, and `refusal` says why where it is not told elsewhere."""

    number: int
    subject: str
    date: datetime.date
    relay: str
    managers: tuple[str, ...]
    problems: tuple[Problem, ...]
    sound: bool
    reach: Reach
    approved: Approved
    offer: Offer | None
    refusal: str
    corrects: tuple[str, ...] | None  # lines of the text that are otherwise than in the run; None: it corrects nothing
    rehearsed: str  # when the relay is the outbox, the agreement to rehearse it

    @property
    def rehearses(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.relay == OUTBOX


def outgoing(workspace: Workspace, number: int, now: Now) -> Outgoing:
    """An issue as it stands. Raises as `address_issue` does, and `LedgerError`."""
    with look_at_issue(workspace, number) as held:
        judged = judge(workspace, number, lambda addressed: day_by(_wish(held, addressed), addressed, now()))
        addressed = judged.addressed
        wish = _wish(held, addressed)
        rehearses = wish.relay_of(addressed) == OUTBOX
        offer, refusal = (None, "") if rehearses or not judged.sound else _offer(held, judged, wish, now)
        settings = settings_of(addressed)
        return Outgoing(
            number=number,
            subject=addressed.edition.subject,
            date=addressed.composed.issue.date,
            relay=wish.relay_of(addressed),
            managers=settings.managers,
            problems=judged.problems,
            sound=judged.sound,
            reach=reach_of(address_with_reasons(workspace, number)),
            approved=_approved(held, addressed),
            offer=offer,
            refusal=refusal,
            corrects=tuple(_corrected(held.books, addressed)) if wish.correction and held.books else None,
            rehearsed=_rehearsal(workspace, number) if rehearses and judged.sound else "",
        )


def _wish(held: HeldIssue, addressed: Addressed) -> Wish:
    """What sending it would be for: to go on with a run, or to correct it where it says something else by now."""
    return Wish(correction=held.books is not None and content_of(addressed) != held.books.run.content)


def _offer(held: HeldIssue, judged: Judged, wish: Wish, now: Now) -> tuple[Offer | None, str]:
    try:
        proposal = propose(held, Reading.of(judged.addressed), wish, now)
        if proposal.plan.step is Step.NOTHING and proposal.plan.joined:
            proposal = propose(held, Reading.of(judged.addressed), Wish(late=True), now)
    except NotApproved:
        return None, ""
    except UsageError as error:
        return None, str(error)
    return _offered(proposal), ""


def _offered(proposal: Proposal) -> Offer:
    plan, signer = proposal.plan, proposal.signer
    agreement = Agreement.of(proposal)
    return Offer(
        step=plan.step,
        run=plan.run.name,
        letters=agreement.letters,
        relay=proposal.relay.name,
        signed_as=signer.domain if signer else "",
        questions=plan.questions,
        joined=plan.joined,
        agreement=agreement.written,
    )


def _rehearsal(workspace: Workspace, number: int) -> str:
    return Agreement.with_issue("rehearse", address_for_sending(workspace, number)).written


def _approved(held: HeldIssue, addressed: Addressed) -> Approved:
    approval = held.ledger.approval(held.number)
    return Approved(
        approval,
        changed_since(addressed, approval, held.secret) if approval else None,
        settings_of(addressed).approval == "required",
        Agreement.with_issue("approve", addressed).written,
    )


def reach_of(reached: Reached) -> Reach:
    """Whom an addressed issue reaches."""
    addressed, figures = reached.addressed, reached.figures
    audience = addressed.audience
    return Reach(
        people=len(audience.people),
        letters=len(audience.people) - len(audience.suppressed),
        rows=audience.rows,
        copies_saved=audience.copies_saved,
        networks={name: str(network.name) for name, network in figures.networks.items()},
        figures=figures,
        suppressed=Counter(suppression.why for suppression in reached.why.values()),
        variants=tuple(variant_words(addressed, index) for index in range(len(audience.variants))),
        knows_who_left=knows_who_left(addressed.composed.workspace.root),
    )


_MOST_LINES = 60  # of a correction


def _corrected(books: Books, addressed: Addressed) -> Iterator[str]:
    """The lines of the fullest letter that are otherwise than in a run, after - and +; none where only looks differ."""
    before, after = (_lines(renderings[0]) for renderings in (books.renderings(), render_issue(addressed)))
    told = [line for line in difflib.ndiff(before, after) if line[:1] in "-+" and line[2:].strip()]
    yield from told[:_MOST_LINES]
    if len(told) > _MOST_LINES:
        yield f"and {len(told) - _MOST_LINES:,} more lines"


def _lines(rendered: Rendered) -> list[str]:
    return text_of(read(rendered.letter(dict.fromkeys(rendered.names, "")))).splitlines()
