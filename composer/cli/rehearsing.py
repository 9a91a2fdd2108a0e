"""What `send` tells of a rehearsal and of test copies."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from composer.cli.balance import counts_json, print_counts
from composer.cli.show import count, print_json
from composer.deliver import Rehearsal
from composer.model import Outcome, State
from composer.pipeline.edition import Addressed
from composer.pipeline.variants import variant_words
from composer.problems import INCOMPLETE, printable


def report_rehearsal(rehearsal: Rehearsal, how: str, *, as_json: bool) -> None:
    """Its books, and where the letters are; `how` it came to be there, in a word."""
    books = rehearsal.books
    if as_json:
        print_json(rehearsal_json(rehearsal))
    else:
        click.secho(f"{how}: {books.run}, a rehearsal; nothing left this machine", bold=True)
        print_counts(books.states)
        click.echo(f"The letters are in {rehearsal.folder}")
    for key, reason in books.rejected.items():
        click.echo(f"rejected: {key}: {reason}", err=True)


def rehearsal_json(rehearsal: Rehearsal) -> dict[str, Any]:
    """A rehearsal's books as scripts know them."""
    books = rehearsal.books
    return counts_json(books.run, books.issue, books.states) | {"rehearsal": True, "folder": rehearsal.folder}


def report_kept(addressed: Addressed, tests: Sequence[str], paths: Sequence[Path], *, as_json: bool) -> None:
    """Say where the copies are. Addresses are for a terminal only: what is written elsewhere may be kept."""
    number = addressed.composed.issue.number
    if as_json:
        print_json({"issue": number, "test": paths, "rehearsal": True})
        return
    for place, (address, path) in enumerate(zip(tests, paths, strict=True), start=1):
        copy = f"A test copy for {address}" if sys.stdout.isatty() else f"Test copy {place}"
        click.echo(f"{copy} is in {path}.")
    _tell_variant(addressed)
    click.echo("Nothing was mailed: the relay is the outbox.")


def report_mailed(addressed: Addressed, tests: Sequence[str], outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    """Say what the relay said to each copy."""
    if as_json:
        told = [{"state": outcome.state, "reason": outcome.reason} for outcome in outcomes]
        print_json({"issue": addressed.composed.issue.number, "test": told})
    else:
        for place, (address, outcome) in enumerate(zip(tests, outcomes, strict=True), start=1):
            copy = f"The test copy for {address}" if sys.stdout.isatty() else f"Test copy {place}"
            taken = "taken" if outcome.state is State.ACCEPTED else "not taken"
            click.echo(f"{copy}: {taken}. {printable(outcome.reason)}")
        _tell_variant(addressed)
    if any(outcome.state is not State.ACCEPTED for outcome in outcomes):
        sys.exit(INCOMPLETE)


def _tell_variant(addressed: Addressed) -> None:
    variants = len(addressed.audience.variants)
    if variants > 1:
        click.echo(f"It shows the fullest of {count(variants, 'variant')} ({variant_words(addressed, 0)}).")
