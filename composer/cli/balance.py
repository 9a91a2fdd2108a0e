"""The books of a run as people and scripts are told them: every state, its count, and a sum that balances.

Rule: whoever tells them counts once, as counting a million letters takes a while.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import click

from composer.cli.show import count, print_json
from composer.ledger import Books
from composer.model import Delivery, State, reported, told_as
from composer.pipeline.books import open_letters
from composer.pipeline.mailing import message_id_of
from composer.problems import printable

_MOST_NAMED = 20  # people of one state on a terminal; the rest are counted


def counts_json(run: str, issue: int, counts: Mapping[State, int]) -> dict[str, Any]:
    """A run's books as scripts know them (design section 5)."""
    return {"run": run, "issue": issue, "audience": sum(counts.values()), **reported(counts)}


def print_counts(counts: Mapping[State, int]) -> None:
    """Each state that anybody is in, and the audience they sum to."""
    for state, number in reported(counts).items():
        if number:
            click.echo(f"  {number:>9,}  {state.replace('_', ' ')}")
    click.echo(f"  {sum(counts.values()):>9,}  audience")


def print_people(books: Books, counts: Mapping[State, int], state: State, heading: str) -> None:
    """Who stands in a state and why: by name on a terminal, by key in a file, which may be kept."""
    number = counts[state]
    if not number:
        return
    click.echo(f"{heading}:", err=True)
    for person in islice(books.standing(state), _MOST_NAMED):
        click.echo(f"  {_named(person)}: {printable(person.reply) or 'no reason told'}", err=True)
        if state is State.IN_DOUBT:
            click.echo(f"    Message-ID {message_id_of(books.run, person.key)}", err=True)
    if number > _MOST_NAMED:
        click.echo(f"  and {number - _MOST_NAMED:,} more", err=True)


def _named(person: Delivery) -> str:
    if not sys.stderr.isatty():
        return person.key
    return printable(f"{person.name} <{person.address}>" if person.name else person.address)


def people_json(books: Books) -> list[dict[str, Any]]:
    """People and how they stand, for who asked for them with --people; relays' logs know letters by Message-ID."""
    return [
        {
            "address": person.address,
            "name": person.name,
            "state": told_as(person.state),
            "reason": person.reply,
            "key": person.key,
            "message_id": message_id_of(books.run, person.key),
        }
        for person in books.standing()
    ]


def heading(books: Books, counts: Mapping[State, int]) -> str:
    """What came of a run, in a word or two."""
    if next_step(books, counts):
        return "Not finished"
    if counts[State.CANCELLED]:
        return "Ended, not sent to everybody"
    return "Sent, but not to those who were refused" if counts[State.REJECTED] else "Sent"


def hint(books: Books, counts: Mapping[State, int]) -> str:
    """What may be done about letters that were refused."""
    if not counts[State.REJECTED]:
        return ""
    return (
        "If it was not their addresses that were at fault, try them again, once that is mended, with: "
        f"composer resolve {books.run.issue} --rejected resend"
    )


def next_step(books: Books, counts: Mapping[State, int]) -> str:
    """What to do now, with the command; empty where nothing is left to do."""
    number = books.run.issue
    if still := open_letters(counts):
        return f"{count(still, 'letter')} still to send{_when(books, counts)}. Go on with: composer send {number}"
    if doubts := counts[State.IN_DOUBT]:
        return (
            f"{count(doubts, 'letter')} in doubt: the relay may or may not have taken them. Look for them in its log "
            f"by their Message-ID, then: composer resolve {number} --in-doubt resend, or skip"
        )
    if counts[State.REJECTED] and not counts[State.ACCEPTED]:
        return "Nobody got it: the relay refused everybody. Look what it says above, and with: composer doctor"
    return ""


def print_settled(books: Books, what: str, *, as_json: bool) -> None:
    """How a run stands after somebody has decided something of it."""
    counts = books.counts()
    if as_json:
        print_json(counts_json(books.run.name, books.run.issue, counts))
        return
    click.secho(f"Run {books.run.name}: {what}", bold=True)
    print_counts(counts)
    if step := next_step(books, counts):
        click.echo(step)


def _when(books: Books, counts: Mapping[State, int]) -> str:
    """When the next letter is tried again, where all that are left are put off."""
    due = books.next_due()
    if due is None or open_letters(counts) > counts[State.DEFERRED]:
        return ""
    return (
        f", put off by the relay until {due.astimezone(ZoneInfo(books.run.letterhead.timezone)):%H:%M} at the earliest"
    )
