"""`composer send`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from composer import clock
from composer.cli.asking import confirm, sound_issue
from composer.cli.show import count, json_option, needed_number_argument, print_json, with_workspace
from composer.pipeline.edition import Addressed, Workspace
from composer.pipeline.today import today_for
from composer.problems import INCOMPLETE, UsageError, has_errors, printable
from composer.settings import OUTBOX, Settings

if TYPE_CHECKING:
    from composer.deliver import Ending, Relay
    from composer.deliver.dkim import Signer
    from composer.ledger import Books
    from composer.pipeline.checking import Reading
    from composer.pipeline.sending import HeldIssue, NotApproved, Plan


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What was said on the command line."""

    yes: bool
    late: bool
    correction: bool
    connections: int | None
    wait: timedelta
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
    wishes = _Wishes(yes, late, correction, connections, timedelta(minutes=wait), as_json)
    if late and correction:
        raise UsageError("give --late or --correction: a correction goes to everybody anyway")
    if relay and relay != OUTBOX:
        _relay(relay)  # what was mistyped is told before anything else
    if tests:
        addressed = sound_issue(workspace, number, lambda _: None, _REFUSAL, as_json=as_json)
        _send_test(addressed, tests, relay, as_json=as_json)
        return
    sound, url = _sound(workspace, number, relay, wishes)
    if url == OUTBOX:
        _rehearse(workspace, number, wishes)
    else:
        _send(workspace, sound, url, wishes)


_REFUSAL = "nothing is sent"


def _sound(workspace: Workspace, number: int, relay: str | None, wishes: _Wishes) -> tuple[Reading, str]:
    """The issue as it was judged, and the relay it goes by."""
    from composer.pipeline.checking import Reading

    addressed = sound_issue(workspace, number, partial(_day, relay, wishes), _REFUSAL, as_json=wishes.as_json)
    return Reading.of(addressed), relay or _settings(addressed).relay


def _day(relay: str | None, wishes: _Wishes, addressed: Addressed) -> date | None:
    """The day by which dates are judged, beside the issue's own: a run that stopped is gone on with as it began."""
    from composer.pipeline.settling import day_of_sending

    if (relay or _settings(addressed).relay) == OUTBOX:
        return None
    now = clock.now()
    return today_for(addressed, now) if wishes.correction else day_of_sending(addressed, now)


def _settings(addressed: Addressed) -> Settings:
    return addressed.composed.programme.settings


def _relay(url: str) -> Relay:
    from composer.deliver import RELAY_VARIABLE, read_relay

    return read_relay(url, os.environ.get(RELAY_VARIABLE))


def _send_test(addressed: Addressed, tests: Sequence[str], relay: str | None, *, as_json: bool) -> None:
    from composer.cli.rehearsing import report_kept, report_mailed
    from composer.pipeline.trial import keep_copies, mail_copies

    url = relay or _settings(addressed).relay
    if url == OUTBOX:
        report_kept(addressed, tests, keep_copies(addressed, tests, clock.now()), as_json=as_json)
    else:
        report_mailed(addressed, tests, mail_copies(addressed, tests, _relay(url), clock.now()), as_json=as_json)


def _rehearse(workspace: Workspace, number: int, wishes: _Wishes) -> None:
    from composer.cli.rehearsing import report_rehearsal
    from composer.pipeline.books import address_for_sending
    from composer.pipeline.rehearsal import rehearse_issue

    addressed = address_for_sending(workspace, number)
    if not wishes.yes:
        letters = len(addressed.audience.people) - len(addressed.audience.suppressed)
        click.echo(f"{addressed.edition.subject}", err=True)
        click.echo(f"{count(letters, 'letter')} to the outbox, a rehearsal: nothing leaves this machine.", err=True)
        confirm(number, "to go on")
    rehearsal = rehearse_issue(addressed, clock.now())
    how = "Rehearsed" if rehearsal.written else "Rehearsed already, and nothing has changed"
    report_rehearsal(rehearsal, how, as_json=wishes.as_json)


def _send(workspace: Workspace, sound: Reading, url: str, wishes: _Wishes) -> None:
    """Plan, ask, freeze, deliver, and tell the balance."""
    from composer.pipeline.sending import hold_issue

    relay, number = _relay(url), sound.edition.issue.number
    with hold_issue(workspace, number, clock.now()) as held:
        begun = _begun(held, sound, relay, wishes)
        if begun is None:
            return
        ending = _deliver(held, begun, relay, wishes)
        if ending.reason:
            click.echo(f"The relay takes no letters: {printable(ending.reason)}", err=True)
        if begun.is_new:
            click.echo(_COMMIT.format(begun.books.run.name), err=True)
        _report(begun.books, number, "Stopped" if ending.why.value == "stopped" else "", as_json=wishes.as_json)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A run to deliver. Nobody it is for is in memory any more: they stand in its books."""

    books: Books
    settings: Settings
    signer: Signer | None
    is_new: bool


def _begun(held: HeldIssue, sound: Reading, relay: Relay, wishes: _Wishes) -> _Begun | None:
    """The run as planned, agreed to and frozen; None where nothing is left to do, which is told."""
    from composer.pipeline.checking import Reading, checked
    from composer.pipeline.sending import NotApproved as Refused
    from composer.pipeline.sending import Step, carry_out, plan
    from composer.pipeline.signing import signer_of

    addressed = held.addressed()
    began = held.books.run.began if held.books and not wishes.correction else clock.now()
    if Reading.of(addressed) != sound and has_errors(checked(addressed, today_for(addressed, began), to_send=True)):
        raise UsageError(f"issue {held.number} was changed just now, and has errors. Nothing is sent")
    try:
        planned = plan(held, addressed, relay.name, clock.now(), late=wishes.late, correction=wishes.correction)
    except Refused as error:
        _tell_changed(error)
        raise
    if planned.step is Step.NOTHING and held.books:
        _report(held.books, held.number, "Nothing is left to send", as_json=wishes.as_json)
        if planned.joined:
            joined = count(planned.joined, "person has", "people have")
            click.echo(f"{joined} joined since. Send to them with: composer send {held.number} --late", err=True)
        return None
    signer = signer_of(addressed)
    if not wishes.yes:
        _sum_up(addressed, planned, relay, signer)
        confirm(held.number, "to go on", planned.questions)
    books = carry_out(held, addressed, planned, clock.now())
    return _Begun(books, _settings(addressed), signer, planned.step in (Step.BEGIN, Step.CORRECT))


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


def _sum_up(addressed: Addressed, planned: Plan, relay: Relay, signer: Signer | None) -> None:
    """What is about to happen."""
    click.echo(addressed.edition.subject, err=True)
    how = [f"by {relay.name}", _WHICH[planned.step.value], *([f"signed as {signer.domain}"] if signer else [])]
    click.echo(f"{count(planned.letters(), 'letter')} {', '.join(how)}.", err=True)
    if suppressed := len(addressed.audience.suppressed):
        click.echo(f"Who has left gets none: {count(suppressed, 'person', 'people')}.", err=True)


_WHICH = {
    "begin": "to everybody for the first time",
    "go on": "to those who have no copy of this run yet",
    "late": "to people added since",
    "correct": "a correction, to everybody again",
}


def _deliver(held: HeldIssue, begun: _Begun, relay: Relay, wishes: _Wishes) -> Ending:
    from composer.cli.progress import progress
    from composer.log import Log
    from composer.pipeline.books import open_letters, var_of
    from composer.pipeline.delivering import deliver_run

    books, settings = begun.books, begun.settings
    run = books.run.name
    pace = replace(settings.pace, connections=wishes.connections or settings.pace.connections)
    log_file = var_of(held.workspace.root) / "log" / "send.jsonl"
    with Log(log_file) as log, progress(open_letters(books.counts())) as show:

        def watch(event: str, fields: Mapping[str, object]) -> None:
            log.write(event, clock.now(), {"run": run, **fields})
            with suppress(OSError):  # the terminal may be gone; the letters on their way are not to be lost with it
                show(event, fields)

        return deliver_run(
            books,
            held.secret,
            relay,
            pace,
            signer=begun.signer,
            resend=settings.in_doubt == "resend",
            wait=wishes.wait,
            now=clock.now,
            watch=watch,
        )


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
