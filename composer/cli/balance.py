"""The books of a run as people and scripts are told them: every state, its count, and a sum that balances."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from composer.cli.show import count
from composer.ledger import Books
from composer.model import Delivery, State, reported
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


def print_people(books: Books, state: State, heading: str) -> None:
    """Who stands in a state and why: by name on a terminal, by key in a file, which may be kept."""
    people = list(books.standing(state))
    if not people:
        return
    click.echo(f"{heading}:", err=True)
    for person in people[:_MOST_NAMED]:
        click.echo(f"  {_named(person)}: {printable(person.reply) or 'no reason told'}", err=True)
    if len(people) > _MOST_NAMED:
        click.echo(f"  and {len(people) - _MOST_NAMED:,} more", err=True)


def _named(person: Delivery) -> str:
    if not sys.stderr.isatty():
        return person.key
    return printable(f"{person.name} <{person.address}>" if person.name else person.address)


def people_json(people: Iterable[Delivery]) -> list[dict[str, Any]]:
    """People and how they stand, for who asked for them with --people."""
    return [
        {"address": person.address, "name": person.name, "state": _state(person.state), "reason": person.reply}
        for person in people
    ]


def _state(state: State) -> str:
    return next(told for told, number in reported({each: int(each is state) for each in State}).items() if number)


def next_step(number: int, counts: Mapping[State, int]) -> str:
    """What to do now, with the command; empty where nothing is left to do."""
    still = sum(counts[state] for state in (State.QUEUED, State.CLAIMED, State.HANDED_OVER, State.DEFERRED))
    if still:
        return f"{count(still, 'letter')} still to send. Go on with: composer send {number}"
    if counts[State.IN_DOUBT]:
        return (
            f"{count(counts[State.IN_DOUBT], 'letter')} in doubt: the relay may or may not have taken them. Look into "
            f"its log, then: composer resolve {number} --in-doubt resend, or skip"
        )
    return ""


def is_complete(counts: Mapping[State, int]) -> bool:
    """Whether every letter has come to an end that nobody needs to do anything about."""
    return not next_step(0, counts)
