"""What a command that cannot be undone asks first, and what it refuses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from composer.cli.show import exit_code, print_json, print_problems, problems_json
from composer.pipeline.edition import Addressed, Workspace
from composer.problems import UsageError, printable

if TYPE_CHECKING:
    from composer.pipeline.dispatch import Day

UNATTENDED = "--yes answers where there is nobody to ask"


def sound_issue(workspace: Workspace, number: int, day: Day, refusal: str, *, as_json: bool) -> Addressed:
    """The issue, checked as for that day and its problems told; one with errors ends the command with `refusal`."""
    from composer.pipeline.dispatch import judge

    judged = judge(workspace, number, day)
    print_problems(judged.problems)
    if not judged.sound:
        if as_json:
            print_json(problems_json(judged.problems))
        click.echo(f"Issue {number} has errors: {refusal}.", err=True)
        sys.exit(exit_code(judged.problems))
    return judged.addressed


def confirm(number: int, purpose: str, questions: Sequence[str] = ()) -> None:
    """Have every question answered, then the issue's number typed.

    Raises:
        UsageError: the answer was another.
    """
    for question in questions:
        agree(question)
    typed_again(f"Type {number} {purpose}", lambda typed: typed == str(number))


def agree(question: str, otherwise: str = UNATTENDED) -> None:
    """Have a question answered with yes; `otherwise` is what to do where nobody answers.

    Raises:
        UsageError: the answer was another.
    """
    with _answered(otherwise):
        agreed = click.confirm(printable(question), err=True)
    _refuse_unless(agreed)


def typed_again(wanted: str, is_so: Callable[[str], bool]) -> None:
    """Have typed what is about to be done, or to whom.

    Raises:
        UsageError: it was typed otherwise.
    """
    with _answered(UNATTENDED):
        typed = click.prompt(wanted, err=True, default="", show_default=False)
    _refuse_unless(is_so(typed.strip()))


def _refuse_unless(agreed: bool) -> None:
    if not agreed:
        raise UsageError("not confirmed; nothing was done")


@contextmanager
def _answered(otherwise: str) -> Iterator[None]:
    try:
        yield
    except click.Abort as error:
        raise UsageError(f"nobody answered; nothing was done. {otherwise}") from error
