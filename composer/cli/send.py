"""`composer send`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from composer import clock
from composer.cli.asking import confirm, sound_issue
from composer.cli.show import count, json_option, needed_number_argument, print_json, with_workspace
from composer.pipeline.edition import Addressed, Workspace
from composer.problems import INCOMPLETE, UsageError, printable
from composer.settings import OUTBOX

if TYPE_CHECKING:
    from composer.deliver import Ending
    from composer.ledger import Books
    from composer.pipeline.checking import Reading
    from composer.pipeline.dispatch import Begun, Proposal, Wish
    from composer.pipeline.sending import HeldIssue, NotApproved


@dataclass(frozen=True, slots=True)
class _Manner:
    """How it is asked and told, as the command line has it."""

    yes: bool
    as_json: bool


@click.command("send")
@needed_number_argument
@click.option("--yes", is_flag=True, help="Answer every question with yes.")
@click.option(
    "--test",
    "tests",
    metavar="ADDRESS",
    multiple=True,
    help="Send a marked copy with inert links to this address instead; may be given several times.",
)
@click.option("--relay", metavar="URL", help="Send by this relay instead of the one in newsletter.yaml.")
@click.option("--connections", metavar="K", type=click.IntRange(1, 100), help="To the relay, at once.")
@click.option("--late", is_flag=True, help="Send also to people added since the run began.")
@click.option("--correction", is_flag=True, help="Send what the issue says now to everybody, again.")
@click.option(
    "--wait",
    metavar="MINUTES",
    type=click.IntRange(0, 7 * 24 * 60),
    default=30,
    show_default=True,
    help="How long to keep trying letters that the relay puts off.",
)
@json_option
@with_workspace
def command(
    workspace: Workspace,
    number: int,
    *,
    yes: bool,
    tests: tuple[str, ...],
    relay: str | None,
    connections: int | None,
    late: bool,
    correction: bool,
    wait: int,
    as_json: bool,
) -> None:
    """Send an issue to everybody on its networks, one copy each.

    By the relay `outbox` this is a rehearsal: every letter becomes a file in var/outbox/N. By a real relay it
    is sent once: the same command again goes on where it was, and sends nothing twice. Ctrl-C stops
    after the letters in flight. An issue with errors is not sent.

    \b
    Examples:
      composer send 391 --test me@example.org
      composer send 391
      composer send 391 --late
    """
    from composer.pipeline.dispatch import Wish, relay_of

    wish = Wish(late, correction, relay, connections, timedelta(minutes=wait))
    manner = _Manner(yes, as_json)
    if late and correction:
        raise UsageError("give --late or --correction: a correction goes to everybody anyway")
    if relay and relay != OUTBOX:
        relay_of(relay)  # what was mistyped is told before anything else
    if tests:
        addressed = sound_issue(workspace, number, lambda _: None, _REFUSAL, as_json=as_json)
        _send_test(addressed, tests, wish, as_json=as_json)
        return
    sound, url = _sound(workspace, number, wish, manner)
    if url == OUTBOX:
        _rehearse(workspace, number, manner)
    else:
        relay_of(url)
        _send(workspace, sound, wish, manner)


_REFUSAL = "nothing is sent"


def _sound(workspace: Workspace, number: int, wish: Wish, manner: _Manner) -> tuple[Reading, str]:
    """The issue as it was judged, of which nobody it is for stays in memory, and the relay it goes by."""
    from composer.pipeline.checking import Reading
    from composer.pipeline.dispatch import day_by

    def day(addressed: Addressed) -> date | None:
        return day_by(wish, addressed, clock.now())

    addressed = sound_issue(workspace, number, day, _REFUSAL, as_json=manner.as_json)
    return Reading.of(addressed), wish.relay_of(addressed)


def _send_test(addressed: Addressed, tests: Sequence[str], wish: Wish, *, as_json: bool) -> None:
    from composer.cli.rehearsing import report_kept, report_mailed
    from composer.pipeline.dispatch import relay_of
    from composer.pipeline.trial import keep_copies, mail_copies

    url = wish.relay_of(addressed)
    if url == OUTBOX:
        report_kept(addressed, tests, keep_copies(addressed, tests, clock.now()), as_json=as_json)
    else:
        report_mailed(addressed, tests, mail_copies(addressed, tests, relay_of(url), clock.now()), as_json=as_json)


def _rehearse(workspace: Workspace, number: int, manner: _Manner) -> None:
    from composer.cli.rehearsing import report_rehearsal
    from composer.pipeline.books import address_for_sending
    from composer.pipeline.rehearsal import rehearse_issue

    addressed = address_for_sending(workspace, number)
    if not manner.yes:
        letters = len(addressed.audience.people) - len(addressed.audience.suppressed)
        click.echo(f"{addressed.edition.subject}", err=True)
        click.echo(f"{count(letters, 'letter')} to the outbox, a rehearsal: nothing leaves this machine.", err=True)
        confirm(number, "to go on")
    rehearsal = rehearse_issue(addressed, clock.now())
    how = "Rehearsed" if rehearsal.written else "Rehearsed already, and nothing has changed"
    report_rehearsal(rehearsal, how, as_json=manner.as_json)


def _send(workspace: Workspace, sound: Reading, wish: Wish, manner: _Manner) -> None:
    """Propose, ask, freeze, deliver, and tell the balance."""
    from composer.pipeline.sending import hold_issue

    number = sound.edition.issue.number
    with hold_issue(workspace, number, clock.now()) as held:
        begun = _begun(held, sound, wish, manner)
        if begun is None:
            return
        ending = _deliver(held, begun, wish)
        if ending.reason:
            click.echo(f"The relay takes no letters: {printable(ending.reason)}", err=True)
        if begun.is_new:
            click.echo(_COMMIT.format(begun.books.run.name), err=True)
        _report(begun.books, number, "Stopped" if ending.why.value == "stopped" else "", as_json=manner.as_json)


def _begun(held: HeldIssue, sound: Reading, wish: Wish, manner: _Manner) -> Begun | None:
    """The run as proposed, agreed to and frozen; None where nothing is left to do, which is told."""
    from composer.pipeline.dispatch import begin, propose
    from composer.pipeline.sending import NotApproved as Refused
    from composer.pipeline.sending import Step

    try:
        proposal = propose(held, sound, wish, clock.now)
    except Refused as error:
        _tell_changed(error)
        raise
    if proposal.plan.step is Step.NOTHING and held.books:
        _report(held.books, held.number, "Nothing is left to send", as_json=manner.as_json)
        if proposal.plan.joined:
            joined = count(proposal.plan.joined, "person has", "people have")
            click.echo(f"{joined} joined since. Send to them with: composer send {held.number} --late", err=True)
        return None
    if not manner.yes:
        _sum_up(proposal)
        confirm(held.number, "to go on", proposal.plan.questions)
    return begin(held, proposal, clock.now)


_COMMIT = "Keep issues/sent/{}.json in git: it tells every copy of this workspace that this was sent."


def _tell_changed(error: NotApproved) -> None:
    """What is otherwise than approved; people by name on a terminal only."""
    changed = error.changed
    if changed is None:
        return
    for part in changed.parts:
        click.echo(f"changed: {part}", err=True)
    for what, people in (
        ("joined", changed.joined),
        ("gets other items, or is addressed otherwise", changed.otherwise),
    ):
        if people and not sys.stderr.isatty():
            click.echo(f"{count(len(people), 'person', 'people')}: {what}", err=True)
        elif people:
            for person in people:
                name = f"{person.name} <{person.address}>" if person.name else person.address
                click.echo(printable(f"{what}: {name}"), err=True)
    if changed.left:
        click.echo(f"left: {count(changed.left, 'person', 'people')}", err=True)


def _sum_up(proposal: Proposal) -> None:
    """What is about to happen."""
    addressed, planned, signer = proposal.addressed, proposal.plan, proposal.signer
    click.echo(addressed.edition.subject, err=True)
    how = [f"by {proposal.relay.name}", _WHICH[planned.step.value], *([f"signed as {signer.domain}"] if signer else [])]
    click.echo(f"{count(planned.letters(), 'letter')} {', '.join(how)}.", err=True)
    if suppressed := len(addressed.audience.suppressed):
        click.echo(f"Who has left gets none: {count(suppressed, 'person', 'people')}.", err=True)


_WHICH = {
    "begin": "to everybody for the first time",
    "go on": "to those who have no copy of this run yet",
    "late": "to people added since",
    "correct": "a correction, to everybody again",
}


def _deliver(held: HeldIssue, begun: Begun, wish: Wish) -> Ending:
    from composer.cli.progress import progress
    from composer.pipeline.books import open_letters
    from composer.pipeline.dispatch import deliver_begun

    with progress(open_letters(begun.books.counts())) as show:

        def told(event: str, fields: Mapping[str, object]) -> None:
            with suppress(OSError):  # the terminal may be gone; the letters on their way are not to be lost with it
                show(event, fields)

        return deliver_begun(held, begun, wish, clock.now, told)


def _report(books: Books, number: int, how: str, *, as_json: bool) -> None:
    """The balance, who has no letter and why, and what to do next; `how` left out: what came of it."""
    from composer.cli.balance import counts_json, heading, hint, next_step, print_counts, print_people
    from composer.model import State

    counts = books.counts()
    what = next_step(books, counts)
    if as_json:
        print_json(counts_json(books.run.name, number, counts))
    else:
        click.secho(f"{how or heading(books, counts)}: run {books.run.name}", bold=True)
        print_counts(counts)
    print_people(books, counts, State.REJECTED, "Rejected")
    print_people(books, counts, State.IN_DOUBT, "In doubt")
    for words in filter(None, (hint(books, counts), what)):
        click.echo(words, err=True)
    if what:
        sys.exit(INCOMPLETE)
